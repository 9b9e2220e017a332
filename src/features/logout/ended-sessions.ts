/**
 * Sessions that a provider may end from its side. A session in a database is found by the provider's `sid` and deleted; one in
 * a cookie is beyond reach, so what ended is remembered for as long as such a session could live, and looked up at each read.
 */
import type { Adapter, AdapterSession } from "../../core/contracts/adapter.js"
import type { EndableSession, LogoutStore } from "../../core/contracts/provider.js"
import { sha256Hex } from "../../core/crypto/digest.js"
import { open, seal } from "../../core/crypto/seal.js"
import { stored } from "../../core/session/stored.js"

type Memory = Required<Pick<Adapter, "setValue" | "getValue">>

/** Seconds by which the clocks of provider and site may differ. */
const tolerance = 60

/** Seconds, a year: no provider's own session lasts longer, however often one here is extended. */
const longestSession = 31_536_000

/** Sessions of one browser at one provider; more come from signing in again and again, and the oldest have lost their cookie. */
const mostSessions = 20

const salt = "countersign session of a provider"

/** Whether the provider has ended this session, which is in a cookie. */
export async function wasEnded(
  store: LogoutStore,
  { provider, subject, sid, since }: EndableSession,
): Promise<boolean> {
  const memory = memoryOf(store)
  const [bySid, bySubject] = await stored(async () =>
    Promise.all([
      sid === undefined ? null : memory.getValue(await keyOf("ended-sid", provider, sid)),
      memory.getValue(await keyOf("ended-subject", provider, subject)),
    ]),
  )
  return [bySid, bySubject].some((endedAt) => endedAt !== null && since <= Number(endedAt))
}

/**
 * Notes which session in the database, and which user, the provider means by its `sid` and its `sub`. The session token is
 * sealed: a copy of the database opens nothing.
 */
export async function remember(
  store: LogoutStore,
  { provider, subject, sid }: EndableSession,
  { sessionToken, userId }: Pick<AdapterSession, "sessionToken" | "userId">,
): Promise<void> {
  const memory = memoryOf(store)
  const userKey = await keyOf("user-of-subject", provider, subject)
  await stored(() => memory.setValue(userKey, userId, longestSession))
  if (sid === undefined) return
  const key = await keyOf("session-of-sid", provider, sid)
  const sealed = await seal(sessionToken, store.secret, salt)
  const known = sealedTokens(await stored(() => memory.getValue(key)))
  const value = JSON.stringify([...known, sealed].slice(-mostSessions))
  await stored(() => memory.setValue(key, value, longestSession))
}

/** Ends the session that the provider calls `sid`. */
export async function endBySid(store: LogoutStore, provider: string, sid: string, now: Date): Promise<void> {
  const memory = memoryOf(store)
  if (store.strategy === "jwt") return markEnded(store, await keyOf("ended-sid", provider, sid), now)
  const sealed = sealedTokens(await stored(async () => memory.getValue(await keyOf("session-of-sid", provider, sid))))
  for (const one of sealed) {
    const sessionToken = await open(one, store.secret, salt)
    if (sessionToken !== null) await stored(() => store.adapter?.deleteSession?.(sessionToken))
  }
}

/** Ends every session of the person that the provider calls `subject`. In a database those too that began elsewhere. */
export async function endBySubject(store: LogoutStore, provider: string, subject: string, now: Date): Promise<void> {
  if (store.strategy === "jwt") return markEnded(store, await keyOf("ended-subject", provider, subject), now)
  const key = await keyOf("user-of-subject", provider, subject)
  const userId = await stored(() => memoryOf(store).getValue(key))
  if (userId !== null) await stored(() => store.adapter?.deleteSessionsOfUser?.(userId))
}

/** Whether this notice was acted on before. */
export const isKnownNotice = async (store: LogoutStore, provider: string, jti: string): Promise<boolean> =>
  Boolean(await stored(async () => memoryOf(store).getValue(await keyOf("logout-notice", provider, jti))))

/** Notes that a notice was acted on, and not before: one that failed may come again. */
export const noteNotice = (store: LogoutStore, provider: string, jti: string, seconds: number): Promise<unknown> =>
  stored(async () => memoryOf(store).setValue(await keyOf("logout-notice", provider, jti), "1", seconds))

/** Remembered for as long as a session could live that nobody reads. */
async function markEnded(store: LogoutStore, key: string, now: Date): Promise<void> {
  await stored(() => memoryOf(store).setValue(key, String(now.getTime()), store.maxAge + tolerance))
}

function sealedTokens(value: string | null): string[] {
  return value === null ? [] : (JSON.parse(value) as string[])
}

/** Short, whatever a provider calls things. */
const keyOf = async (kind: string, provider: string, name: string): Promise<string> =>
  `${kind}:${await sha256Hex(JSON.stringify([provider, name]))}`

/** Validation has made sure that the methods are there. */
const memoryOf = ({ adapter }: LogoutStore): Memory => adapter as Memory
