/** What somebody has granted is remembered, also where the provider does not repeat what it was asked for (RFC 6749 §5.1). */
import { afterAll, beforeAll, expect, test } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import type { ChecksType } from "../../src/core/contracts/provider.js"
import { getAccessToken } from "../../src/tokens.js"
import type { Browser } from "../support/app.js"
import { type RelyingParty, relyingParty } from "../support/relying-party.js"
import { type ScriptedProvider, startScriptedProvider, without } from "../support/scripted-provider.js"

let provider: ScriptedProvider
beforeAll(async () => {
  provider = await startScriptedProvider()
})
afterAll(() => provider.close())

function silentParty(checks?: ChecksType[]): RelyingParty {
  const op = provider.play({ tokens: without("scope") })
  return relyingParty(op, checks ? { checks } : {}, { adapter: MemoryAdapter() })
}

async function signInFor(party: RelyingParty, scope: string): Promise<Browser> {
  const browser = party.app.browser()
  const { location } = await browser.post(`signin/op?scope=${encodeURIComponent(scope)}`, {
    csrfToken: await browser.csrfToken(),
  })
  expect((await party.comeBack(browser, location ?? "")).session?.user?.name).toBe("Fay Fault")
  return browser
}

const tokenFor = async ({ app }: RelyingParty, browser: Browser, scope: string) =>
  getAccessToken({
    options: app.options,
    headers: new Headers({ cookie: browser.cookieHeader() }),
    provider: "op",
    scope,
  }).then(
    (token) => token?.scope,
    (error) => error.code as string,
  )

test.each([
  ["by state", undefined],
  ["by PKCE alone", ["pkce"]],
  ["by the nonce alone", ["nonce"]],
] satisfies [string, ChecksType[] | undefined][])(
  "a scope that is asked for with signIn is remembered, where a visitor is recognised %s",
  async (_, checks) => {
    const party = silentParty(checks)
    const browser = await signInFor(party, "openid calendar")
    expect(await tokenFor(party, browser, "calendar")).toBe("openid calendar")
    expect(await tokenFor(party, browser, "contacts")).toBe("MissingScope")
  },
)

test("a sign-in that asks for less does not lose what was granted before", async () => {
  const party = silentParty()
  await signInFor(party, "openid calendar")
  const later = await signInFor(party, "openid")
  expect(await tokenFor(party, later, "calendar")).toBe("openid calendar")
})

test("asking for something else takes the place of what was granted, and the error says how to ask for both", async () => {
  const party = silentParty()
  await signInFor(party, "openid calendar")
  const browser = await signInFor(party, "openid contacts")
  expect(await tokenFor(party, browser, "contacts")).toBe("openid contacts")
  expect(await tokenFor(party, browser, "contacts calendar")).toBe("MissingScope")
})
