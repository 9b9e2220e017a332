/**
 * A provider that misbehaves must not sign anybody in. What next-auth v4 did with each fault was recorded; the same must
 * happen here, in status, address, cookies, and in what the provider got to see.
 */
import { readFileSync } from "node:fs"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { OAuthConfig } from "../../src/core/contracts/provider.js"
import type { Profile, TokenSet, User } from "../../src/core/model.js"
import { type Answer, type App, type Browser, openApp } from "../support/app.js"
import { clientId, clientSecret, type FaultyProvider, faults, startFaultyProvider } from "../support/faulty-provider.js"

interface Recorded {
  status: number
  location: string
  setCookies?: Record<string, { lifetime: string }>
}

interface RecordedOutcome {
  signedIn: boolean
  user: Record<string, string> | null
  requests: Record<string, Record<string, unknown>>
  calls?: unknown[]
}

const { situations } = JSON.parse(
  readFileSync(new URL("../fixtures/observed/next-auth-v4.json", import.meta.url), "utf8"),
) as { situations: Record<string, { must: unknown }> }

const prefix = "pages/rp/relying party/"
const recorded = Object.keys(situations)
  .filter((id) => id.startsWith(prefix))
  .map((id) => id.slice(prefix.length))
const mustOf = <T>(name: string): T => situations[prefix + name]?.must as T

let idp: FaultyProvider
let app: App
const calls: unknown[] = []

beforeAll(async () => {
  idp = await startFaultyProvider()
  app = openApp({ providers: Object.keys(faults).map(provider) }, "http://localhost:3000")
})
afterAll(() => idp.close())

const isPlainOAuth = (fault: string): boolean => fault.startsWith("oauth2") || fault === "id-token-unasked"

function provider(fault: string): OAuthConfig<Profile> {
  const issuer = idp.issuer(fault)
  const common = {
    id: fault,
    name: fault,
    type: "oauth" as const,
    clientId,
    clientSecret,
    profile: ({ sub, name, email }: Profile) => ({ id: sub, name, email }) as User,
  }
  if (isPlainOAuth(fault)) {
    return {
      ...common,
      authorization: `${issuer}/authorize?scope=user`,
      token: `${issuer}/token`,
      userinfo: `${issuer}/userinfo`,
    }
  }
  return {
    ...common,
    wellKnown: `${issuer}/.well-known/openid-configuration`,
    checks: ["pkce", "state", "nonce"],
    ...(fault === "post-auth" ? { client: { token_endpoint_auth_method: "client_secret_post" as const } } : {}),
    ...(fault.startsWith("userinfo") ? { userinfo: { request: userinfo } } : {}),
  }
}

async function userinfo(context: {
  client: { userinfo(tokens: TokenSet): Promise<Profile> }
  tokens: TokenSet
}): Promise<Profile> {
  calls.push(["userinfo.request", { names: Object.keys(context).sort(), tokens: Object.keys(context.tokens).sort() }])
  return context.client.userinfo(context.tokens)
}

/** Signs in at the app, passes the provider, and comes back. */
async function signIn(fault: string, browser: Browser = app.browser()): Promise<Answer> {
  const start = await browser.signIn(fault, {})
  if (!start.location?.startsWith(idp.origin)) return start
  const answer = await fetch(start.location, { redirect: "manual" })
  return browser.get(answer.headers.get("location") ?? "")
}

const withPlaceholder = (location: string | null): string => {
  const url = new URL(location ?? "about:blank")
  return url.origin === app.origin ? `{APP}${url.pathname}${url.search}` : url.href
}

const lifetimes = (lines: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    lines.map((line) => [/^[^=]+/.exec(line)?.[0], /^[^=]+=;|max-age=0/i.test(line) ? "removed" : "kept"]),
  )

describe("what next-auth v4 was recorded to do with a provider's answer happens here", () => {
  test.each(recorded.filter((name) => !name.endsWith(": outcome")))("%s", async (fault) => {
    const must = mustOf<Recorded>(fault)
    const page = await signIn(fault)
    expect(page.status).toBe(must.status)
    expect(withPlaceholder(page.location)).toBe(must.location)
    const expected = Object.entries(must.setCookies ?? {}).map(([name, { lifetime }]) => [
      name,
      lifetime === "removed" ? "removed" : "kept",
    ])
    expect(lifetimes(page.headers.getSetCookie())).toEqual(Object.fromEntries(expected))
  })

  test.each(recorded.filter((name) => name.endsWith(": outcome")))("%s", async (name) => {
    const fault = name.replace(": outcome", "")
    const must = mustOf<RecordedOutcome>(name)
    const browser = app.browser()
    const seen = idp.seen.length
    calls.length = 0
    await signIn(fault, browser)
    const session = await browser.session()
    expect(session?.user ?? null).toEqual(must.user)
    expect(browser.cookie("next-auth.session-token") !== undefined).toBe(must.signedIn)
    expect(calls).toEqual(must.calls ?? [])
    expect(requestsSince(seen)).toEqual(must.requests)
  })
})

/** What the provider got to see, in the words of the records. */
function requestsSince(seen: number): Record<string, Record<string, unknown>> {
  const requests: Record<string, Record<string, unknown>> = {}
  for (const { endpoint, headers, body, method } of idp.seen.slice(seen)) {
    if (endpoint === "token") {
      requests.token = {
        auth: headers.authorization?.startsWith("Basic ") ? "basic" : body.has("client_secret") ? "post" : "none",
        grant_type: body.get("grant_type"),
        redirect_uri: body.has("redirect_uri"),
        verifier: body.has("code_verifier"),
      }
    }
    if (endpoint === "userinfo") requests.userinfo = { auth: headers.authorization?.split(" ")[0], method }
  }
  return requests
}

const beyondTheRecord = {
  OAuthCallback: [
    "alg-es256",
    "issuer-other",
    "expired-beyond-tolerance",
    "aud-wrong",
    "aud-array-azp-missing",
    "azp-wrong",
    "sub-missing",
    "sub-empty",
    "nbf-future",
    "kid-absent-two-keys",
    "key-for-encryption",
    "id-token-garbage",
    "iss-param-missing",
    "token-error-200",
    "token-empty",
    "token-list",
    "token-null",
    "token-truncated",
    "token-redirect",
    "token-huge",
    "access-token-empty",
    "userinfo-sub-wrong",
    "oauth2-userinfo-list",
    "oauth2-userinfo-not-json",
  ],
  Callback: ["error-response", "state-and-error"],
  OAuthSignin: [
    "discovery-500",
    "discovery-not-json",
    "discovery-issuer-missing",
    "discovery-issuer-empty",
    "discovery-script",
  ],
}

describe.each(Object.entries(beyondTheRecord))("the visitor is told %s, and nobody is signed in", (error, names) => {
  test.each(names)("%s", async (fault) => {
    const browser = app.browser()
    const page = await signIn(fault, browser)
    expect(withPlaceholder(page.location)).toBe(`{APP}/api/auth/error?error=${error}`)
    expect(await browser.session()).toBeNull()
  })
})

describe("the callback", () => {
  const answered = async (browser: Browser, fault = "ok"): Promise<URL> => {
    const { location } = await browser.signIn(fault, {})
    const answer = await fetch(location ?? "", { redirect: "manual" })
    return new URL(answer.headers.get("location") ?? "")
  }
  const refused = `{APP}/api/auth/error?error=OAuthCallback`

  test("belongs to the browser that began: a victim is not signed in as the attacker", async () => {
    const link = await answered(app.browser())
    const victim = app.browser()
    expect(withPlaceholder((await victim.get(link.href)).location)).toBe(refused)
    await victim.signIn("ok", {})
    expect(withPlaceholder((await victim.get(link.href)).location)).toBe(refused)
    expect(await victim.session()).toBeNull()
  })

  test("belongs to the provider that was asked: another's callback takes neither its cookies nor its code", async () => {
    const browser = app.browser()
    const link = await answered(browser)
    link.pathname = link.pathname.replace(/ok$/, "basic-auth")
    const seen = idp.requests("basic-auth", "token").length
    expect(withPlaceholder((await browser.get(link.href)).location)).toBe(refused)
    expect(idp.requests("basic-auth", "token")).toHaveLength(seen)
  })

  test.each(["next-auth.state", "next-auth.nonce", "next-auth.pkce.code_verifier"])(
    "needs the cookie %s, as it was set",
    async (name) => {
      const without = app.browser()
      const link = await answered(without)
      without.forget(name)
      expect(withPlaceholder((await without.get(link.href)).location)).toBe(refused)

      const changed = app.browser()
      const other = await answered(changed)
      changed.plant(name, `${changed.cookie(name)?.slice(0, -2)}AA`)
      expect(withPlaceholder((await changed.get(other.href)).location)).toBe(refused)
    },
  )

  test("leads to an address without code or state (CVE-2024-28238, CVE-2024-34065)", async () => {
    const browser = app.browser()
    const { location } = await browser.get((await answered(browser)).href)
    expect(location).not.toMatch(/code|state/)
  })
})

test("a visitor cannot change the authorization request into another", async () => {
  const browser = app.browser()
  const query = "client_id=evil&redirect_uri=https://evil.example/&response_type=token&scope=all&state=evil&nonce=evil"
  const { location } = await browser.post(`signin/ok?${query}`, { csrfToken: await browser.csrfToken() })
  const { searchParams } = new URL(location ?? "")
  expect(Object.fromEntries(searchParams)).toMatchObject({
    client_id: clientId,
    redirect_uri: `${app.origin}/api/auth/callback/ok`,
    response_type: "code",
    scope: "all",
  })
  expect([...searchParams.values()]).not.toContain("evil")
})
