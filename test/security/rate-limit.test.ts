/** Guessing: by many at once, from many addresses, under many names, and with a store that fails. Each title names what was published. */
import { afterEach, expect, test, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import type { AuthOptions } from "../../src/core/options/options.js"
import { type CounterStore, type RateLimitOptions, rateLimit } from "../../src/features/rate-limit/index.js"
import Credentials from "../../src/providers/credentials.js"
import Email from "../../src/providers/email.js"
import { type Answer, ada, type Browser, openApp, secret } from "../support/app.js"

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

let apps = 0

function open(limits: RateLimitOptions = {}, options: Partial<AuthOptions> = {}) {
  const tried: string[] = []
  const provider = Credentials({
    credentials: { username: {}, password: { type: "password" } },
    async authorize(typed) {
      tried.push(String(typed?.username))
      await new Promise((resolve) => setTimeout(resolve, 5))
      return typed?.password === "lovelace" ? { ...ada, name: String(typed.username) } : null
    },
  })
  const features = [rateLimit({ maxDelay: 0, ...limits })]
  const app = openApp({ secret: `${secret} ${apps++}`, providers: [provider], features, ...options })
  return { ...app, tried }
}

async function attempt(
  browser: Browser,
  fields: Record<string, unknown>,
  headers: Record<string, string> = {},
  path = "callback/credentials",
): Promise<Answer> {
  return browser.post(path, { json: { csrfToken: await browser.csrfToken(), ...fields } }, headers)
}
const wrong = { username: "ada", password: "guess" }
const right = { username: "ada", password: "lovelace" }
const from = (address: string) => ({ "x-forwarded-for": address })
const isRefused = ({ location }: Answer): boolean => location?.includes("error=TooManyRequests") ?? false
const guess = (username: string) => ({ username, password: "guess" })

test("of 200 wrong passwords at once with a limit of five, five are looked at (CVE-2024-4629, CVE-2023-47111)", async () => {
  for (const adapter of [undefined, MemoryAdapter()]) {
    const app = open({ credentials: { perAccount: 5 } }, adapter ? { adapter, session: { strategy: "jwt" } } : {})
    const browsers = Array.from({ length: 200 }, () => app.browser())
    const answers = await Promise.all(browsers.map((browser) => attempt(browser, wrong)))
    expect(app.tried).toHaveLength(5)
    expect(answers.filter(isRefused)).toHaveLength(195)
  }
})

test("slowing down keeps few waiting: whoever comes on top is sent away at once, and others are answered meanwhile", async () => {
  const app = open({ maxDelay: 2, credentials: { perAccount: 2 } })
  const names = Array.from({ length: 260 }, (_, nth) => `victim-${nth}`)
  await Promise.all(names.map((name) => attempt(app.browser(), guess(name))))
  const answers: Answer[] = []
  const all = names.map(async (name) => void answers.push(await attempt(app.browser(), guess(name))))
  expect((await attempt(app.browser(), { username: "bob", password: "lovelace" })).location).toBe(`${app.origin}/`)
  expect(answers.every(isRefused)).toBe(true)
  await Promise.all(all)
  expect(answers.filter(isRefused)).toHaveLength(60)
  expect(answers.find(isRefused)?.location).toContain("retryAfter=2")
})

test("a thousand addresses of one IPv6 network, however they are written, are one client (GHSA-p6v2-xcpg-h6xw, CVE-2026-45364)", async () => {
  vi.stubEnv("AUTH_TRUST_HOST", "1")
  const app = open({ credentials: { perClient: 10 } })
  const spellings = (nth: number): string[] => {
    const group = nth.toString(16)
    return [
      `2001:db8:1:2::${group}`,
      `2001:DB8:1:2::${group.toUpperCase()}`,
      `2001:0db8:0001:0002:0000:0000:0000:${group.padStart(4, "0")}`,
      `[2001:db8:1:2::${group}]:${1024 + nth}`,
      `2001:db8:1:2:${group}:0:192.0.2.1`,
    ]
  }
  const addresses = Array.from({ length: 1000 }, (_, nth) => spellings(nth)[nth % 5] as string)
  const browser = app.browser()
  const csrfToken = await browser.csrfToken()
  for (const [nth, address] of addresses.entries())
    await browser.post("callback/credentials", { csrfToken, ...guess(`p${nth}`) }, from(address))
  expect(app.tried).toHaveLength(10)
  expect(isRefused(await attempt(app.browser(), guess("neighbour"), from("2001:db8:1:3::1")))).toBe(false)

  const mapped = ["198.51.100.7", "::ffff:198.51.100.7", "::FFFF:198.51.100.7", "198.51.100.7:4711"]
  const before = app.tried.length
  for (let times = 0; times < 40; times++)
    await attempt(app.browser(), guess(`q${times}`), from(mapped[times % mapped.length] as string))
  expect(app.tried.length - before).toBe(10)
  console.log("limits: 1,000 addresses of one /64 in five spellings, 40 of one IPv4 address in four")
})

test("a path spelled otherwise leads to the same count, or nowhere (GHSA-x732-6j76-qmhm)", async () => {
  const app = open({ credentials: { perAccount: 3 } })
  const paths = [
    "/api/auth/callback/credentials",
    "//api/auth//callback/credentials",
    "/api/auth/callback/credentials/",
    "/api/auth/./callback/credentials",
    "/api/auth/x/../callback/credentials",
    "/api/auth/callback/%63redentials",
    "/api/auth/%63allback/credentials",
    "/api/auth/callback%2fcredentials",
    "/api/auth/callback/credentials;x",
    "/api/auth/callback/CREDENTIALS",
    "/api/auth/callback/credentials?x=/",
    "/api/auth/callback//credentials",
  ]
  for (let round = 0; round < 3; round++)
    for (const path of paths) {
      const browser = app.browser()
      const fields = { ...wrong, csrfToken: await browser.csrfToken() }
      const cookie = [...browser.cookies.values()].map(({ name, value }) => `${name}=${value}`).join("; ")
      const headers = { cookie, "content-type": "application/json" }
      await app.auth.handle(
        new Request(`${app.origin}${path}`, { method: "POST", headers, body: JSON.stringify(fields) }),
      )
    }
  expect(app.tried).toHaveLength(3)
})

test("an `X-Forwarded-For` that cannot be read, or that no proxy vouches for, lets nobody guess on (CVE-2023-36456, GHSA-7jxf-mmg9-9hg7, CVE-2024-47070)", async () => {
  const odd = [
    "a",
    "",
    ",",
    "127.0.0.1",
    "::1",
    "x".repeat(100_000),
    `${"1.2.3.4,".repeat(20_000)}`,
    "1.2.3.4.5",
    "300.1.1.1",
    "'",
    "::ffff:",
    "%00",
  ]
  for (const trusted of ["1", ""]) {
    vi.stubEnv("AUTH_TRUST_HOST", trusted)
    const app = open({ credentials: { perAccount: 5 } })
    for (const value of [...odd, ...odd]) await attempt(app.browser(), wrong, from(value))
    expect(app.tried).toHaveLength(5)
    expect((await app.browser().get("session", from("a"))).status).toBe(200)
  }
})

test("what a caller writes before the proxy's entry of `X-Forwarded-For` gives nobody a new budget (better-auth#10203)", async () => {
  vi.stubEnv("AUTH_TRUST_HOST", "1")
  const app = open({ credentials: { perClient: 5 } })
  for (let nth = 0; nth < 20; nth++)
    await attempt(app.browser(), guess(`p${nth}`), from(`203.0.113.${nth}, 198.51.100.7`))
  expect(app.tried).toHaveLength(5)
})

test("where no proxy is believed nobody shares a limit with the world: neither by a header, nor without one", async () => {
  const app = open({ credentials: { perClient: 1 } })
  for (let nth = 0; nth < 30; nth++) {
    expect(isRefused(await attempt(app.browser(), guess(`p${nth}`), from("198.51.100.7")))).toBe(false)
    expect(isRefused(await attempt(app.browser(), guess(`q${nth}`)))).toBe(false)
  }
  vi.stubEnv("AUTH_TRUST_HOST", "1")
  const behindProxy = open({ credentials: { perClient: 1 } })
  for (let nth = 0; nth < 30; nth++)
    for (const headers of [{}, from("unknown"), from("10.0.0.1")])
      expect(isRefused(await attempt(behindProxy.browser(), guess(`p${nth} ${Object.values(headers)}`), headers))).toBe(
        false,
      )
})

test("a field that everybody leaves empty is nobody's account: the world shares no limit by it", async () => {
  const app = open({ credentials: { perAccount: 1 } })
  let nth = 0
  for (let times = 0; times < 3; times++) {
    for (const username of ["", "  ", [], null])
      expect(isRefused(await attempt(app.browser(), { username, email: `p${nth++}`, password: "x" }))).toBe(false)
    expect(isRefused(await attempt(app.browser(), { username: "", password: "x" }))).toBe(false)
  }
})

test("one account under many spellings, types and extra fields is one account", async () => {
  const app = open({ credentials: { perAccount: 4 } })
  const spellings: Record<string, unknown>[] = [
    { username: "Ada" },
    { username: " ada\t" },
    { username: "ＡＤＡ" },
    { username: ["ada"] },
    { username: "ada", email: "somebody@example.com" },
    { email: "nobody@example.com", username: "ADA" },
  ]
  for (let times = 0; times < 4; times++)
    for (const spelling of spellings) await attempt(app.browser(), { password: "guess", ...spelling })
  expect(app.tried).toHaveLength(4)
  const strange: Record<string, unknown>[] = [
    { username: { toString: "x" } },
    { username: null },
    { username: 1e99 },
    { username: { $ne: null } },
    {},
  ]
  for (const fields of strange) expect((await attempt(app.browser(), { ...fields, password: "x" })).status).toBe(302)
})

test("whoever signs in to an account of their own frees neither the victim's, by naming both, nor their client's", async () => {
  vi.stubEnv("AUTH_TRUST_HOST", "1")
  const app = open({ credentials: { perAccount: 5, perClient: 8 } })
  const eve = { email: "ada", username: "eve", password: "lovelace" }
  for (let times = 0; times < 12; times++) {
    const browser = app.browser()
    await attempt(browser, { email: "ada", password: "guess" }, from("198.51.100.7"))
    expect(isRefused(await attempt(browser, eve, from(`192.0.2.${times}`)))).toBe(times >= 4)
    await attempt(browser, { ...eve, email: "eve@example.com" }, from("198.51.100.7"))
  }
  const atAda = app.tried.filter((name) => name === "undefined")
  expect(atAda.length).toBeLessThanOrEqual(5)
  expect(isRefused(await attempt(app.browser(), guess("new"), from("198.51.100.7")))).toBe(true)
})

test("an attacker can lock nobody out of a session, nor of a device they have signed in from (CVE-2024-1722)", async () => {
  vi.stubEnv("AUTH_TRUST_HOST", "1")
  const app = open({ credentials: { perAccount: 3, perClient: 50 } })
  const [laptop, phone] = [app.browser(), app.browser()]
  await attempt(laptop, right, from("192.0.2.1"))
  await attempt(phone, right, from("192.0.2.1"))
  await phone.signOut()
  // From elsewhere, and from the victim's own network.
  for (let times = 0; times < 70; times++) await attempt(app.browser(), wrong, from("198.51.100.7"))
  for (let times = 0; times < 70; times++) await attempt(app.browser(), guess(`x${times}`), from("192.0.2.1"))

  expect((await laptop.session())?.user?.name).toBe("ada")
  expect((await laptop.post("session", { json: { csrfToken: await laptop.csrfToken(), data: {} } })).status).toBe(200)
  expect(isRefused(await attempt(app.browser(), right, from("203.0.113.1")))).toBe(true)
  expect(isRefused(await attempt(phone, right, from("192.0.2.1")))).toBe(false)
  expect((await phone.session())?.user?.name).toBe("ada")
  await laptop.signOut()
  expect(await laptop.session()).toBeNull()
  // A known device guesses no more than others, and is known for its account alone.
  const tried = app.tried.length
  for (let times = 0; times < 10; times++) await attempt(laptop, wrong, from("192.0.2.9"))
  expect(app.tried.length - tried).toBe(3)
  for (let times = 0; times < 10; times++) await attempt(laptop, guess("bob"), from("192.0.2.9"))
  expect(app.tried.filter((name) => name === "bob")).toHaveLength(3)
})

test("who is refused learns neither that the account exists nor that the password was right (CVE-2021-3513)", async () => {
  const app = open({ credentials: { perAccount: 2 } })
  const seen = async (username: string, password: string) => {
    const { status, location, headers } = await attempt(app.browser(), { username, password })
    return [status, location?.replace(/\d+$/, "N"), [...headers.keys()]]
  }
  for (const name of ["ada", "nobody"])
    for (let times = 0; times < 2; times++) await attempt(app.browser(), guess(name))
  const answers = [await seen("ada", "lovelace"), await seen("ada", "guess"), await seen("nobody", "guess")]
  expect(answers[1]).toEqual(answers[0])
  expect(answers[2]).toEqual(answers[0])
})

test("a device cookie of another app, altered, or of another purpose makes no device known", async () => {
  const [app, other] = [open({ credentials: { perAccount: 1 } }), open()]
  const stranger = other.browser()
  await attempt(stranger, right)
  const device = [...stranger.cookies.values()].find(({ name }) => name.includes("known-device"))
  const session = [...stranger.cookies.values()].find(({ name }) => name.includes("session-token"))
  if (!device || !session) throw new Error("Signing in left no cookies")
  expect(stranger.received.find((it) => it.startsWith(device.name))).toMatch(
    /; Path=\/api\/auth; .*HttpOnly; Secure; SameSite=Lax/i,
  )
  await attempt(app.browser(), wrong)
  for (const value of [device.value, session.value, "", "x", `${device.value}x`]) {
    const browser = app.browser()
    browser.plant(device.name, value)
    expect(isRefused(await attempt(browser, right))).toBe(true)
  }
})

test("a known device is told so again when half a year has passed, or when somebody else signs in on it", async () => {
  vi.useFakeTimers({ toFake: ["Date"] })
  const browser = open().browser()
  const isTold = async (fields: Record<string, unknown>): Promise<boolean> => {
    const before = browser.received.length
    expect((await attempt(browser, fields)).status).toBe(302)
    return browser.received.slice(before).some((it) => it.includes("known-device"))
  }
  const day = 86_400_000
  expect(await isTold(right)).toBe(true)
  expect(await isTold(right)).toBe(false)
  expect(await isTold({ ...right, username: "bob" })).toBe(true)
  vi.setSystemTime(Date.now() + 181 * day)
  expect(await isTold({ ...right, username: "bob" })).toBe(false)
  vi.setSystemTime(Date.now() + 3 * day)
  expect(await isTold({ ...right, username: "bob" })).toBe(true)
})

test("a one-time code of 6 digits that an app sends as its link's token is guessed 25 times a day (CVE-2020-1744, CVE-2024-32868, better-auth#10210)", async () => {
  const adapter = MemoryAdapter()
  const token = "123456"
  const email = Email({ generateVerificationToken: () => token, sendVerificationRequest: () => {} })
  const app = open({}, { adapter, providers: [email] })
  const asking = app.browser()
  await asking.post("signin/email", { csrfToken: await asking.csrfToken(), email: "ada@example.com" })
  const redeem = async (browser: Browser, code: string) =>
    browser.post("callback/email", { csrfToken: await browser.csrfToken(), token: code, email: "ada@example.com" })
  const answers = await Promise.all(Array.from({ length: 60 }, (_, nth) => redeem(app.browser(), `${200_000 + nth}`)))
  expect(answers.filter(isRefused)).toHaveLength(35)
  expect(isRefused(await redeem(app.browser(), token))).toBe(true)
  const opened = await asking.get(`callback/email?token=${token}&email=ada%40example.com`)
  expect(opened.location).toBe(`${app.origin}/`)
  expect((await asking.session())?.user?.email).toBe("ada@example.com")
})

test("a client whose callbacks keep failing is refused before anything is done for it; pressing cancel is no failure", async () => {
  vi.stubEnv("AUTH_TRUST_HOST", "1")
  const exchanged: string[] = []
  const idp = {
    id: "idp",
    name: "IdP",
    type: "oauth" as const,
    clientId: "id",
    authorization: "https://idp.example/authorize",
    token: {
      request: async ({ params }: { params: Record<string, string | undefined> }) => {
        exchanged.push(params.code ?? "")
        if (params.code !== "good") throw new Error("invalid_grant")
        return { tokens: { access_token: "x" } }
      },
    },
    userinfo: { request: async () => ({ id: "7" }) },
    profile: () => ({ id: "7", name: "Seven" }),
  }
  const app = open({ callbacks: { perClient: 5 } }, { providers: [idp] })
  const begin = async (browser: Browser): Promise<string> => {
    const begun = await browser.post("signin/idp", { csrfToken: await browser.csrfToken() }, from("192.0.2.1"))
    return new URL(begun.location ?? "").searchParams.get("state") ?? ""
  }
  const browser = app.browser()
  const state = await begin(browser)
  const come = (query: string, address: string) => browser.get(`callback/idp?${query}`, from(address))
  for (let times = 0; times < 9; times++) await come("error=access_denied", "198.51.100.7")
  for (let times = 0; times < 9; times++) await come(`code=${times}&state=${state}`, "198.51.100.7")
  expect(exchanged).toHaveLength(5)
  const refused = await come(`code=good&state=${state}`, "198.51.100.7")
  expect([isRefused(refused), exchanged.length]).toEqual([true, 5])
  expect((await come(`code=good&state=${state}`, "192.0.2.1")).location).toBe(`${app.origin}/`)
})

/** A store that can be stopped. */
function troubledStore(trouble: () => Promise<unknown> | null): CounterStore {
  const { increment, decrement } = MemoryAdapter() as Required<ReturnType<typeof MemoryAdapter>>
  return {
    async increment(...args) {
      await trouble()
      return increment(...args)
    },
    async decrement(...args) {
      await trouble()
      return decrement(...args)
    },
  }
}

test("a store that goes away, or answers nothing, opens nothing and fails nobody: counting goes on here, and the log says so once", async () => {
  for (const trouble of [() => Promise.reject(new Error("away")), () => new Promise(() => {})]) {
    let isAway = false
    const app = open({ credentials: { perAccount: 4 }, store: troubledStore(() => (isAway ? trouble() : null)) })
    for (let times = 0; times < 2; times++) await attempt(app.browser(), wrong)
    isAway = true
    const answers = await Promise.all(Array.from({ length: 20 }, () => attempt(app.browser(), wrong)))
    expect(app.tried).toHaveLength(4) // those before it went away are remembered
    expect(answers.every(({ status }) => status === 302)).toBe(true)
    const browser = app.browser()
    expect((await attempt(browser, { username: "bob", password: "lovelace" })).location).toBe(`${app.origin}/`)
    expect(app.log.map(({ level, code }) => `${level} ${code}`)).toEqual(["error RATE_LIMIT_STORE_FAILED"])
  }
})

test.each<[string, unknown]>([
  ["no number", { count: Number.NaN, expires: new Date() }],
  ["text", { count: "1", expires: "soon" }],
  ["nothing", undefined],
  ["no time", { count: 1, expires: new Date(Number.NaN) }],
])("a store that answers %s opens nothing", async (_, answer) => {
  const app = open({ credentials: { perAccount: 3 }, store: { increment: () => answer as never } })
  for (let times = 0; times < 9; times++) expect((await attempt(app.browser(), wrong)).status).toBe(302)
  expect(app.tried).toHaveLength(3)
})

test("a clock that jumps, ahead or back, begins no window anew; neither does a store that was emptied", async () => {
  for (const jump of [86_400_000, -86_400_000]) {
    let store = troubledStore(() => null)
    const counters: CounterStore = { increment: (...args) => store.increment(...args) }
    const app = open({ credentials: { perAccount: 3 }, store: counters })
    for (let times = 0; times < 3; times++) await attempt(app.browser(), wrong)
    vi.useFakeTimers({ now: Date.now() + jump, toFake: ["Date"] })
    const refused = await attempt(app.browser(), wrong)
    expect(isRefused(refused)).toBe(true)
    const { searchParams } = new URL(refused.location ?? "")
    expect(Number(searchParams.get("retryAfter"))).toBeLessThanOrEqual(900)
    vi.useRealTimers()
    store = troubledStore(() => null)
    expect(isRefused(await attempt(app.browser(), wrong))).toBe(true)
    expect(app.tried).toHaveLength(3)
  }
})

test("at the edge of a window there are as many attempts as in one, not one more", async () => {
  vi.useFakeTimers({ toFake: ["Date", "performance"] })
  const app = open({ credentials: { perAccount: 3, window: 60 } })
  const first = await attempt(app.browser(), wrong)
  expect(isRefused(first)).toBe(false)
  vi.advanceTimersByTime(59_999)
  for (let times = 0; times < 9; times++) await attempt(app.browser(), wrong)
  expect(app.tried).toHaveLength(3)
  vi.advanceTimersByTime(2)
  for (let times = 0; times < 9; times++) await attempt(app.browser(), wrong)
  expect(app.tried).toHaveLength(6)
})
