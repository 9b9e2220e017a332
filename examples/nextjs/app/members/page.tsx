import type { Metadata } from "next"
import { requireSession } from "../../auth"
import { Verdict } from "../../components/verdict"
import { WayPage } from "../../components/way-page"

export const metadata: Metadata = { title: "Proxy" }

export default async function MembersPage() {
  const { session } = await requireSession({ path: "/members" })
  return (
    <WayPage href="/members">
      <Verdict name={session.user.name} passed />
      <p>The proxy asked the policy first. This page asked again, for a proxy can be passed by.</p>
    </WayPage>
  )
}
