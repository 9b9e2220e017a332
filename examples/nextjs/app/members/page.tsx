import { getServerSession } from "countersign/next"
import type { Metadata } from "next"
import { authOptions } from "../../auth"
import { Verdict } from "../../components/verdict"
import { WayPage } from "../../components/way-page"

export const metadata: Metadata = { title: "Proxy" }

export default async function MembersPage() {
  const session = await getServerSession(authOptions)
  return (
    <WayPage href="/members">
      <Verdict name={session?.user.name} passed />
      <p>This page makes no decision of its own: whoever reads it was let through by the proxy.</p>
    </WayPage>
  )
}
