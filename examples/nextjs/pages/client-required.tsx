import { useSession } from "countersign/react"
import Head from "next/head"
import { SessionPanel } from "../components/session-panel"
import { Verdict, Waiting } from "../components/verdict"
import { WayPage } from "../components/way-page"

export default function ClientRequiredPage() {
  const { data: session, status } = useSession({ required: true })
  return (
    <WayPage href="/client-required">
      <Head>
        <title>Client component, session required · Countersign and Next.js</title>
      </Head>
      {status === "loading" ? <Waiting /> : <Verdict name={session.user.name} passed />}
      <SessionPanel />
    </WayPage>
  )
}
