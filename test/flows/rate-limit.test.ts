/** How often somebody may be wrong, and what they are told. */
import { afterEach, expect, test, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import type { Feature } from "../../src/core/contracts/feature.js"
import type { AuthOptions } from "../../src/core/options/options.js"
import { type RateLimitOptions, rateLimit } from "../../src/features/rate-limit/index.js"
import Credentials from "../../src/providers/credentials.js"
import { type Answer, ada, type Browser, openApp, secret } from "../support/app.js"

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

let apps = 0

/** An app whose counts are its own. `tried`: the names whose password was looked at. */
function open(limits?: RateLimitOptions | false, options: Partial<AuthOptions> = {}) {
  const tried: string[] = []
  const features: Feature[] = limits === undefined ? [] : [rateLimit(limits)]
  const provider = Credentials({
    credentials: { username: { label: "Name" }, password: { type: "password" } },
    authorize(typed) {
      tried.push(String(typed?.username))
      return typed?.password === "lovelace" ? ada : null
    },
  })
  const app = openApp({ secret: `${secret} ${apps++}`, providers: [provider], features, ...options })
  return { ...app, tried }
}

async function attempt(browser: Browser, fields: Record<string, string>, from?: string): Promise<Answer> {
  const headers: Record<string, string> = from === undefined ? {} : { "x-forwarded-for": from }
  return browser.post("callback/credentials", { csrfToken: await browser.csrfToken(), ...fields }, headers)
}
const wrong = { username: "ada", password: "guess" }
const right = { username: "ada", password: "lovelace" }
const isRefused = ({ location }: Answer): boolean => location?.includes("error=TooManyRequests") ?? false
const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}

test("whoever mistypes a password a few times waits for nothing, and is signed in when it is right", async () => {
  const app = open()
  const browser = app.browser()
  for (let times = 0; times < 4; times++) {
    const answer = await attempt(browser, wrong)
    expect(answer.location).toContain("error=CredentialsSignin")
  }
  expect(await seconds(() => attempt(browser, right))).toBeLessThan(1)
  expect((await browser.session())?.user?.name).toBe(ada.name)
})

test("guessing gets slower towards the limit, then it is refused with the time to come back, and works when that has passed", async () => {
  const limits = { credentials: { perAccount: 4 }, maxDelay: 0.8 }
  const app = open(limits)
  const waits: number[] = []
  for (let times = 0; times < 4; times++) waits.push(await seconds(() => attempt(app.browser(), wrong)))
  expect(waits[2]).toBeGreaterThan(0.35)
  expect(waits[3]).toBeGreaterThan(0.75)
  expect(waits[3]).toBeLessThan(3) // without `maxDelay` it is 4
  const first = [waits[0] ?? 0]
  for (const one of [open(limits), open(limits)]) first.push(await seconds(() => attempt(one.browser(), wrong)))
  expect(Math.min(...first)).toBeLessThan(0.15) // a busy machine holds up one or two of them

  const refused = await attempt(app.browser(), right)
  expect(refused.location).toMatch(/\/api\/auth\/error\?error=TooManyRequests&retryAfter=\d+$/)
  const page = await app.browser().get(refused.location ?? "")
  expect(page.status).toBe(429)
  expect(Number(page.headers.get("retry-after"))).toBeGreaterThan(880)
  expect(page.text).toMatch(/Try again in 15 minutes\./)
  expect(page.text).not.toContain("<script")
  expect(app.tried).toHaveLength(4)
  expect(app.log).toEqual([])
})

test("when the time has passed, one may try again", async () => {
  vi.useFakeTimers({ toFake: ["Date", "performance"] })
  const app = open({ credentials: { perAccount: 1, window: 60 }, maxDelay: 0 })
  await attempt(app.browser(), wrong)
  vi.advanceTimersByTime(59_000)
  expect((await attempt(app.browser(), right)).location).toContain("retryAfter=1")
  vi.advanceTimersByTime(1000)
  const browser = app.browser()
  await attempt(browser, right)
  expect(await browser.session()).not.toBeNull()
})

test("a script gets status 429, `Retry-After` and the address of the error page", async () => {
  const app = open({ credentials: { perAccount: 1 } })
  await attempt(app.browser(), wrong)
  const refused = await attempt(app.browser(), { ...right, json: "true" })
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(880)
  expect(refused.json().url).toMatch(/\/error\?error=TooManyRequests&retryAfter=\d+$/)
})

test("a right password ends the failures before it", async () => {
  const app = open({ credentials: { perAccount: 3 }, maxDelay: 0 })
  for (let round = 0; round < 5; round++) {
    const browser = app.browser() // one that has never signed in here
    for (let times = 0; times < 2; times++) expect(isRefused(await attempt(browser, wrong))).toBe(false)
    expect(isRefused(await attempt(browser, right))).toBe(false)
  }
  expect(app.tried).toHaveLength(15)
})

test("the hundred and first failure of a day is refused, in whatever windows they were", async () => {
  vi.useFakeTimers({ toFake: ["Date", "performance"] })
  const app = open({ maxDelay: 0 })
  const browser = app.browser()
  await attempt(browser, right)
  const stranger = app.browser()
  for (let times = 0; times < 100; times++) {
    if (times % 10 === 0) vi.advanceTimersByTime(901_000)
    expect(isRefused(await attempt(stranger, wrong))).toBe(false)
  }
  vi.advanceTimersByTime(901_000)
  expect(isRefused(await attempt(stranger, right))).toBe(true)
  expect(isRefused(await attempt(browser, right))).toBe(false)
  vi.advanceTimersByTime(86_400_000)
  expect(isRefused(await attempt(stranger, right))).toBe(false)
  expect(isRefused(await attempt(stranger, wrong))).toBe(false)
})

test("one client tries a hundred passwords at as many accounts; whoever signs in costs the client nothing", async () => {
  vi.stubEnv("AUTH_TRUST_HOST", "1")
  const app = open({ maxDelay: 0, credentials: { perClient: 20 } })
  for (let nth = 0; nth < 40; nth++)
    await attempt(app.browser(), { username: `colleague-${nth}`, password: "lovelace" }, "192.0.2.1")
  for (let nth = 0; nth < 20; nth++)
    expect(isRefused(await attempt(app.browser(), { ...wrong, username: `p${nth}` }, "192.0.2.1"))).toBe(false)
  expect(isRefused(await attempt(app.browser(), { ...wrong, username: "another" }, "192.0.2.1"))).toBe(true)
  expect(isRefused(await attempt(app.browser(), { ...wrong, username: "another" }, "192.0.2.2"))).toBe(false)
})

test("a solved captcha stands in for waiting, is asked for only then, and is asked once", async () => {
  const asked: unknown[] = []
  const captcha: RateLimitOptions["captcha"] = async ({ body }, about) => {
    asked.push([body.answer, about])
    if (body.answer === "boom") throw new Error("The captcha's service is away")
    return body.answer === "solved"
  }
  const app = open({ credentials: { perAccount: 2, perDay: 7 }, maxDelay: 3, captcha })
  await attempt(app.browser(), wrong)
  expect(asked).toEqual([])
  expect(await seconds(() => attempt(app.browser(), { ...wrong, answer: "solved" }))).toBeLessThan(1.5)
  expect(asked).toEqual([["solved", { provider: "credentials" }]])
  for (const answer of ["no", "boom", ""])
    expect(isRefused(await attempt(app.browser(), { ...right, answer }))).toBe(true)
  expect(app.tried).toHaveLength(2)
  expect(app.log.map(({ code }) => code)).toEqual(["CAPTCHA_ERROR"])

  for (let times = 0; times < 5; times++)
    expect(isRefused(await attempt(app.browser(), { ...wrong, answer: "solved" }))).toBe(false)
  expect(isRefused(await attempt(app.browser(), { ...right, answer: "solved" }))).toBe(true) // the day's limit is for machines that solve them
})

test("`rateLimit(false)` and `credentials: false` limit nothing", async () => {
  for (const limits of [false, { credentials: false }] as const) {
    const app = open(limits)
    for (let times = 0; times < 15; times++) expect(isRefused(await attempt(app.browser(), wrong))).toBe(false)
    expect(app.tried).toHaveLength(15)
  }
})

test("the app says which account an attempt is at; else it is the first field that is no secret", async () => {
  const provider = (credentials: Record<string, { type?: string }>) =>
    Credentials({ credentials, authorize: () => null })
  const fields = { tenant: {}, badge: {}, password: { type: "password" } }
  const own = open(
    { credentials: { perAccount: 1, account: ({ tenant, badge }) => `${tenant} ${badge}` } },
    { providers: [provider(fields)] },
  )
  expect(isRefused(await attempt(own.browser(), { tenant: "a", badge: "1", password: "x" }))).toBe(false)
  expect(isRefused(await attempt(own.browser(), { tenant: "b", badge: "1", password: "x" }))).toBe(false)
  expect(isRefused(await attempt(own.browser(), { tenant: "a", badge: "1", password: "y" }))).toBe(true)

  const { password, badge } = fields
  const usual = open({ credentials: { perAccount: 1 } }, { providers: [provider({ password, badge, remark: {} })] })
  expect(isRefused(await attempt(usual.browser(), { badge: "1", remark: "x" }))).toBe(false)
  expect(isRefused(await attempt(usual.browser(), { badge: "2", remark: "x" }))).toBe(false)
  expect(isRefused(await attempt(usual.browser(), { badge: "1", remark: "y" }))).toBe(true)

  const pins = open({ credentials: { perAccount: 1 } }, { providers: [provider({ pin: {} })] })
  for (const pin of ["1", "2", "1"]) expect(isRefused(await attempt(pins.browser(), { pin }))).toBe(false)
})

test("two processes of an app count together, in the adapter or a store of its own", async () => {
  const common = { secret: `${secret} of both` }
  for (const place of ["adapter", "store"] as const) {
    const adapter = MemoryAdapter()
    const copy = () => ({ ...adapter }) // as another process has it: another object, the same records
    const openOne = () =>
      place === "adapter"
        ? open(
            { credentials: { perAccount: 3 }, maxDelay: 0 },
            { ...common, adapter: copy(), session: { strategy: "jwt" } },
          )
        : open({ credentials: { perAccount: 3 }, maxDelay: 0, store: copy() as Required<typeof adapter> }, common)
    const [one, other] = [openOne(), openOne()]
    for (const app of [one, other, one]) expect(isRefused(await attempt(app.browser(), wrong))).toBe(false)
    for (const app of [other, one]) expect(isRefused(await attempt(app.browser(), wrong))).toBe(true)
  }
})

test("with a store that cannot take back, a success stays counted until the window ends", async () => {
  const { increment } = MemoryAdapter() as Required<ReturnType<typeof MemoryAdapter>>
  const app = open({ credentials: { perAccount: 2 }, maxDelay: 0, store: { increment } })
  for (let times = 0; times < 2; times++) expect(isRefused(await attempt(app.browser(), right))).toBe(false)
  expect(isRefused(await attempt(app.browser(), right))).toBe(true)
})

test.each<[string, unknown]>([
  ["credentials.perAccount", { credentials: { perAccount: 0 } }],
  ["credentials.perDay", { credentials: { perDay: 1.5 } }],
  ["credentials.perClient", { credentials: { perClient: true } }],
  ["credentials.window", { credentials: { window: "900" } }],
  ["credentials.account", { credentials: { account: "email" } }],
  ["callbacks.perClient", { callbacks: { perClient: Number.NaN } }],
  ["maxDelay", { maxDelay: 60 }],
  ["captcha", { captcha: { verify() {} } }],
  ["store", { store: {} }],
])("`%s` that cannot work is refused when it is written, with what would", (option, limits) => {
  expect(() => rateLimit(limits as RateLimitOptions)).toThrow(`\`${option}\` of \`rateLimit()\` must be`)
})
