import { isExpired, type SessionStore } from "./session-store.js"
import { hearTabs } from "./tabs.js"

/** Milliseconds in which several focus events are one. */
const focusBurst = 1000

/**
 * Keeps the store true while a page shows it: reads what is not known, follows other tabs, focus and interval.
 * Nothing is left behind once the returned function was called; connecting again is fine.
 */
export function connect(store: SessionStore): () => void {
  const connection = new AbortController()
  const data = () => store.getSnapshot().data
  let focusedAt = -focusBurst

  const channel = hearTabs(store.path, connection.signal, (session) =>
    session === undefined ? store.read(false) : store.set(session),
  )
  store.channel = channel

  const onVisible = ({ timeStamp }: Event) => {
    if (
      store.options.refetchOnWindowFocus === false ||
      document.hidden ||
      !data() ||
      timeStamp - focusedAt < focusBurst
    )
      return
    focusedAt = timeStamp
    store.read()
  }
  document.addEventListener("visibilitychange", onVisible, connection)

  const onInterval = () => data() && (store.options.refetchWhenOffline !== false || navigator.onLine) && store.read()
  const { refetchInterval } = store.options
  const timer = refetchInterval ? setInterval(onInterval, refetchInterval * 1000) : undefined

  if (data() === undefined || isExpired(data())) store.read()

  return () => {
    connection.abort()
    clearInterval(timer)
    channel?.close()
    store.channel = undefined
  }
}
