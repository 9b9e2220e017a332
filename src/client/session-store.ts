import type { Session } from "../core/model.js"
import { requestCsrfToken, requestJson } from "./request.js"
import { hearTabs, openChannel, tellTabs } from "./tabs.js"

/** What is known of the session: `null` for nobody, `undefined` when it could not be asked. */
export type SessionAnswer = Session | null | undefined

/**
 * Sends `data` to the `jwt` callback (`trigger: "update"`) and shows what comes of it. `null` when that failed; nothing is sent
 * unless somebody is signed in, and it then resolves to `undefined`, which the documented type does not say.
 */
export type UpdateSession = (data?: unknown) => Promise<Session | null>

/** One moment of the store. A new object whenever anything changes, the same one otherwise. */
export interface SessionSnapshot {
  /** `undefined` while nothing is known, `null` for nobody. */
  readonly data: SessionAnswer
  readonly status: "loading" | "authenticated" | "unauthenticated"
  readonly update: UpdateSession
}

export interface RefetchOptions {
  /** Seconds between two reads of the session while somebody is signed in; 0 for none. */
  refetchInterval?: number | undefined
  /** Whether to read the session when the tab becomes visible again; yes unless `false`. */
  refetchOnWindowFocus?: boolean | undefined
  /** `false`: no reads by interval while the device is offline. */
  refetchWhenOffline?: boolean | undefined
}

/** The session of this tab: at most one request for it at a time, and no news when nothing changed. */
export interface SessionStore {
  /** Base path of the endpoints. */
  readonly path: string
  /** When to read again. May be replaced at any time, but for the interval, which counts when connecting. */
  options: RefetchOptions
  /** Calls the listener after every change, until the returned function is called. */
  subscribe: (listener: () => void) => () => void
  getSnapshot: () => SessionSnapshot
  /** What the store began with: what a server rendered, and what hydration must see. */
  getServerSnapshot: () => SessionSnapshot
  /**
   * Asks who is signed in, or joins whoever is asking. Other tabs hear of a change unless `tell` is `false`. `afresh`: waits
   * until an earlier request has ended, so that the answer knows of what was done before the call.
   */
  read: (tell?: boolean, afresh?: boolean) => Promise<SessionAnswer>
  /** Takes the session a page was rendered with, unless it is the one taken last. */
  receive: (session: SessionAnswer) => void
  /** Tells the other tabs: the session, `null` when somebody signed out, `undefined` for "it changed, ask". */
  tell: (session: SessionAnswer) => void
  /**
   * Keeps the store true while a page shows it: reads what is not known, follows other tabs, focus and interval.
   * Nothing is left behind once the returned function was called; connecting again is fine.
   */
  connect: () => () => void
}

/** Milliseconds in which several focus events are one. */
const focusBurst = 1000

/** Reads an answer of `/session`: `null`, `{}` and what is not an object mean nobody. */
export const asSession = (answer: unknown): SessionAnswer =>
  answer === undefined || /^{"/.test(JSON.stringify(answer)) ? (answer as Session | undefined) : null

const isSame = (a: SessionAnswer, b: SessionAnswer) => JSON.stringify(a) === JSON.stringify(b)

/** Whether the session's time is over by this device's clock, which may be wrong: a reason to ask, not an answer. */
const isExpired = (session: SessionAnswer): boolean => Date.parse(session?.expires as string) < Date.now()

/** Makes the store of one provider. `initial`: `undefined` when not known yet. */
export const createSessionStore = (initial: SessionAnswer, path: string): SessionStore => {
  const listeners = new Set<() => void>()
  let received = initial
  let snapshot!: SessionSnapshot
  let pending: Promise<SessionAnswer> | undefined
  let channel: BroadcastChannel | undefined
  let focusedAt = -focusBurst

  const show = (data: SessionAnswer, loading = data === undefined) => {
    snapshot = { data, status: loading ? "loading" : data ? "authenticated" : "unauthenticated", update }
    for (const listener of listeners) listener()
  }
  const tell = (session: SessionAnswer) => tellTabs(channel, path, session)

  /** Replaces the session; answers still on their way no longer count. */
  const set = (session: Session | null, isNews?: boolean) => {
    const { data, status } = snapshot
    pending = undefined
    if (!isSame(session, data)) {
      show(session)
      // Nobody, found by asking, may be older news than what the others know: they ask for themselves.
      if (isNews) tell(session ?? undefined)
    } else if (status === "loading") show(data)
  }
  const ask = (request: Promise<unknown>, isNews: boolean) => {
    const mine = request.then((json) => {
      const answer = asSession(json)
      const { data } = snapshot
      // Not being able to ask signs nobody out, until the session is over anyway.
      if (pending === mine) set((answer === undefined && !isExpired(data) ? data : answer) ?? null, isNews)
      return answer
    })
    pending = mine
    return mine
  }
  const read = async (isNews = true, afresh?: boolean) => {
    if (afresh) await pending
    return pending ?? ask(requestJson(`${path}/session`), isNews)
  }
  const postUpdate = async (data: unknown) =>
    requestJson(`${path}/session`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ csrfToken: await requestCsrfToken(path), data }),
    })
  const update = async (data: unknown) => {
    if (snapshot.status !== "authenticated") return undefined as unknown as null
    show(snapshot.data, true)
    return (await ask(postUpdate(data), true)) ?? null
  }

  const onVisible = ({ timeStamp }: Event) => {
    if (document.hidden || !snapshot.data || timeStamp - focusedAt < focusBurst) return
    if (store.options.refetchOnWindowFocus === false) return
    focusedAt = timeStamp
    read()
  }
  const connect = () => {
    const connection = new AbortController()
    const onInterval = () => {
      if (snapshot.data && (store.options.refetchWhenOffline !== false || navigator.onLine)) read()
    }
    const { refetchInterval } = store.options
    const timer = refetchInterval ? setInterval(onInterval, refetchInterval * 1000) : undefined
    channel = openChannel()
    hearTabs(channel, path, connection, (session) => (session === undefined ? read(false) : set(session)))
    document.addEventListener("visibilitychange", onVisible, connection)
    if (snapshot.data === undefined || isExpired(snapshot.data)) read()
    return () => {
      connection.abort()
      clearInterval(timer)
      channel?.close()
      channel = undefined
    }
  }

  show(initial)
  const first = snapshot
  const store: SessionStore = {
    path,
    options: {},
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    getSnapshot: () => snapshot,
    getServerSnapshot: () => first,
    read,
    receive: (session) => {
      if (session === undefined || isSame(session, received)) return
      received = session
      set(session)
    },
    tell,
    connect,
  }
  return store
}
