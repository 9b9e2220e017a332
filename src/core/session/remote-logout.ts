/**
 * Sessions that a provider may end from its side. A session in a database is found by the provider's `sid` and deleted; one in
 * a cookie is beyond reach, so what ended is remembered for as long as such a session could live, and looked up at each read.
 */
import type { Adapter, AdapterSession } from "../contracts/adapter.js"
import { sha256Hex } from "../crypto/digest.js"
import { open, seal } from "../crypto/seal.js"
import type { JWT } from "../model.js"
import type { Config } from "../options/config.js"
import { stored } from "./stored.js"
import type { EndableBy } from "./strategy.js"

type Memory = Required<Pick<Adapter, "setValue" | "getValue">>

/** Seconds by which the clocks of provider and site may differ. */
const tolerance = 60

/** Seconds, a year: no provider's own session lasts longer, however often one here is extended. */
const longestSession = 31_536_000

/** Sessions of one browser at one provider; more come from signing in again and again, and the oldest have lost their cookie. */
const mostSessions = 20

const salt = "countersign session of a provider"

/** The claim of a session token that says who may end it. Set anew at each extension: `callbacks.jwt` cannot lose it. */
const claim = "endableBy"

interface EndableClaim extends EndableBy {
  /** Seconds since the epoch. */
  readonly since: number
}

/** The claim of a new session in a cookie; `null` where nobody else may end it. */
export const endableClaim = (endedBy: EndableBy | undefined, now: Date): JWT | null =>
  endedBy ? { [claim]: { ...endedBy, since: Math.floor(now.getTime() / 1000) } } : null

/** Whether a provider may end the session of this token. */
export const isEndable = ({ mayEndSessions }: Config, token: JWT): boolean =>
  mayEndSessions && token[claim] !== undefined

/** The claim of a token that is extended, to be laid over what `callbacks.jwt` made of it. */
export const keptClaim = (opened: JWT): JWT => ({ [claim]: opened[claim] })

/**
 * Whether the provider has ended the session of this token, which is one that it may end.
 *
 * @throws {StorageError} when nobody can tell
 */
export async function wasEnded(config: Config, token: JWT): Promise<boolean> {
  const { provider, subject, sid, since } = token[claim] as EndableClaim
  const memory = memoryOf(config)
  const [bySid, bySubject] = await stored(async () =>
    Promise.all([
      sid === undefined ? null : memory.getValue(await keyOf("ended-sid", provider, sid)),
      memory.getValue(await keyOf("ended-subject", provider, subject)),
    ]),
  )
  return bySid !== null || (bySubject !== null && since <= Number(bySubject))
}

/**
 * Notes which session in the database, and which user, the provider means by its `sid` and its `sub`. The session token is
 * sealed: a copy of the database opens nothing.
 */
export async function rememberSession(
  config: Config,
  { provider, subject, sid }: EndableBy,
  { sessionToken, userId }: Pick<AdapterSession, "sessionToken" | "userId">,
): Promise<void> {
  const memory = memoryOf(config)
  const userKey = await keyOf("user-of-subject", provider, subject)
  await stored(() => memory.setValue(userKey, userId, longestSession))
  if (sid === undefined) return
  const key = await keyOf("session-of-sid", provider, sid)
  const sealed = await seal(sessionToken, config.secret, salt)
  const known = sealedTokens(await stored(() => memory.getValue(key)))
  const value = JSON.stringify([...known, sealed].slice(-mostSessions))
  await stored(() => memory.setValue(key, value, longestSession))
}

/** Ends the session that the provider calls `sid`. */
export async function endBySid(config: Config, provider: string, sid: string): Promise<void> {
  const memory = memoryOf(config)
  if (config.session.strategy === "jwt") return markEnded(config, await keyOf("ended-sid", provider, sid), "1")
  const sealed = sealedTokens(await stored(async () => memory.getValue(await keyOf("session-of-sid", provider, sid))))
  for (const one of sealed) {
    const sessionToken = await open(one, config.secret, salt)
    if (sessionToken !== null) await stored(() => config.adapter?.deleteSession?.(sessionToken))
  }
}

/** Ends every session of the person that the provider calls `subject`. In a database those too that began elsewhere. */
export async function endBySubject(config: Config, provider: string, subject: string, now: Date): Promise<void> {
  if (config.session.strategy === "jwt") {
    const until = String(Math.floor(now.getTime() / 1000))
    return markEnded(config, await keyOf("ended-subject", provider, subject), until)
  }
  const key = await keyOf("user-of-subject", provider, subject)
  const userId = await stored(() => memoryOf(config).getValue(key))
  if (userId !== null) await stored(() => config.adapter?.deleteSessionsOfUser?.(userId))
}

/** Whether this notice was acted on before. */
export const isKnownNotice = async (config: Config, provider: string, jti: string): Promise<boolean> =>
  (await stored(async () => memoryOf(config).getValue(await keyOf("logout-notice", provider, jti)))) !== null

/** Notes that a notice was acted on, and not before: one that failed may come again. */
export const noteNotice = (config: Config, provider: string, jti: string, seconds: number): Promise<unknown> =>
  stored(async () => memoryOf(config).setValue(await keyOf("logout-notice", provider, jti), "1", seconds))

async function markEnded(config: Config, key: string, value: string): Promise<void> {
  const longest = Math.max(config.session.maxAge, config.jwt.maxAge) + tolerance
  await stored(() => memoryOf(config).setValue(key, value, longest))
}

function sealedTokens(value: string | null): string[] {
  return value === null ? [] : (JSON.parse(value) as string[])
}

/** Short, whatever a provider calls things. */
const keyOf = async (kind: string, provider: string, name: string): Promise<string> =>
  `${kind}:${await sha256Hex(JSON.stringify([provider, name]))}`

/** Validation has made sure that the methods are there. */
const memoryOf = ({ adapter }: Config): Memory => adapter as Memory
