/** How often somebody may have the app send mails. */
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import Email, { type EmailUserConfig } from "../../src/providers/email.js"
import { type Answer, type App, openApp } from "../support/app.js"

let sent: string[]
let adapter: Adapter
let app: App

beforeEach(() => {
  adapter = MemoryAdapter()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

function open(email: EmailUserConfig = {}): void {
  sent = []
  const sendVerificationRequest = ({ identifier }: { identifier: string }) => void sent.push(identifier)
  app = openApp({ adapter, providers: [Email({ sendVerificationRequest, ...email })] })
}

/** Somebody whom the proxy in front of the app sees at this address asks for a mail. */
async function ask(email: string, from?: string, wantsJson = false): Promise<Answer> {
  const browser = app.browser()
  const form = { csrfToken: await browser.csrfToken(), email, ...(wantsJson ? { json: "true" } : {}) }
  return browser.post("signin/email", form, from ? { "x-forwarded-for": from } : {})
}
const isSent = ({ location }: Answer): boolean => location?.includes("/verify-request?") ?? false

test("one address gets five mails in a quarter of an hour, whoever asks; then it is said how long to wait", async () => {
  open()
  vi.useFakeTimers({ now: 1_000_000_000_000, toFake: ["Date", "performance"] })
  for (let times = 0; times < 5; times++) expect(isSent(await ask("Ada@Example.com"))).toBe(true)
  vi.advanceTimersByTime(700_000)
  const asked = await ask("ada@example.com ")
  expect(asked.location).toBe(`${app.origin}/api/auth/error?error=TooManyRequests&retryAfter=200`)
  const page = await app.browser().get(asked.location ?? "")
  expect([page.status, page.headers.get("retry-after")]).toEqual([429, "200"])
  expect(page.text).toContain("Try again in 200 seconds.")
  expect(isSent(await ask("bob@example.com"))).toBe(true)
  vi.advanceTimersByTime(200_000)
  expect(isSent(await ask("ada@example.com"))).toBe(true)
  expect(sent).toHaveLength(7)
})

test("a script gets status 429 and `Retry-After`", async () => {
  open({ limits: { perAddress: 1 } })
  await ask("ada@example.com")
  const asked = await ask("ada@example.com", undefined, true)
  expect(asked.status).toBe(429)
  expect(Number(asked.headers.get("retry-after"))).toBeGreaterThan(890)
  expect(asked.json().url).toMatch(/error=TooManyRequests&retryAfter=\d+$/)
})

test("one visitor has mails sent to thirty addresses, wherever in their network they are", async () => {
  vi.stubEnv("AUTH_TRUST_HOST", "true")
  open()
  for (let nth = 0; nth < 30; nth++) {
    expect(isSent(await ask(`person-${nth}@example.com`, `203.0.113.${nth}, 2001:db8:1:2::${nth}`))).toBe(true)
  }
  expect((await ask("one-more@example.com", "2001:db8:1:2:ffff::1")).location).toContain("error=TooManyRequests")
  expect(isSent(await ask("one-more@example.com", "2001:db8:1:3::1"))).toBe(true)
})

test("where nobody says who asks, strangers share no limit", async () => {
  open({ limits: { perClient: 1 } })
  for (const name of ["ada", "bob", "cy"]) expect(isSent(await ask(`${name}@example.com`, "198.51.100.7"))).toBe(true)
  vi.stubEnv("AUTH_TRUST_HOST", "true")
  open({ limits: { perClient: 1 } })
  for (const name of ["ada", "bob", "cy"]) {
    expect(isSent(await ask(`${name}@example.com`))).toBe(true)
    expect(isSent(await ask(`${name}@example.org`, "unknown"))).toBe(true)
    expect(isSent(await ask(`${name}@example.net`, "10.0.0.1"))).toBe(true)
  }
})

test("an app behind a proxy of many people's limits addresses alone, if it likes", async () => {
  vi.stubEnv("AUTH_TRUST_HOST", "true")
  open({ limits: { perClient: false, perAddress: 1 } })
  for (let nth = 0; nth < 40; nth++) expect(isSent(await ask(`person-${nth}@example.com`, "198.51.100.7"))).toBe(true)
  expect(isSent(await ask("person-1@example.com", "198.51.100.7"))).toBe(false)
})

test("`limits: false` sends as many as are asked for", async () => {
  open({ limits: false })
  for (let times = 0; times < 20; times++) expect(isSent(await ask("ada@example.com"))).toBe(true)
})

test("what is no address costs nobody anything, and the limit holds for those who are known and those who are not (GHSA-vmf9-6pcv-xr87, CVE-2023-39522, CVE-2023-44399, CVE-2024-41952, CVE-2024-39896, CVE-2025-57770)", async () => {
  await adapter.createUser?.({ email: "known@example.com", emailVerified: new Date() })
  open({ limits: { perAddress: 2 } })
  for (let times = 0; times < 9; times++) await ask("known@example.com, unknown@example.com")
  const outcomes = async (email: string) => {
    const answers = []
    for (let times = 0; times < 4; times++) answers.push(await ask(email))
    return answers.map(({ status, text, location }) => [status, text, location?.replace(/\d+$/, "N")])
  }
  expect(await outcomes("known@example.com")).toEqual(await outcomes("unknown@example.com"))
  expect(sent).toHaveLength(4)
})

test("of many who ask at once for one address, as many mails go out as may", async () => {
  open({ limits: { perAddress: 3 } })
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask("ada@example.com")))
  expect(answers.filter(isSent)).toHaveLength(3)
  expect(sent).toHaveLength(3)
})

test("an adapter that cannot count is counted for, in this process", async () => {
  delete adapter.increment
  open({ limits: { perAddress: 1 } })
  expect(isSent(await ask("ada@example.com"))).toBe(true)
  expect(isSent(await ask("ada@example.com"))).toBe(false)
})

test("a database that cannot count opens nothing: each process counts on its own until it can, and says so once", async () => {
  adapter.increment = () => Promise.reject(new Error("away"))
  open({ limits: { perAddress: 2 } })
  for (let times = 0; times < 4; times++) await ask("ada@example.com")
  expect(sent).toHaveLength(2)
  expect(app.log.filter(({ code }) => code === "RATE_LIMIT_STORE_FAILED")).toHaveLength(1)
})

test("a known address is answered as fast as an unknown one", async () => {
  for (let nth = 0; nth < 40; nth++)
    await adapter.createUser?.({ email: `known-${nth}@example.com`, emailVerified: null })
  open({ limits: { perClient: false } })
  const time = async (email: string): Promise<number> => {
    const browser = app.browser()
    const form = { csrfToken: await browser.csrfToken(), email }
    const started = performance.now()
    await browser.post("signin/email", form)
    return performance.now() - started
  }
  const times: [number[], number[]] = [[], []]
  for (let nth = 0; nth < 40; nth++) {
    times[0].push(await time(`known-${nth}@example.com`))
    times[1].push(await time(`unknown-${nth}@example.com`))
  }
  const [known, unknown] = times.map((all) => all.sort((a, b) => a - b)[20] ?? 0) as [number, number]
  expect(Math.abs(known - unknown)).toBeLessThan(Math.max(known, unknown) * 0.5 + 1)
})
