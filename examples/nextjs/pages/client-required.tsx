import { useSession } from "countersign/react"
import { SessionPanel } from "../components/session-panel"
import { Verdict, Waiting } from "../components/verdict"
import { WayPage } from "../components/way-page"

export default function ClientRequiredPage() {
  const { data: session, status } = useSession({ required: true })
  return (
    <WayPage href="/client-required">
      {status === "loading" ? <Waiting /> : <Verdict name={session.user.name} passed />}
      <SessionPanel />
    </WayPage>
  )
}
