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
  if (action === "session") return [200, site.session]
  if (action === "csrf") return [200, { csrfToken: "c5rf" }]
  if (action === "providers") return [200, { credentials: { type: "credentials" }, github: { type: "oauth" } }]
  if (action === "signout") site.session = {}
  if (action === "callback/credentials" && form.get("password") !== "right") {
    return [401, { url: `${base}/error?error=CredentialsSignin` }]
  }
  if (action === "callback/credentials") site.session = ada
  return [200, { url: site.next }]
}

const page = { documents: new EventTarget(), windows: new EventTarget(), hidden: false, reloads: 0 }
const storage = new Map<string, string>()
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
  Object.assign(page, { documents: new EventTarget(), windows: new EventTarget(), hidden: false, reloads: 0 })
  Object.assign(place, { href: `${origin}/here`, origin })
  storage.clear()
  tabs = []
  vi.stubGlobal("window", {})
  vi.stubGlobal("location", place)
  vi.stubGlobal("navigator", { onLine: true })
  vi.stubGlobal("document", {
    get hidden() {
      return page.hidden
    },
    addEventListener: page.documents.addEventListener.bind(page.documents),
  })
  vi.stubGlobal("addEventListener", page.windows.addEventListener.bind(page.windows))
  vi.stubGlobal(
    "localStorage",
    new Proxy(
      {},
      { set: (_, key, value) => !!storage.set(String(key), value), get: (_, key) => storage.get(String(key)) },
    ),
  )
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
  store.subscribe(look)
  const close = store.connect()
  tabs.push(close)
  return { store, seen, close, name: () => store.getSnapshot().data?.user?.name }
}

const settled = (store: SessionStore) => vi.waitFor(() => expect(store.getSnapshot().status).not.toBe("loading"))
const moment = (milliseconds = 60) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const comeBack = () => page.documents.dispatchEvent(new Event("visibilitychange"))
const sayAsV4 = (trigger: string) => {
  const newValue = JSON.stringify({ event: "session", data: { trigger }, timestamp: 1 })
  page.windows.dispatchEvent(Object.assign(new Event("storage"), { key: "nextauth.message", newValue }))
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

test("a session whose time is over by this clock is shown, but asked about", async () => {
  const { seen } = openTab({ ...ada, expires: "2001-01-01T00:00:00.000Z" })
  await vi.waitFor(() => expect(seen).toEqual(["authenticated Ada", "unauthenticated"]))
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
  expect(logged).toMatch(/CLIENT_FETCH_ERROR: check basePath .*\/session 500 text\/html/)
})

test("a server in trouble signs out whose session is over anyway, and whom nothing is known of", async () => {
  site.broken = true
  const over = openTab({ ...ada, expires: "2001-01-01T00:00:00.000Z" })
  const unknown = openTab()
  await vi.waitFor(() => expect(over.seen.at(-1)).toBe("unauthenticated"))
  await vi.waitFor(() => expect(unknown.seen.at(-1)).toBe("unauthenticated"))
})

test("coming back to a tab five times at once asks once, and nobody renders when nothing changed", async () => {
  site.session = ada
  const { seen } = openTab(ada)
  for (let times = 0; times < 5; times++) {
    comeBack()
    await moment(10)
  }
  await moment()
  expect(site.calls).toEqual(["GET /api/auth/session"])
  expect(seen).toEqual(["authenticated Ada"])
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
  store.connect()()
  tabs.push(store.connect())
  await settled(store)
  expect(site.calls).toEqual(["GET /api/auth/session"])
  sayAsV4("getSession")
  await vi.waitFor(() => expect(site.calls).toHaveLength(2))
})

test("a closed page hears and does nothing", async () => {
  const { close } = openTab(ada)
  close()
  comeBack()
  sayAsV4("signout")
  await moment()
  expect(site.calls).toEqual([])
})

test("another tab learns who signed in without asking, and storage never holds a session", async () => {
  const other = openTab(null)
  site.session = ada
  openTab()
  await vi.waitFor(() => expect(other.name()).toBe("Ada"))
  expect(site.calls).toEqual(["GET /api/auth/session"])
  expect(storage.get("nextauth.message")).not.toContain("Ada")
  expect(JSON.parse(storage.get("nextauth.message") ?? "")).toMatchObject({
    event: "session",
    data: { trigger: "getSession" },
    timestamp: expect.any(Number),
  })
})

test("an app at another base path keeps its own session", async () => {
  const other = openTab(null, {}, `${origin}/other/auth`)
  site.session = ada
  const { store } = openTab()
  await settled(store)
  await moment()
  expect(other.name()).toBeUndefined()
})

test("a tab still on next-auth v4 is followed, and our own note to it is not read twice", async () => {
  site.session = bob
  const { name } = openTab(ada)
  sayAsV4("getSession")
  await vi.waitFor(() => expect(name()).toBe("Bob"))
  openTab(ada).store.tell(bob)
  site.calls = []
  const newValue = storage.get("nextauth.message")
  page.windows.dispatchEvent(Object.assign(new Event("storage"), { key: "nextauth.message", newValue }))
  await moment()
  expect(newValue).toContain("getSession")
  expect(site.calls).toEqual([])
})

test("without BroadcastChannel the other tabs hear from storage", async () => {
  vi.stubGlobal("BroadcastChannel", undefined)
  site.session = bob
  const { store, name } = openTab(ada)
  store.tell(bob)
  const newValue = storage.get("nextauth.message")
  page.windows.dispatchEvent(Object.assign(new Event("storage"), { key: "nextauth.message", newValue }))
  await vi.waitFor(() => expect(name()).toBe("Bob"))
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

test.each(["", "nobody", "constructor", "__proto__"])("a provider called %j leads to the sign-in page", async (id) => {
  openTab(null)
  await signIn(id, { callbackUrl: "/after" })
  expect(place.href).toBe(`${base}/signin?callbackUrl=%2Fafter`)
})

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
  expect(storage.get("nextauth.message")).toContain('"signout"')
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
