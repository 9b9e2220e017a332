import type { Metadata } from "next"
import { requireSession } from "../../auth"
import { Verdict } from "../../components/verdict"
import { WayPage } from "../../components/way-page"

export const metadata: Metadata = { title: "Proxy, by role" }

export default async function AdminPage() {
  const { session } = await requireSession({ path: "/admin" })
  return (
    <WayPage href="/admin">
      <Verdict name={session.user.name} passed />
      <p>The proxy asked the policy, and so did this page: whoever reads it is an administrator.</p>
    </WayPage>
  )
}
