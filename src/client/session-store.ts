import type { Session } from "../core/model.js"
import { requestCsrfToken, requestJson } from "./request.js"

/** What is known of the session: `null` for nobody, `undefined` when it was not asked yet. */
export type SessionAnswer = Session | null | undefined

/**
 * Sends `data` to the `jwt` callback (`trigger: "update"`) and shows what comes of it. `null` when that failed; nothing is sent
 * unless somebody is signed in, and it then resolves to `undefined`, which the documented type does not say.
 */
export type UpdateSession = (data?: unknown) => Promise<Session | null>

/** One moment of the store. A new object whenever anything changes, the same one otherwise. */
export interface SessionSnapshot {
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
  getSnapshot: () => SessionSnapshot
  /**
   * Asks who is signed in, or joins whoever is asking; `null` also when the endpoint could not be read. Other tabs hear of it
   * unless `silent`. `afresh`: waits until an earlier request has ended, so that the answer knows of what
   * was done before the call.
   */
  read: (silent?: boolean, afresh?: boolean) => Promise<Session | null>
  /** Takes the session a page was rendered with, unless it is the one taken last. */
  receive: (session: SessionAnswer) => void
  /** Tells the other tabs: the session, 0 when somebody signed out, `null` for "I found nobody: ask, if you show somebody". */
  tell: (news: Session | null | 0) => void
  /**
   * Keeps the store true while a page shows it, and calls the page's listener after every change: reads what is not known,
   * follows other tabs, focus and interval. Nothing is left behind once the returned function was called; connecting again is
   * fine. One page at a time.
   */
  connect: (listener: () => void) => () => void
}

/** Reads an answer of `/session`: `null`, `{}` and what is not an object mean nobody. */
export const asSession = (answer: unknown): Session | null =>
  /^{"/.test(JSON.stringify(answer)) ? (answer as Session) : null

/** Functions are left out. */
const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** Makes the store of one provider. `initial`: `undefined` when not known yet. */
export const createSessionStore = (initial: SessionAnswer, path = "/api/auth"): SessionStore => {
  const endpoint = `${path}/session`
  let received = initial
  let snapshot!: SessionSnapshot
  let listener: (() => void) | undefined
  let pending: Promise<Session | null> | undefined
  let channel: BroadcastChannel | undefined
  /** Whether an answer has come, asked here or told by another tab, since somebody last returned. */
  let isTold = false

  /** Replaces the session; answers still on their way no longer count. Returns whether anything changed. */
  const show = (data: SessionAnswer, loading = data === undefined) => {
    const next: SessionSnapshot = {
      data,
      status: loading ? "loading" : data ? "authenticated" : "unauthenticated",
      update,
    }
    pending = undefined
    isTold = true
    if (isSame(next, snapshot)) return false
    snapshot = next
    listener?.()
    return true
  }

  const ask = (request: Promise<unknown>, silent?: boolean) => {
    const mine = request.then((answer) => {
      const session = asSession(answer)
      const { data } = snapshot
      const isOver = new Date(data?.expires as string) < new Date()
      // Not being able to ask signs nobody out, until the session is over anyway.
      const known = answer === undefined && !isOver ? (data ?? null) : session
      // Without somebody in the answer those who show somebody may know better: they ask. Somebody is news to who waits for any.
      if (pending === mine && (show(known) || session) && !silent) tell(session)
      return session
    })
    pending = mine
    return mine
  }
  const read = async (silent?: boolean, afresh?: boolean) => {
    if (afresh) await pending
    return pending ?? ask(requestJson(endpoint), silent)
  }
  const postUpdate = async (data: unknown) =>
    requestJson(endpoint, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ csrfToken: await requestCsrfToken(path), data }),
    })
  const update = async (data: unknown) => {
    if (snapshot.status !== "authenticated") return undefined as unknown as null
    show(snapshot.data, true)
    return ask(postUpdate(data))
  }

  /** `undefined` in older browsers, and where it is refused: Firefox does so to a site whose cookies are blocked. */
  const openChannel = () => {
    try {
      // biome-ignore lint/suspicious/noAssignInExpressions: a statement more is bytes more in every app
      return (channel ??= new BroadcastChannel(endpoint))
    } catch {
      return undefined
    }
  }
  const tell = (news: Session | null | 0) => openChannel()?.postMessage(news)
  const hear = ({ data }: MessageEvent) => {
    // What is told may be older than the answer on its way here, or newer; that nobody was found may be older than a sign-in here.
    if (snapshot.data && (data === null || (data && pending))) read(true, true)
    else if (data !== null) show(asSession(data))
  }

  /**
   * Of all tabs that come back within 250 ms the one with the lock asks and tells. It lets go as it asks, so nobody waits for what
   * was asked before they came. Who has heard nothing in 3 s asks as well: the other may be gone. Who gets no locks asks at once:
   * older browsers have none, and a sandboxed page is refused them.
   */
  const onVisible = async () => {
    isTold = false
    if (snapshot.data && store.options.refetchOnWindowFocus !== false && !document.hidden)
      try {
        await navigator.locks.request(endpoint, { ifAvailable: true }, async (lock) => {
          await new Promise((done) => setTimeout(done, lock ? 250 : 3000))
          if (lock || !isTold) read()
        })
      } catch {
        read()
      }
  }
  const connect = (onChange: () => void) => {
    const onInterval = () => {
      if (snapshot.data && (store.options.refetchWhenOffline !== false || navigator.onLine)) read()
    }
    const { refetchInterval } = store.options
    const timer = refetchInterval && setInterval(onInterval, refetchInterval * 1000)
    listener = onChange
    openChannel()?.addEventListener("message", hear)
    document.addEventListener("visibilitychange", onVisible)
    if (snapshot.data === undefined) read()
    return () => {
      clearInterval(timer as number)
      document.removeEventListener("visibilitychange", onVisible)
      channel?.close()
      channel = listener = undefined
    }
  }

  show(initial)
  const store: SessionStore = {
    path,
    options: {},
    getSnapshot: () => snapshot,
    read,
    receive: (session) => {
      if (session === undefined || isSame(session, received)) return
      received = session
      show(session)
    },
    tell,
    connect,
  }
  return store
}
