/**
 * Nobody learns from a clock whether somebody has an account (RQ-9): answers to those who have one and to those who have none take as long.
 * `npm run test:long` looks ten times as closely. How long a password takes is the app's own: `authorize`.
 */
import { expect, test, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import Email from "../../src/providers/email.js"
import { type Browser, openApp } from "../support/app.js"
import { isLong } from "./campaign/campaign.js"

const samples = isLong ? 2000 : 200
/**
 * How often one may be slower than the other, beyond half of the time. Of 2 × 2000 samples it is an effect of 0.2 standard deviations, which
 * nobody tells from outside; of 2 × 200 it leaves room for a busy machine.
 */
const most = isLong ? 0.056 : 0.15

const known = "ada@example.com"
const unknown = "eve@example.com" // as long as the other

interface Visitor {
  readonly browser: Browser
  readonly csrfToken: string
}

async function visitorOf(adapter: Adapter): Promise<Visitor> {
  await adapter.createUser?.({ id: "1", email: known, emailVerified: new Date(0), name: "Ada" } as never)
  const email = Email({ code: true, limits: false, sendVerificationRequest: () => {} })
  const logger = { error() {}, warn() {}, debug() {} }
  const browser = openApp({ adapter, providers: [email], logger }).browser()
  return { browser, csrfToken: await browser.csrfToken() }
}

/** What can be asked for about an address. */
const surfaces: Record<string, (visitor: Visitor, email: string, nth: number) => Promise<unknown>> = {
  "asking for a mail": ({ browser, csrfToken }, email) => browser.post("signin/email", { csrfToken, email }),
  "opening a link that was made up": ({ browser }, email, nth) =>
    browser.get(
      `callback/email?${new URLSearchParams({ email, token: `${nth}`.padStart(64, "a"), callbackUrl: "/" })}`,
    ),
  "confirming a link that was made up": ({ browser, csrfToken }, email, nth) =>
    browser.post("callback/email", { csrfToken, email, token: `${nth}`.padStart(64, "b") }),
  "typing a code that was never asked for": ({ browser, csrfToken }, email) =>
    browser.post("callback/email", { csrfToken, email, code: "123456" }),
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

/** How often the known one took longer, of all pairs: 0.5 tells nothing. Ranks, so that a pause of the machine counts for one. */
function advantage(ofKnown: readonly number[], ofUnknown: readonly number[]): number {
  const slower = ofKnown.flatMap((one) => ofUnknown.map((other): number => (one > other ? 1 : one === other ? 0.5 : 0)))
  return slower.reduce((sum, it) => sum + it, 0) / slower.length
}

async function measure(visitor: Visitor, ask: (typeof surfaces)[string], count: number): Promise<number> {
  const times: Record<string, number[]> = { [known]: [], [unknown]: [] }
  for (let nth = -20; nth < count; nth++) {
    // In turns, and each as often first: what a machine does beside that falls on both.
    for (const email of nth % 2 ? [known, unknown] : [unknown, known]) {
      const time = await timed(() => ask(visitor, email, nth))
      if (nth >= 0) times[email]?.push(time)
    }
  }
  return advantage(times[known] ?? [], times[unknown] ?? [])
}

test.each(Object.entries(surfaces))(
  "%s takes as long for an address that has an account",
  { timeout: 1_200_000 },
  async (name, ask) => {
    vi.stubEnv("AUTH_TRUST_HOST", "")
    const visitor = await visitorOf(MemoryAdapter())
    let difference = Number.POSITIVE_INFINITY
    for (let round = 0; round < 3 && difference >= most; round++)
      difference = Math.min(difference, Math.abs((await measure(visitor, ask, samples)) - 0.5))
    console.log(`${name}: 2 × ${samples} samples, ${(100 * difference).toFixed(1)} % from telling nothing`)
    expect(difference).toBeLessThan(most)
  },
)

test("a difference that can be seen would be seen: two milliseconds", async () => {
  const adapter = MemoryAdapter()
  const leaky: Adapter = {
    ...adapter,
    async getUserByEmail(email) {
      const end = performance.now() + (email === known ? 2 : 0)
      while (performance.now() < end);
      return (await adapter.getUserByEmail?.(email)) ?? null
    },
  }
  const ask = surfaces["asking for a mail"] as (typeof surfaces)[string]
  expect((await measure(await visitorOf(leaky), ask, 100)) - 0.5).toBeGreaterThan(0.15)
})
