/** What the app itself makes of a session that was minted: `callbacks.session` decides what rules see of it. */
import type { Session } from "../../core/model.js"
import { send } from "./ask.js"
import { Unreachable } from "./probe.js"
import type { Visitor } from "./visitors.js"

/** The app does not take our sessions, so there is nothing to compare. */
export class NotTaken extends Error {
  override name: string = "NotTaken"
}

/**
 * The visitors with the sessions that the app shows them; those as they were minted where it has no endpoint for that.
 *
 * @throws {Unreachable} and {NotTaken}
 */
export async function withShownSessions(
  url: URL,
  endpoint: string,
  visitors: readonly Visitor[],
): Promise<readonly Visitor[]> {
  const shown: Visitor[] = []
  for (const visitor of visitors)
    shown.push(visitor.session ? { ...visitor, session: await sessionOf(url, endpoint, visitor) } : visitor)
  return shown
}

async function sessionOf(url: URL, path: string, { headers, session }: Visitor): Promise<Session | null> {
  const answer = await send(url, { method: "GET", path, headers }).catch((error: NodeJS.ErrnoException) => {
    const why = error.code ?? error.message
    throw new Unreachable(`${url.origin} cannot be asked (${why}): start the app, or correct the address.`)
  })
  const isJson = /\bjson\b/.test(answer.headers["content-type"] ?? "")
  if (answer.status !== 200 || !isJson) return session
  const shown: unknown = parse(answer.body)
  if (isSession(shown)) return shown
  throw new NotTaken(
    `The app takes no session that is sealed with this secret (${path} shows none). Check that it is the app's NEXTAUTH_SECRET, and ` +
      "its cookie's name (--cookie). Sessions in a database, and tokens of an own `jwt.encode`, cannot be minted.",
  )
}

const isSession = (given: unknown): given is Session => Boolean((given as Session | null)?.user)

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
