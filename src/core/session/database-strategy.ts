/** Sessions that live in a row, whose key is in the cookie. One query per read. */
import type { Adapter, AdapterSession, AdapterUser } from "../contracts/adapter.js"
import { StorageError } from "../errors.js"
import type { Session } from "../model.js"
import { runEvent } from "../options/events.js"
import { noteAuthTime, notedAuthTime } from "./auth-time.js"
import { remember } from "./endable.js"
import { plainSession, withoutUndefined } from "./plain-session.js"
import { expiry, findToken, removeSessionCookie, writeToken } from "./session-cookie.js"
import { stored } from "./stored.js"
import type { SessionContext, SessionStrategy, SessionUpdate } from "./strategy.js"

type SessionStore = Required<Pick<Adapter, "createSession" | "getSessionAndUser" | "updateSession" | "deleteSession">>

export const databaseStrategy: SessionStrategy = {
  async read(context, update) {
    const key = findToken(context)?.value
    if (!key) return null
    const row = await liveRow(context, key)
    if (row && (await isKept(context, row))) return show(context, row, update)
    removeSessionCookie(context)
    return null
  },

  async readUserId(context) {
    const key = findToken(context)?.value
    const row = key ? await liveRow(context, key) : null
    return row?.user.id ?? null
  },

  async readAuthTime(context) {
    const key = findToken(context)?.value
    return key ? notedAuthTime(context.config, key) : null
  },

  async issue(context, { user, endable }) {
    const sessionToken = await context.config.session.generateSessionToken()
    const expires = expiry(context)
    const store = storeOf(context)
    const row = await stored(() => store.createSession({ sessionToken, userId: user.id, expires }))
    if (endable) await remember(context.config, endable, row)
    await noteAuthTime(context.config, row.sessionToken, context.now)
    writeToken(context, row.sessionToken, row.expires)
    return user.id
  },

  async end(context) {
    const key = findToken(context)?.value
    removeSessionCookie(context)
    if (!key) return null
    return { session: await deleteRow(storeOf(context), key) }
  },
}

interface LiveSession {
  readonly sessionToken: string
  readonly expires: Date
  readonly user: AdapterUser
}

/** The row of a session that has not expired; one that has is deleted. */
async function liveRow(context: SessionContext, key: string): Promise<LiveSession | null> {
  const store = storeOf(context)
  const row = await stored(() => store.getSessionAndUser(key))
  if (!row) return null
  const expires = timeOf(row.session)
  if (expires > context.now) return { sessionToken: row.session.sessionToken, expires, user: row.user }
  await deleteRow(store, key)
  return null
}

/** Some adapters hand times out as a database keeps them: as a text, or in milliseconds. */
function timeOf({ expires }: AdapterSession): Date {
  const time = new Date(expires)
  if (Number.isNaN(time.getTime()))
    throw new StorageError("STORAGE_FAILED", "The adapter's `expires` of a session is no time.")
  return time
}

/** Some adapters reject when there is nothing to delete. A row that another request has deleted meanwhile is well deleted. */
async function deleteRow(store: SessionStore, key: string): Promise<AdapterSession | null | undefined | void> {
  try {
    return await stored(() => store.deleteSession(key))
  } catch (error) {
    if (await stored(() => store.getSessionAndUser(key))) throw error
    return null
  }
}

async function show(
  context: SessionContext,
  { sessionToken, expires, user }: LiveSession,
  update?: SessionUpdate,
): Promise<Session> {
  const { config } = context
  const session = withoutUndefined(
    await config.callbacks.session({
      session: withoutUndefined(plainSession(user, expires)),
      user,
      ...(update ? { newSession: update.data, trigger: "update" } : {}),
    } as Parameters<typeof config.callbacks.session>[0]),
  )
  writeToken(context, sessionToken, expiry(context))
  await runEvent(config, "session", { session })
  return session
}

/** Extends the row where it is due. Whether it is still there: it may have been deleted since it was read. */
async function isKept(context: SessionContext, { sessionToken, expires }: LiveSession): Promise<boolean> {
  if (!isDue(context, expires)) return true
  const store = storeOf(context)
  const updated = await stored(() => store.updateSession({ sessionToken, expires: expiry(context) }))
  return Boolean(updated ?? (await stored(() => store.getSessionAndUser(sessionToken)))) // some adapters return nothing
}

/** Whether `updateAge` has passed since the expiry was last written. */
function isDue(context: SessionContext, expires: Date): boolean {
  return expires.getTime() <= expiry(context).getTime() - context.config.session.updateAge * 1000
}

/** Validation has made sure that the methods are there. */
const storeOf = ({ config }: SessionContext): SessionStore => config.adapter as SessionStore
