import { getServerSession } from "countersign/next"
import { authOptions, waysIn } from "../auth"
import { SessionPanel } from "../components/session-panel"
import { SignInPanel } from "../components/sign-in-panel"
import { WayList } from "../components/way-list"
import { apiWays, pageWays } from "../ways"

export default async function HomePage() {
  const session = await getServerSession(authOptions)
  return (
    <>
      <section className="intro">
        <h1>Every way to say “who goes there?”</h1>
        <p>
          Each page and route below is protected in another way. Sign in, sign out, change who you are, and see what
          each of them does about it. <a href="/who-may">Who may go where</a> shows the whole policy.
        </p>
      </section>
      <div className="columns">
        <div>
          <WayList title="Pages" ways={pageWays} serverSession={session} />
          <WayList title="API routes" ways={apiWays} serverSession={session} />
        </div>
        <div>
          <SignInPanel serverSession={session} waysIn={waysIn} />
          <SessionPanel />
        </div>
      </div>
    </>
  )
}
