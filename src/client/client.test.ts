import { once } from "node:events"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { Session } from "../core/model.js"
import { setCurrentStore } from "./current-store.js"
import { getCsrfToken, getProviders, getSession } from "./queries.js"
import { createSessionStore, type RefetchOptions, type SessionAnswer, type SessionStore } from "./session-store.js"
import { signIn } from "./sign-in.js"
import { signOut } from "./sign-out.js"

const someDay = "2099-01-01T00:00:00.000Z"
const ada: Session = { user: { name: "Ada" }, expires: someDay }
const bob: Session = { user: { name: "Bob" }, expires: someDay }

/** The endpoints as a browser meets them; `session` is what they know of the visitor. */
const site = {
  /** Anything but a session, `null` included, stands for an endpoint that is not ours. */
  session: {} as unknown,
  delay: 0,
  broken: false,
  next: undefined as string | undefined,
  calls: [] as string[],
  cookies: [] as (string | undefined)[],
}
let server: Server
let origin: string
let base: string

function answer(method: string, action: string, body: string): [status: number, json: unknown] {
  const form = new URLSearchParams(body)
  if (action === "session" && method === "POST") site.session = { ...ada, user: JSON.parse(body).data }
  if (action === "") return [400, "Error"]
  if (action === "session") return [200, site.session]
  if (action === "csrf") return [200, { csrfToken: "c5rf" }]
  if (action === "providers")
    return [200, { credentials: { type: "credentials" }, github: { type: "oauth" }, email: { type: "email" } }]
  if (action === "signout") site.session = {}
  if (action === "callback/credentials" && form.get("password") !== "right") {
    return [401, { url: `${base}/error?error=CredentialsSignin` }]
  }
  if (action === "callback/email" && form.get("code") !== "123456") {
    return [401, { url: `${base}/verify-request?error=Verification` }]
  }
  if (action.startsWith("callback/")) site.session = ada
  if (action === "signin/credentials") return [200, { url: `${base}/signin` }]
  if (action.startsWith("signin/") && !["signin/github", "signin/email"].includes(action)) {
    return [200, { url: `${base}/signin?csrf=true` }]
  }
  return [200, { url: site.next }]
}

const page = { documents: new EventTarget(), hidden: false, reloads: 0 }
const place = { href: "", origin: "", reload: () => page.reloads++ }
let tabs: (() => void)[] = []

beforeEach(async () => {
  server = createServer(async (request, response) => {
    let body = ""
    for await (const chunk of request) body += chunk
    const { pathname, search } = new URL(request.url ?? "", origin)
    site.calls.push(`${request.method} ${pathname}${search}`)
    site.cookies.push(request.headers.cookie)
    const [status, json] = answer(request.method ?? "", pathname.replace("/api/auth/", ""), body)
    const { broken } = site
    await new Promise((resolve) => setTimeout(resolve, site.delay))
    if (broken) return response.writeHead(500, { "content-type": "text/html" }).end("<h1>")
    return response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json))
  })
  await once(server.listen(0, "127.0.0.1"), "listening")
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  base = `${origin}/api/auth`
  Object.assign(site, { session: {}, delay: 0, broken: false, next: `${origin}/next`, calls: [], cookies: [] })
  Object.assign(page, { documents: new EventTarget(), hidden: false, reloads: 0 })
  Object.assign(place, { href: `${origin}/here`, origin })
  tabs = []
  vi.stubGlobal("window", {})
  vi.stubGlobal("location", place)
  vi.stubGlobal("navigator", { onLine: true })
  vi.stubGlobal("document", {
    get hidden() {
      return page.hidden
    },
    addEventListener: page.documents.addEventListener.bind(page.documents),
    removeEventListener: page.documents.removeEventListener.bind(page.documents),
  })
  vi.spyOn(console, "error").mockImplementation(() => {})
})

afterEach(() => {
  for (const close of tabs) close()
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  server.close()
})

/** Opens a tab: a connected store, and whoever looks at it. */
function openTab(initial?: SessionAnswer, options: RefetchOptions = {}, path = base) {
  const store = createSessionStore(initial, path)
  store.options = options
  setCurrentStore(store)
  const seen: string[] = []
  const look = () => {
    const { status, data } = store.getSnapshot()
    seen.push(data?.user?.name ? `${status} ${data.user.name}` : status)
  }
  look()
  const close = store.connect(look)
  tabs.push(close)
  return { store, seen, close, name: () => store.getSnapshot().data?.user?.name }
}

const settled = (store: SessionStore) => vi.waitFor(() => expect(store.getSnapshot().status).not.toBe("loading"))
const moment = (milliseconds = 60) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const comeBack = () => page.documents.dispatchEvent(new Event("visibilitychange"))
/** What another tab says: a session, 0 after a sign-out, `null` when it found nobody. */
const hearOf = (news: Session | null | 0) => {
  const channel = new BroadcastChannel(`${base}/session`)
  channel.postMessage(news)
  channel.close()
}

test("a page that was rendered without a session asks once, however many ask with it", async () => {
  site.session = ada
  const { store, seen } = openTab()
  await Promise.all([getSession(), getSession(), store.read()])
  expect(site.calls).toEqual(["GET /api/auth/session"])
  expect(seen).toEqual(["loading", "authenticated Ada"])
})

test("a page that was rendered with a session, or with nobody, asks nothing", async () => {
  openTab(ada)
  openTab(null)
  await moment()
  expect(site.calls).toEqual([])
})

test.each([[null], [{}], [[]], ["Ada"], [1], [true]])("an endpoint that answers %j knows nobody", async (odd) => {
  site.session = odd
  const { store } = openTab()
  await settled(store)
  expect(store.getSnapshot()).toMatchObject({ data: null, status: "unauthenticated" })
  expect(await getSession()).toBeNull()
})

test("a server in trouble signs nobody out, and the console says what to check", async () => {
  const { store, name } = openTab(ada)
  site.broken = true
  expect(await getSession()).toBeNull()
  expect(name()).toBe("Ada")
  expect(store.getSnapshot().status).toBe("authenticated")
  const logged = vi.mocked(console.error).mock.calls[0]?.join(" ")
  expect(logged).toMatch(/^CLIENT_FETCH_ERROR: check basePath http.*\/api\/auth\/session 500$/)
})

test("a server in trouble signs out whose session is over anyway, and whom nothing is known of", async () => {
  site.broken = true
  const over = openTab({ ...ada, expires: "2001-01-01T00:00:00.000Z" })
  comeBack()
  const unknown = openTab()
  await vi.waitFor(() => expect(over.seen.at(-1)).toBe("unauthenticated"))
  await vi.waitFor(() => expect(unknown.seen.at(-1)).toBe("unauthenticated"))
})

test("a tab that could not ask leaves it to the others to find out", async () => {
  site.broken = true
  const other = openTab(bob)
  const { store, seen } = openTab({ ...ada, expires: "2001-01-01T00:00:00.000Z" })
  await store.read()
  expect(seen.at(-1)).toBe("unauthenticated")
  await vi.waitFor(() => expect(site.calls).toHaveLength(2))
  await moment()
  expect(other.seen).toEqual(["authenticated Bob"])
})

test("without a connection the console says why", async () => {
  const refused = new TypeError("no connection")
  vi.stubGlobal("fetch", () => Promise.reject(refused))
  openTab(null)
  expect(await getProviders()).toBeNull()
  expect(console.error).toHaveBeenCalledWith("CLIENT_FETCH_ERROR: check basePath", `${base}/providers`, refused)
})

/** The browser's locks, as far as they matter here. */
function stubLocks(): void {
  const held = new Set<string>()
  const request = async (name: string, _: object, work: LockGrantedCallback<unknown>) => {
    if (held.has(name)) return work(null)
    held.add(name)
    return Promise.resolve(work({ name, mode: "exclusive" })).finally(() => held.delete(name))
  }
  vi.stubGlobal("navigator", { locks: { request } })
}

test("coming back to three tabs five times at once asks once, and nobody renders when nothing changed", async () => {
  stubLocks()
  site.session = ada
  const shown = [openTab(ada), openTab(ada), openTab(ada)]
  for (let times = 0; times < 5; times++) {
    comeBack()
    await moment(20)
  }
  await moment(3300)
  expect(site.calls).toEqual(["GET /api/auth/session"])
  for (const { seen } of shown) expect(seen).toEqual(["authenticated Ada"])
})

test("a tab that comes back while another's question is under way gets an answer of its own", async () => {
  stubLocks()
  site.session = ada
  site.delay = 400
  const first = openTab(ada)
  comeBack()
  await vi.waitFor(() => expect(site.calls).toHaveLength(1))
  first.close()
  site.session = bob
  const { name } = openTab(ada)
  comeBack()
  await vi.waitFor(() => expect(name()).toBe("Bob"), 2000)
})

test("a tab whose older session the one that asks does not share learns of the newer", async () => {
  stubLocks()
  site.session = bob
  const { name: newer } = openTab(bob)
  const { name: older } = openTab(ada)
  comeBack()
  await vi.waitFor(() => expect(older()).toBe("Bob"))
  expect(newer()).toBe("Bob")
  expect(site.calls).toEqual(["GET /api/auth/session"])
})

test("when the tab that was to ask is gone, the others ask", async () => {
  stubLocks()
  site.session = bob
  navigator.locks.request(`${base}/session`, {}, () => new Promise(() => {}))
  const { name } = openTab(ada)
  comeBack()
  await vi.waitFor(() => expect(name()).toBe("Bob"), 5000)
})

test("where there are no locks a tab that is back asks for itself, once at a time", async () => {
  site.session = ada
  const { seen } = openTab(ada)
  comeBack()
  comeBack()
  await moment()
  expect(site.calls).toEqual(["GET /api/auth/session"])
  expect(seen).toEqual(["authenticated Ada"])
})

const refusal = new DOMException("The operation is insecure", "SecurityError")

test.each([
  ["as the standard says", () => Promise.reject(refusal)],
  [
    "by throwing",
    () => {
      throw refusal
    },
  ],
])("where locks are refused, %s, a tab that is back asks for itself", async (_, request) => {
  vi.stubGlobal("navigator", { locks: { request } })
  site.session = bob
  const { seen } = openTab(ada)
  comeBack()
  await vi.waitFor(() => expect(seen).toEqual(["authenticated Ada", "authenticated Bob"]))
  expect(site.calls).toEqual(["GET /api/auth/session"])
})

test("coming back asks nothing when hidden, when signed out, when switched off", async () => {
  openTab(null)
  openTab(ada, { refetchOnWindowFocus: false })
  comeBack()
  openTab(ada)
  page.hidden = true
  comeBack()
  await moment()
  expect(site.calls).toEqual([])
})

test("the interval asks while online and signed in, and ends with the page", async () => {
  site.session = ada
  const { close } = openTab(ada, { refetchInterval: 0.05, refetchWhenOffline: false })
  await vi.waitFor(() => expect(site.calls.length).toBeGreaterThan(1))
  Object.assign(navigator, { onLine: false })
  await moment()
  site.calls = []
  await moment(150)
  expect(site.calls).toEqual([])
  Object.assign(navigator, { onLine: true })
  await vi.waitFor(() => expect(site.calls).not.toEqual([]))
  close()
  await moment()
  site.calls = []
  await moment(150)
  expect(site.calls).toEqual([])
})

test("a page that mounts, unmounts and mounts again asks once and stays alive", async () => {
  site.session = ada
  const store = createSessionStore(undefined, base)
  const nobodyLooks = () => {}
  store.connect(nobodyLooks)()
  tabs.push(store.connect(nobodyLooks))
  await settled(store)
  expect(site.calls).toEqual(["GET /api/auth/session"])
  hearOf(null)
  await vi.waitFor(() => expect(site.calls).toHaveLength(2))
})

test("a closed page hears and does nothing", async () => {
  const { seen, close } = openTab(ada)
  close()
  comeBack()
  hearOf(0)
  await moment()
  expect(site.calls).toEqual([])
  expect(seen).toEqual(["authenticated Ada"])
})

test("another tab learns who signed in without asking", async () => {
  const other = openTab(null)
  site.session = ada
  openTab()
  await vi.waitFor(() => expect(other.name()).toBe("Ada"))
  expect(site.calls).toEqual(["GET /api/auth/session"])
})

test("an app at another base path keeps its own session", async () => {
  const other = openTab(null, {}, `${origin}/other/auth`)
  site.session = ada
  const { store } = openTab()
  await settled(store)
  await moment()
  expect(other.name()).toBeUndefined()
})

test("a tab that finds nobody makes the others ask, and each asks once", async () => {
  const others = [openTab(ada), openTab(ada)]
  await openTab(ada).store.read()
  for (const { seen } of others) await vi.waitFor(() => expect(seen.at(-1)).toBe("unauthenticated"))
  await moment()
  expect(site.calls).toHaveLength(3)
})

test("a tab that finds nobody makes no other ask that shows nobody, and spoils no answer on its way there", async () => {
  openTab(null)
  const { store, name } = openTab()
  await settled(store)
  site.session = ada
  site.delay = 100
  const late = store.read()
  await vi.waitFor(() => expect(site.calls).toHaveLength(2))
  hearOf(null)
  await late
  await moment()
  expect(name()).toBe("Ada")
  expect(site.calls).toHaveLength(2)
})

test("a tab told to ask while it was asking does not trust the older answer", async () => {
  const { store, name } = openTab(ada)
  site.session = ada
  site.delay = 150
  const early = store.read()
  await vi.waitFor(() => expect(site.calls).toHaveLength(1))
  site.session = bob
  hearOf(null)
  expect((await early)?.user?.name).toBe("Ada")
  await vi.waitFor(() => expect(name()).toBe("Bob"))
})

test("what others say on our channel is not taken for a session (CVE-2024-1249)", async () => {
  const { seen } = openTab(ada)
  const channel = new BroadcastChannel("next-auth") // next-auth's own
  for (const odd of [null, "session", { event: "session" }, bob]) channel.postMessage(odd)
  channel.close()
  await moment()
  expect(seen).toEqual(["authenticated Ada"])
  hearOf("Bob" as never)
  await vi.waitFor(() => expect(seen.at(-1)).toBe("unauthenticated"))
  expect(site.calls).toEqual([])
})

test("what another tab tells does not replace an answer that is on its way", async () => {
  const { store, name } = openTab(ada)
  site.session = bob
  site.delay = 100
  const early = store.read()
  await vi.waitFor(() => expect(site.calls).toHaveLength(1))
  hearOf(ada)
  expect((await early)?.user?.name).toBe("Bob")
  await vi.waitFor(() => expect(site.calls).toHaveLength(2))
  await moment(200)
  expect(name()).toBe("Bob")
})

class RefusedChannel {
  constructor() {
    throw refusal
  }
}

test.each([
  ["is no", undefined],
  ["is a forbidden", RefusedChannel],
])("where there %s BroadcastChannel a tab goes on alone", async (_, channel) => {
  vi.stubGlobal("BroadcastChannel", channel)
  site.session = ada
  const { store, name } = openTab()
  await settled(store)
  store.tell(bob)
  expect(name()).toBe("Ada")
})

test("a page without a provider tells the other tabs of a sign-out", async () => {
  const other = openTab(ada)
  const store = createSessionStore(undefined, base)
  setCurrentStore(store)
  await signOut()
  await vi.waitFor(() => expect(other.seen.at(-1)).toBe("unauthenticated"))
  store.connect(() => {})()
})

test("signing out empties the other tabs at once, and a late answer does not bring the session back", async () => {
  site.session = ada
  const other = openTab(ada)
  site.delay = 150
  const late = other.store.read()
  await moment()
  site.delay = 0
  openTab(ada)
  expect(await signOut({ redirect: false })).toEqual({ url: `${origin}/next` })
  await vi.waitFor(() => expect(other.seen.at(-1)).toBe("unauthenticated"))
  expect((await late)?.user?.name).toBe("Ada")
  expect(other.seen.at(-1)).toBe("unauthenticated")
})

test("update sends its data, shows loading meanwhile, and tells the other tabs", async () => {
  site.session = ada
  const other = openTab(ada)
  const { store, seen } = openTab(ada)
  expect(await store.getSnapshot().update({ name: "Ada L." })).toMatchObject({ user: { name: "Ada L." } })
  expect(site.calls).toEqual(["GET /api/auth/csrf", "POST /api/auth/session"])
  expect(seen).toEqual(["authenticated Ada", "loading Ada", "authenticated Ada L."])
  await vi.waitFor(() => expect(other.name()).toBe("Ada L."))
})

test("update does nothing for nobody, and keeps the session when it fails", async () => {
  expect(await openTab(null).store.getSnapshot().update({})).toBeUndefined()
  expect(site.calls).toEqual([])
  const { store, seen } = openTab(ada)
  site.broken = true
  expect(await store.getSnapshot().update({})).toBeNull()
  expect(seen.at(-1)).toBe("authenticated Ada")
})

test("an update that fails does not show its session to the other tabs", async () => {
  const other = openTab(bob)
  const { store } = openTab(ada)
  site.broken = true
  await store.getSnapshot().update({})
  await vi.waitFor(() => expect(site.calls.at(-1)).toBe("GET /api/auth/session"))
  await moment()
  expect(other.seen).toEqual(["authenticated Bob"])
})

test("a page rendered with another session shows it; the same session again changes nothing", async () => {
  const { store, name } = openTab(ada)
  await signOut({ redirect: false })
  store.receive({ ...ada })
  store.receive(undefined)
  expect(name()).toBeUndefined()
  store.receive(bob)
  expect(name()).toBe("Bob")
})

test("wrong credentials are answered on the page", async () => {
  openTab(null)
  const answered = await signIn("credentials", { redirect: false, username: "ada", password: "wrong" })
  expect(answered).toEqual({ error: "CredentialsSignin", status: 401, ok: false, url: null })
  expect(site.calls.sort()).toEqual([
    "GET /api/auth/csrf",
    "GET /api/auth/providers",
    "POST /api/auth/callback/credentials",
  ])
  expect(place.href).toBe(`${origin}/here`)
})

test("right credentials sign in on the page, and the session is read after", async () => {
  const { name } = openTab(null)
  const answered = await signIn("credentials", { redirect: false, password: "right" })
  expect(answered).toEqual({ error: null, status: 200, ok: true, url: `${origin}/next` })
  expect(site.calls.at(-1)).toBe("GET /api/auth/session")
  expect(name()).toBe("Ada")
})

test("a mail is asked for, and its code is typed, on the page", async () => {
  const { name } = openTab(null)
  const asked = await signIn("email", { email: "ada@example.com", redirect: false })
  expect(asked).toEqual({ error: null, status: 200, ok: true, url: `${origin}/next` })
  const wrong = await signIn("email", { code: "654321", redirect: false })
  expect(wrong).toEqual({ error: "Verification", status: 401, ok: false, url: null })
  const right = await signIn("email", { code: "123456", redirect: false })
  expect(right).toMatchObject({ error: null, ok: true })
  expect(name()).toBe("Ada")
  const posted = site.calls.filter((call) => call.startsWith("POST"))
  expect(posted).toEqual(["signin", "callback", "callback"].map((action) => `POST /api/auth/${action}/email`))
})

test("what is known of the session after signing in is newer than the sign-in", async () => {
  const { store, name } = openTab(null)
  site.delay = 500
  const early = store.read()
  await vi.waitFor(() => expect(site.calls).toHaveLength(1))
  site.delay = 0
  await signIn("credentials", { redirect: false, password: "right" })
  await early
  expect(name()).toBe("Ada")
})

test("an OAuth provider is gone to with the extra parameters, whatever `redirect` says", async () => {
  openTab(null)
  expect(await signIn("github", { redirect: false }, { prompt: "login" })).toBeUndefined()
  expect(site.calls).toContain("POST /api/auth/signin/github?prompt=login")
  expect(place.href).toBe(`${origin}/next`)
})

test("an OAuth provider is gone to with two requests, and signed out of with two", async () => {
  openTab(ada)
  await signIn("github")
  expect(site.calls).toEqual(["GET /api/auth/csrf", "POST /api/auth/signin/github"])
  expect(place.href).toBe(`${origin}/next`)
  site.calls = []
  await signIn("github", { callbackUrl: "/after" }, { prompt: "login" })
  expect(site.calls).toEqual(["GET /api/auth/csrf", "POST /api/auth/signin/github?prompt=login"])
  site.calls = []
  await signOut()
  expect(site.calls).toEqual(["GET /api/auth/csrf", "POST /api/auth/signout"])
})

test("somebody whom credentials without fields are enough for is signed in all the same", async () => {
  openTab(null)
  await signIn("credentials")
  expect(site.calls.at(-1)).toBe("POST /api/auth/callback/credentials")
  expect(place.href).toBe(`${base}/error?error=CredentialsSignin`)
})

test.each(["", "nobody", "constructor", "__proto__", "../signout", "..", "github/../../signout", "github?a=b"])(
  "a provider called %j leads to the sign-in page",
  async (id) => {
    openTab(null)
    site.session = ada
    await signIn(id, { callbackUrl: "/after" })
    expect(site.session).toBe(ada)
    expect(place.href).toBe(`${base}/signin?callbackUrl=%2Fafter`)
  },
)

test("when the providers cannot be read the error page says so", async () => {
  openTab(null)
  site.broken = true
  await signIn("github")
  expect(place.href).toBe(`${base}/error`)
})

test.each([
  ["/after", "/after"],
  ["https://elsewhere.test/", "/"],
  ["//elsewhere.test", "/"],
  ["\\\\elsewhere.test", "/"],
  ["javascript:alert(1)", "/"],
  ["java\nscript:alert(1)", "/"],
  ["data:text/html,x", "/"],
  ["http://", "/"],
])("a server that does not say where to go: callbackUrl %j leads to %j", async (callbackUrl, destination) => {
  openTab(null)
  site.next = undefined
  await signOut({ callbackUrl })
  expect(place.href).toBe(destination)
})

test("a server that says javascript: is not followed", async () => {
  openTab(null)
  site.next = "javascript:alert(1)"
  await signOut()
  expect(place.href).toBe("/")
})

test("an answer without `url` is an error, not a success", async () => {
  openTab(null)
  site.next = undefined
  const answered = await signIn("credentials", { redirect: false, password: "right" })
  expect(answered).toMatchObject({ error: "Default", url: null })
})

test("a destination that differs in its fragment loads the page again", async () => {
  openTab(null)
  site.next = `${origin}/here#top`
  await signOut()
  expect(page.reloads).toBe(1)
})

test("signing out while leaving does not flash the page, and empties the other tabs", async () => {
  const other = openTab(ada)
  const { seen } = openTab(ada)
  await signOut()
  expect(place.href).toBe(`${origin}/next`)
  await vi.waitFor(() => expect(other.seen.at(-1)).toBe("unauthenticated"))
  expect(site.calls).toEqual(["GET /api/auth/csrf", "POST /api/auth/signout"])
  expect(seen).toEqual(["authenticated Ada"])
})

test("on a server the visitor's cookie is forwarded to the address in the environment", async () => {
  vi.stubGlobal("window", undefined)
  vi.stubEnv("NEXTAUTH_URL", "https://public.test/app/auth/")
  vi.stubEnv("NEXTAUTH_URL_INTERNAL", origin)
  const req = { headers: { cookie: "a=b", host: "evil.test" } }
  await getSession({ req })
  await getCsrfToken({ ctx: { req } })
  vi.stubEnv("NEXTAUTH_URL", "")
  expect(await getProviders()).toHaveProperty("github")
  vi.stubEnv("NEXTAUTH_URL_INTERNAL", base)
  site.session = ada
  expect(await getSession({ req })).toEqual(ada)
  expect(site.calls).toEqual([
    "GET /app/auth/session",
    "GET /app/auth/csrf",
    "GET /api/auth/providers",
    "GET /api/auth/session",
  ])
  expect(site.cookies).toEqual(["a=b", "a=b", undefined, "a=b"])
})
