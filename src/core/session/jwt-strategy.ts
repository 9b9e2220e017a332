/** Sessions that live in their cookie: sealed claims, issued again as they are read. */

import { openClaims, refusal, sealClaims } from "../crypto/token.js"
import { RequestError } from "../errors.js"
import { attempt, type MaybePromise, settling, whenReady } from "../maybe-promise.js"
import type { Awaitable, JWT, Session } from "../model.js"
import type { Config } from "../options/config.js"
import { runEvent } from "../options/events.js"
import { asError } from "../options/thrown.js"
import { authTimeOf, inSeconds, withAuthTime } from "./auth-time.js"
import { endableOf, wasEnded, withEndable } from "./endable.js"
import { plainSession, withoutUndefined } from "./plain-session.js"
import { watchForReissue } from "./reissue.js"
import { expiry, type FoundToken, findToken, removeSessionCookie, writeToken } from "./session-cookie.js"
import type { SessionContext, SessionStrategy, SessionUpdate, SignedIn } from "./strategy.js"

export const jwtStrategy: SessionStrategy = {
  read(context, update) {
    const found = findToken(context)
    if (!found) return null
    const opening = orRemove(context, () => openToken(context, found))
    return whenReady(opening, (opened) => {
      if (!opened) return null
      const ending = context.config.mayEndSessions && wasEnded(context.config, opened)
      return whenReady(ending, (ended) =>
        ended ? removed(context) : orRemove(context, () => readAndExtend(context, found, opened, update)),
      )
    })
  },

  async readUserId(context) {
    const token = await readToken(context)
    if (!token || (await wasEnded(context.config, token))) return null
    return token.sub ?? null
  },

  async readAuthTime(context) {
    const token = await readToken(context)
    return token && authTimeOf(token)
  },

  async issue(context, person) {
    const { jwt, callbacks } = context.config
    const token = await callbacks.jwt({ token: claimsOf(person), ...reasonOf(person) })
    const claims = withAuthTime(context.config, withEndable(token, person.endable), inSeconds(context.now))
    const sealed = await jwt.encode({ ...jwt, token: claims })
    removeSessionCookie(context)
    write(context, sealed, expiry(context))
    return token?.sub
  },

  async end(context) {
    const token = await readToken(context, "SIGNOUT_ERROR")
    removeSessionCookie(context)
    return token ? { token } : null
  },
}

/** What cannot be read is removed: it would fail at every further request. */
function orRemove<T>(context: SessionContext, read: () => MaybePromise<T>): MaybePromise<T | null> {
  return attempt(read, (error) => {
    context.config.log.error("JWT_SESSION_ERROR", asError(error))
    return removed(context)
  })
}

function removed(context: SessionContext): null {
  removeSessionCookie(context)
  return null
}

function readAndExtend(
  context: SessionContext,
  found: FoundToken,
  opened: JWT,
  update?: SessionUpdate,
): MaybePromise<Session> {
  const { config, now } = context
  const { callbacks } = config
  const { exp } = opened
  const keep = keepBesideCallbacks(config, opened)
  const mustReissue = watchForReissue(config, found, opened, now)

  return whenReady(config.changesTokens ? changed(config, opened, update) : opened, (token) => {
    const isReissued = update !== undefined || mustReissue(keep(token))
    const expires = isReissued || typeof exp !== "number" ? expiry(context) : new Date(exp * 1000)
    const plain = plainSession({ name: token.name, email: token.email, image: token.picture }, expires)
    const shown = callbacks.session({ session: withoutUndefined(plain), token } as SessionParams)

    return whenReady(settling(shown), (shown) => {
      const session = withoutUndefined(shown)
      const sealing = isReissued ? settling(encode(config, keep(token))) : ""
      return whenReady(sealing, (sealed) => {
        if (isReissued) write(context, sealed, expires)
        return whenReady(runEvent(config, "session", { session, token }), () => session)
      })
    })
  })
}

type SessionParams = Parameters<Config["callbacks"]["session"]>[0]
type TokenParams = Parameters<Config["callbacks"]["jwt"]>[0]

const changed = ({ callbacks }: Config, token: JWT, update: SessionUpdate | undefined): MaybePromise<JWT> =>
  settling(callbacks.jwt({ token, ...(update ? { trigger: "update", session: update.data } : {}) } as TokenParams))

/** What only we write in a token. Callbacks may change it in place, so it is read before they run. */
function keepBesideCallbacks(config: Config, opened: JWT): (token: JWT) => JWT {
  const endable = endableOf(config, opened)
  const authTime = authTimeOf(opened)
  return (token) => withAuthTime(config, withEndable(token, endable), authTime)
}

const encode = ({ jwt, session: { maxAge } }: Config, token: JWT): Awaitable<string> =>
  jwt.encode({ ...jwt, token, maxAge })

/** Characters. Node.js reads 16 kB of headers, other servers 8. */
const largest = 12_000

function write(context: SessionContext, sealed: string, expires: Date): void {
  if (sealed.length > largest) {
    const sentence = `A session has ${sealed.length} characters, and servers may refuse all requests with it: let \`callbacks.jwt\` keep less.`
    context.config.log.error("SESSION_COOKIE_TOO_LARGE", new Error(sentence))
  }
  const { jar, config } = context
  writeToken(context, sealed, expires, config.jwt.encode === sealClaims ? jar.setSealed : jar.set)
}

/** The claims in the cookie, or `null` when there are none to trust. */
async function readToken(context: SessionContext, logAs?: string): Promise<JWT | null> {
  const found = findToken(context)
  if (!found) return null
  try {
    return await openToken(context, found)
  } catch (error) {
    if (logAs) context.config.log.error(logAs, asError(error))
    return null
  }
}

/** Auth.js v5's cookies are always opened by our own codec: their salt means nothing to an app's own. */
function openToken({ config }: SessionContext, { value, salt }: FoundToken): MaybePromise<JWT> {
  if (config.hasOwnDecode && salt === "") return decodeByApp(config, value)
  return whenReady(openClaims(value, config.jwt.secret, salt), (opened) => {
    if (typeof opened === "string") throw refusal(opened)
    return opened
  })
}

async function decodeByApp({ jwt }: Config, value: string): Promise<JWT> {
  const token = await jwt.decode({ ...jwt, token: value })
  if (!token) throw new RequestError("JWT_SESSION_ERROR", "`jwt.decode` opened nothing.")
  return token
}

const claimsOf = ({ user }: SignedIn): JWT =>
  withoutUndefined({ name: user.name, email: user.email, picture: user.image, sub: user.id?.toString() }) as JWT

function reasonOf({ user, account, profile, isNewUser }: SignedIn) {
  return {
    user,
    account,
    ...(profile === undefined ? {} : { profile }),
    ...(isNewUser === undefined ? {} : { isNewUser }),
    trigger: isNewUser ? ("signUp" as const) : ("signIn" as const),
  }
}
