/** How long ago somebody signed in, from the sign-in to the rule that asks. */
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import type { JWT } from "../../src/core/model.js"
import { createGuards } from "../../src/frameworks/next/guards.js"
import { definePolicy, signedInWithin } from "../../src/policy.js"
import { relyingParty } from "../support/relying-party.js"
import { type ScriptedProvider, startScriptedProvider } from "../support/scripted-provider.js"

const policy = definePolicy({ default: "deny", routes: { "/pay": signedInWithin(300) } })

let provider: ScriptedProvider
beforeEach(async () => {
  provider = await startScriptedProvider()
})
afterEach(async () => {
  vi.useRealTimers()
  await provider.close()
})

async function statusOf(party: ReturnType<typeof relyingParty>, cookie: string): Promise<number> {
  const pay = createGuards(party.app.options).protect(() => new Response("paid"))
  const headers = { cookie, accept: "application/json" }
  return (await pay(new Request(`${party.app.origin}/pay`, { method: "POST", headers }), {})).status
}

test.each<[string, Adapter | undefined]>([
  ["in a cookie", undefined],
  ["in a database", MemoryAdapter()],
])("a session %s knows when it began, also after it was extended", async (_, adapter) => {
  const party = relyingParty(provider.play(), {}, { policy, ...(adapter ? { adapter } : {}) })
  const { browser } = await party.signIn()
  expect(await statusOf(party, browser.cookieHeader())).toBe(200)
  vi.useFakeTimers({ now: Date.now() + 200_000, toFake: ["Date"] })
  await browser.session()
  expect(await statusOf(party, browser.cookieHeader())).toBe(200)
  vi.setSystemTime(Date.now() + 200_000)
  await browser.session()
  expect(await statusOf(party, browser.cookieHeader())).toBe(401)
  await party.signIn(browser)
  expect(await statusOf(party, browser.cookieHeader())).toBe(200)
})

test("nothing of it is in a session without a policy", async () => {
  const seen: object[] = []
  const jwt = ({ token }: { token: JWT }) => {
    seen.push(token)
    return token
  }
  const { browser } = await relyingParty(provider.play(), {}, { callbacks: { jwt } }).signIn()
  await browser.session()
  expect(seen.length).toBeGreaterThan(1)
  expect(JSON.stringify(seen)).not.toContain("auth_time")
})

test("nobody passes where the adapter cannot tell, and the log says what is missing", async () => {
  const { setValue: _, getValue: __, ...adapter } = MemoryAdapter()
  const party = relyingParty(provider.play(), {}, { policy, adapter })
  const { browser } = await party.signIn()
  expect(await statusOf(party, browser.cookieHeader())).toBe(503)
  expect(party.log()).toContain("signedInWithin")
})

test("`callbacks.jwt` cannot make a session younger than it is", async () => {
  const jwt = ({ token }: { token: JWT }) => ({ ...token, auth_time: Math.floor(Date.now() / 1000) })
  const party = relyingParty(provider.play(), {}, { policy, callbacks: { jwt } })
  const { browser } = await party.signIn()
  vi.useFakeTimers({ now: Date.now() + 400_000, toFake: ["Date"] })
  await browser.session()
  expect(await statusOf(party, browser.cookieHeader())).toBe(401)
})
