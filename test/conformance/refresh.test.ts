/** The plan "Refresh-token RP": a refreshed ID token is the first one's person, or nobody's. */
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import { getAccessToken, providerTokens } from "../../src/tokens.js"
import { relyingParty } from "../support/relying-party.js"
import { accessToken, type Script, type ScriptedProvider, startScriptedProvider } from "../support/scripted-provider.js"

let provider: ScriptedProvider
beforeAll(async () => {
  provider = await startScriptedProvider()
})
afterAll(() => provider.close())
afterEach(() => {
  vi.useRealTimers()
})

/** Signs Fay in, and asks for her access token when the first one has expired. */
async function afterExpiry(script: Script): Promise<{ token: string | undefined; error: string | undefined }> {
  const fresh: Script["tokens"] = (tokens, grant) =>
    grant === "refresh_token" ? { ...tokens, access_token: "refreshed" } : { ...tokens, expires_in: 100 }
  const party = relyingParty(provider.play({ tokens: fresh, ...script }), {}, { adapter: MemoryAdapter() })
  const { browser, session } = await party.signIn()
  expect(session?.user?.name).toBe("Fay Fault")
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 120_000 })
  const asked = getAccessToken({
    options: party.app.options,
    headers: new Headers({ cookie: browser.cookieHeader() }),
    provider: "op",
  })
  const answer = await asked.then(
    (token) => ({ token: token?.accessToken, error: undefined }),
    (error) => ({ token: undefined, error: error.code as string }),
  )
  expect((await browser.session())?.user?.name).toBe("Fay Fault")
  const [account] = (await party.app.options.adapter?.listAccounts?.(await userId(party.app.options.adapter))) ?? []
  expect(account?.access_token).toBe(answer.token ?? accessToken)
  return answer
}

const userId = async (adapter: ReturnType<typeof MemoryAdapter> | undefined): Promise<string> =>
  (await adapter?.getUserByEmail?.("fay@fault.test"))?.id ?? ""

test("oidcc-client-test-refresh-token: an access token that has expired is refreshed", async () => {
  expect(await afterExpiry({})).toEqual({ token: "refreshed", error: undefined })
})

test("oidcc-client-test-refresh-token-invalid-issuer: tokens with an ID token of another issuer are refused, and nobody is signed out", async () => {
  const claims: Script["claims"] = (it, grant) =>
    grant === "refresh_token" ? { ...it, iss: "https://elsewhere.example" } : it
  expect(await afterExpiry({ claims })).toEqual({ token: undefined, error: "OAuthCallback" })
})

test("oidcc-client-test-refresh-token-invalid-sub: tokens with an ID token about somebody else are refused, and nobody is signed out", async () => {
  const claims: Script["claims"] = (it, grant) => (grant === "refresh_token" ? { ...it, sub: "somebody-else" } : it)
  expect(await afterExpiry({ claims })).toEqual({ token: undefined, error: "OAuthCallback" })
})

test("with tokens in a cookie, an ID token about somebody else is refused too", async () => {
  const claims: Script["claims"] = (it, grant) => (grant === "refresh_token" ? { ...it, sub: "somebody-else" } : it)
  const tokens: Script["tokens"] = (it) => ({ ...it, expires_in: 0 })
  const party = relyingParty(provider.play({ tokens, claims }), {}, { features: [providerTokens()] })
  const { browser } = await party.signIn()
  const headers = new Headers({ cookie: browser.cookieHeader() })
  const asked = getAccessToken({ options: party.app.options, headers, responseHeaders: new Headers(), provider: "op" })
  await expect(asked).rejects.toMatchObject({ code: "OAuthCallback" })
})

test("while the provider's keys are away nothing is asked for: a refresh token that rotates serves only once", async () => {
  const tokens: Script["tokens"] = (it) => ({ ...it, expires_in: 0 })
  const op = provider.play({ tokens })
  const party = relyingParty(op, {}, { adapter: MemoryAdapter() })
  const { browser } = await party.signIn()
  op.script.endpoints = { jwks: { status: 503, body: "" } }
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 300_000 })
  const headers = new Headers({ cookie: browser.cookieHeader() })
  const asked = getAccessToken({ options: party.app.options, headers, provider: "op" })
  await expect(asked).rejects.toMatchObject({ code: "OAuthCallback" })
  expect(op.seen("token")).toHaveLength(1)
})

test("tokens with a forged ID token are refused", async () => {
  const claims: Script["claims"] = (it) => it
  const forged: Script = { claims, idToken: (token) => (forgeries++ > 0 ? `${token.slice(0, -8)}AAAAAAAA` : token) }
  let forgeries = 0
  expect(await afterExpiry(forged)).toEqual({ token: undefined, error: "OAuthCallback" })
})
