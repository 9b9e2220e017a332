import { getServerSession } from "countersign/next"
import type { Metadata } from "next"
import { authOptions } from "../../auth"
import { Verdict } from "../../components/verdict"
import { WayPage } from "../../components/way-page"

export const metadata: Metadata = { title: "Proxy, by role" }

export default async function AdminPage() {
  const session = await getServerSession(authOptions)
  return (
    <WayPage href="/admin">
      <Verdict name={session?.user.name} passed />
      <p>The proxy asked who is signed in, and it is an administrator.</p>
    </WayPage>
  )
}
