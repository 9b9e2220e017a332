import { getServerSession } from "countersign/next"
import type { Metadata } from "next"
import { authOptions, waysIn } from "../../auth"
import { PolicyTable } from "../../components/policy-table"
import { SignInPanel } from "../../components/sign-in-panel"
import { policy } from "../../policy"

export const metadata: Metadata = { title: "Who may go where" }

export default async function WhoMayPage() {
  const session = await getServerSession(authOptions)
  return (
    <article>
      <p className="crumb">
        <a href="/">All ways</a>
      </p>
      <h1>Who may go where</h1>
      <p className="lead">
        <code>policy.ts</code> says it once. The proxy asks it for every address, and the pages behind it ask again. Be
        somebody else, and try each route.
      </p>
      <PolicyTable policy={policy} you={session} />
      <SignInPanel serverSession={session} waysIn={waysIn} />
    </article>
  )
}
