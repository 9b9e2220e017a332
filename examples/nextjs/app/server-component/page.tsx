import { getServerSession } from "countersign/next"
import type { Metadata } from "next"
import { authOptions } from "../../auth"
import { JsonPanel } from "../../components/json-panel"
import { Verdict } from "../../components/verdict"
import { WayPage } from "../../components/way-page"

export const metadata: Metadata = { title: "Server component" }

export default async function ServerComponentPage() {
  const session = await getServerSession(authOptions)
  return (
    <WayPage href="/server-component">
      <Verdict name={session?.user.name} passed={session !== null} />
      <JsonPanel title="What the server saw" value={session} />
    </WayPage>
  )
}
