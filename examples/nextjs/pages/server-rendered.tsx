import type { Session } from "countersign"
import { getServerSession } from "countersign/next"
import type { GetServerSideProps } from "next"
import Head from "next/head"
import { authOptions } from "../auth"
import { SessionPanel } from "../components/session-panel"
import { Verdict } from "../components/verdict"
import { WayPage } from "../components/way-page"

interface Props {
  session: Session | null
}

export const getServerSideProps: GetServerSideProps<Props> = async ({ req, res }) => ({
  props: { session: await getServerSession(req, res, authOptions) },
})

export default function ServerRenderedPage({ session }: Props) {
  return (
    <WayPage href="/server-rendered">
      <Head>
        <title>Server-rendered page · Countersign and Next.js</title>
      </Head>
      <Verdict name={session?.user.name} passed={session !== null} />
      <SessionPanel />
    </WayPage>
  )
}
