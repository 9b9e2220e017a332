import { useSession } from "countersign/react"
import Head from "next/head"
import { NameForm } from "../components/name-form"
import { SessionPanel } from "../components/session-panel"
import { Verdict, Waiting } from "../components/verdict"
import { WayPage } from "../components/way-page"

export default function ClientPage() {
  const { data: session, status } = useSession()
  return (
    <WayPage href="/client">
      <Head>
        <title>Client component · Countersign and Next.js</title>
      </Head>
      {status === "loading" ? <Waiting /> : <Verdict name={session?.user.name} passed={session !== null} />}
      {session && <NameForm />}
      <SessionPanel />
    </WayPage>
  )
}
