/** Access tokens for a provider's API: fresh, refreshed once, and never lost. The provider is `oidc-provider`, with rotation. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import { getAccessToken, providerTokens } from "../../src/tokens.js"
import { type App, type Browser, openApp } from "../support/app.js"
import { type OpenIdProvider, startOpenIdProvider } from "../support/openid-provider.js"

const origin = "http://localhost:3000"
const scope = "openid profile email offline_access"
let idp: OpenIdProvider
let app: App
let adapter: Adapter | undefined
/** Requests to the provider's token endpoint. */
let refreshes: number
/** What the token endpoint does instead of answering. */
let trouble: null | "away" | "broken" | "invalid_grant" = null
/** What happens while the answer to a refresh is on its way. */
let during: (() => Promise<void>) | null = null
/** The access token that it answers with, instead of its own. */
let large: string | null = null

beforeAll(async () => {
  idp = await startOpenIdProvider([`${origin}/api/auth/callback/idp`], {
    client: { grant_types: ["authorization_code", "refresh_token"] },
    configuration: {
      rotateRefreshToken: true,
      issueRefreshToken: async () => true,
      features: { introspection: { enabled: true } },
      ttl: {
        AccessToken: 120,
        RefreshToken: 3600,
        Session: 600,
        Grant: 3600,
        Interaction: 600,
        IdToken: 600,
        AuthorizationCode: 60,
      },
    },
  })
})
afterAll(() => idp.close())

beforeEach(() => {
  refreshes = 0
  trouble = null
  during = null
  large = null
  const real = globalThis.fetch
  vi.stubGlobal("fetch", async (input: string | URL | Request, init?: RequestInit) => {
    const isRefresh = String(input).endsWith("/token") && String(init?.body).includes("grant_type=refresh_token")
    if (isRefresh) {
      refreshes++
      if (trouble === "away") throw new TypeError("fetch failed")
      if (trouble === "broken") return new Response("<html>", { status: 502 })
      if (trouble === "invalid_grant") return Response.json({ error: "invalid_grant" }, { status: 400 })
    }
    const answer = await real(input, init)
    if (!isRefresh) return answer
    await during?.()
    if (large === null) return answer
    const { refresh_token, expires_in } = await answer.json()
    return Response.json({ access_token: large, token_type: "bearer", refresh_token, expires_in })
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

/** Moves the clock of the app, and not the provider's timers. */
function later(seconds: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + seconds * 1000 })
}

function open(kept: "in the database" | "in the cookie"): void {
  adapter = kept === "in the database" ? MemoryAdapter() : undefined
  app = openApp(
    {
      providers: [
        {
          id: "idp",
          name: "The provider",
          type: "oidc",
          issuer: idp.issuer,
          clientId: idp.clientId,
          clientSecret: idp.clientSecret,
          authorization: { params: { scope, prompt: "consent" } },
        },
      ],
      ...(adapter ? { adapter } : { features: [providerTokens()] }),
    },
    origin,
  )
}

async function signIn(): Promise<Browser> {
  const browser = app.browser()
  const { location } = await browser.signIn("idp", {})
  await browser.get((await idp.signIn(location ?? "", "alice")).href)
  expect(app.log).toEqual([])
  return browser
}

/** Alice again, in another browser, granting no more than this. */
async function signInFor(narrow: string): Promise<Browser> {
  const browser = app.browser()
  const csrfToken = await browser.csrfToken()
  const { location } = await browser.post(`signin/idp?scope=${narrow}&prompt=login`, { csrfToken })
  await browser.get((await idp.signIn(location ?? "", "alice")).href)
  return browser
}

/** What the app asks for while it answers this browser, which then keeps the cookies that the answer sets. */
async function ask(browser: Browser, more: { scope?: string; providerAccountId?: string; rendering?: true } = {}) {
  const responseHeaders = new Headers()
  const headers = new Headers({ cookie: browser.cookieHeader(`${origin}/page`) })
  const { rendering, ...wanted } = more
  const token = await getAccessToken({
    options: app.options,
    headers,
    provider: "idp",
    ...wanted,
    ...(rendering ? {} : { responseHeaders }),
  })
  for (const line of responseHeaders.getSetCookie()) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (/Max-Age=0/.test(line)) browser.forget(name)
    else browser.plant(name, value, `${origin}/`)
  }
  return token
}

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "no error",
    (error) => error.code,
  )

describe.each(["in the database", "in the cookie"] as const)("tokens %s", (kept) => {
  beforeEach(() => open(kept))

  test("a token that is still good is handed out without asking the provider", async () => {
    const browser = await signIn()
    const token = await ask(browser)
    expect(token?.tokenType.toLowerCase()).toBe("bearer")
    expect(token?.expiresAt).toBeGreaterThan(Date.now() / 1000 + 60)
    expect(await idp.isActive(token?.accessToken ?? "")).toBe(true)
    expect(refreshes).toBe(0)
  })

  test("the provider's API is asked with the token", async () => {
    const token = await ask(await signIn())
    const answer = await token?.fetch(`${idp.issuer}/me`, { method: "POST", headers: { accept: "application/json" } })
    expect(await answer?.json()).toMatchObject({ sub: "alice" })
  })

  test("nobody who is not signed in has a token", async () => {
    await signIn()
    expect(await ask(app.browser())).toBeNull()
  })

  test("one that ends within a minute is refreshed, and the next call finds the fresh one", async () => {
    const browser = await signIn()
    const old = await ask(browser)
    later(70)
    const fresh = await ask(browser)
    expect(fresh?.accessToken).not.toBe(old?.accessToken)
    expect(await idp.isActive(fresh?.accessToken ?? "")).toBe(true)
    expect((await ask(browser))?.accessToken).toBe(fresh?.accessToken)
    expect(refreshes).toBe(1)
  })

  test("the refresh token that came with it serves the next time: rotation goes on", async () => {
    const browser = await signIn()
    for (const round of [1, 2, 3]) {
      later(130)
      const token = await ask(browser)
      expect(token?.accessToken).toMatch(/\w/)
      expect(refreshes).toBe(round)
    }
  })

  test("a hundred calls at once make one request, and all get the same token", async () => {
    const browser = await signIn()
    later(70)
    const tokens = await Promise.all(Array.from({ length: 100 }, () => ask(browser)))
    expect(new Set(tokens.map((token) => token?.accessToken)).size).toBe(1)
    expect(refreshes).toBe(1)
  })

  test("a refused refresh is told as what it is, does not sign out, and is not asked for again", async () => {
    const browser = await signIn()
    later(130)
    trouble = "invalid_grant"
    expect(await codeOf(ask(browser))).toBe("RefreshTokenError")
    expect((await browser.session())?.user?.name).toBe("Alice Local")
    expect(await codeOf(ask(browser))).toBe("RefreshTokenError")
    expect(refreshes).toBe(1)
    trouble = null
    const again = await signIn()
    expect((await ask(again))?.accessToken).toMatch(/\w/)
  })

  test.each(["away", "broken"] as const)(
    "a provider that is %s costs nothing while the token lasts, and the next call tries again",
    async (kind) => {
      const browser = await signIn()
      const old = await ask(browser)
      later(70)
      trouble = kind
      expect((await ask(browser))?.accessToken).toBe(old?.accessToken)
      later(60)
      expect(await codeOf(ask(browser))).toBe("OAuthCallback")
      expect((await browser.session())?.user?.name).toBe("Alice Local")
      trouble = null
      later(30)
      expect((await ask(browser))?.accessToken).not.toBe(old?.accessToken)
    },
  )

  test("a scope that was not granted is named, with the way to ask for it", async () => {
    const browser = await signIn()
    expect((await ask(browser, { scope: "openid" }))?.accessToken).toMatch(/\w/)
    const error: Error & { code?: string } = await ask(browser, { scope: "openid calendar" }).catch((thrown) => thrown)
    expect(error.code).toBe("MissingScope")
    expect(error.message).toContain('scope: "openid profile email offline_access calendar"')
  })

  test("neither messages nor logs tell a token (CVE-2024-51752, CVE-2024-51753)", async () => {
    const browser = await signIn()
    const { accessToken } = (await ask(browser)) ?? {}
    later(130)
    trouble = "invalid_grant"
    const error: Error = await ask(browser).catch((thrown) => thrown)
    expect(`${error.message} ${error.cause} ${JSON.stringify(app.log)}`).not.toContain(accessToken)
  })
})

describe("tokens in the cookie", () => {
  beforeEach(() => open("in the cookie"))

  test("while a page is rendered, which sets no cookies, nothing is refreshed that could not be kept", async () => {
    const browser = await signIn()
    expect((await ask(browser, { rendering: true }))?.accessToken).toMatch(/\w/)
    later(70)
    expect((await ask(browser, { rendering: true }))?.accessToken).toMatch(/\w/)
    later(60)
    const error: Error & { code?: string } = await ask(browser, { rendering: true }).catch((thrown) => thrown)
    expect(error.code).toBe("INVALID_OPTION")
    expect(error.message).toContain("route handler")
    expect(refreshes).toBe(0)
    expect((await ask(browser))?.accessToken).toMatch(/\w/)
  })

  test("a request with the old cookie, sent before the new one arrived, gets the same fresh token", async () => {
    const browser = await signIn()
    const tab = app.browser()
    for (const [key, cookie] of browser.cookies) tab.cookies.set(key, cookie)
    later(70)
    const fresh = await ask(browser)
    expect((await ask(tab))?.accessToken).toBe(fresh?.accessToken)
    expect(refreshes).toBe(1)
  })

  test("the session and the page learn no token, and signing out takes the cookie away (CVE-2025-55008, CVE-2025-55009)", async () => {
    const browser = await signIn()
    const { accessToken = "" } = (await ask(browser)) ?? {}
    expect(browser.received.join()).not.toContain(accessToken)
    expect((await browser.get("session")).text).not.toContain(accessToken)
    expect(browser.cookie("next-auth.provider-tokens")).toBeDefined()
    await browser.signOut()
    expect(browser.cookie("next-auth.provider-tokens")).toBeUndefined()
  })

  test("the tokens of somebody who used the browser before serve nobody else (CVE-2022-3916)", async () => {
    const alice = await signIn()
    const bob = app.browser()
    const { location } = await bob.signIn("idp", {})
    await bob.get((await idp.signIn(location ?? "", "bob")).href)
    bob.plant("next-auth.provider-tokens", alice.cookie("next-auth.provider-tokens") ?? "", `${origin}/`)
    expect(await codeOf(ask(bob))).toBe("UNKNOWN_ACCOUNT")
  })

  test("a page that is rendered meanwhile spoils no refresh whose result can be kept", async () => {
    const browser = await signIn()
    later(130)
    const page = codeOf(ask(browser, { rendering: true }))
    expect((await ask(browser))?.accessToken).toMatch(/\w/)
    expect(await page).toBe("INVALID_OPTION")
    expect(refreshes).toBe(1)
  })

  test("tokens that are used last as long as the session beside them", async () => {
    app = openApp({ ...app.options, session: { maxAge: 80 } }, origin)
    const browser = await signIn()
    const kept = () => browser.cookie("next-auth.provider-tokens")
    const first = kept()
    await ask(browser)
    expect(kept()).toBe(first)
    later(50)
    await browser.session()
    await ask(browser, { rendering: true })
    expect(kept()).toBe(first)
    await ask(browser)
    expect(kept()).not.toBe(first)
    expect(refreshes).toBe(0)
  })

  test("an id that `callbacks.jwt` gives somebody is theirs for tokens too", async () => {
    app = openApp({ ...app.options, callbacks: { jwt: ({ token }) => ({ ...token, sub: "user 7" }) } }, origin)
    expect((await ask(await signIn()))?.accessToken).toMatch(/\w/)
  })

  test("of several accounts only the one that is asked for serves", async () => {
    const browser = await signIn()
    expect((await ask(browser, { providerAccountId: "alice" }))?.providerAccountId).toBe("alice")
    expect(await codeOf(ask(browser, { providerAccountId: "bob" }))).toBe("UNKNOWN_ACCOUNT")
  })

  test("tokens that have grown too large are told, and no old ones stay to be used twice", async () => {
    const browser = await signIn()
    later(70)
    large = "x".repeat(9000)
    expect((await ask(browser))?.accessToken).toBe(large)
    expect(browser.cookie("next-auth.provider-tokens")).toBeUndefined()
    expect(app.log).toEqual([expect.objectContaining({ level: "warn", code: "PROVIDER_TOKENS_TOO_LARGE" })])
    expect((await browser.session())?.user?.name).toBe("Alice Local")
  })

  test("without the feature the developer is told what is missing", async () => {
    app = openApp({ providers: app.options.providers }, origin)
    const browser = app.browser()
    const { location } = await browser.signIn("idp", {})
    await browser.get((await idp.signIn(location ?? "", "alice")).href)
    const error: Error = await ask(browser).catch((thrown) => thrown)
    expect(error.message).toContain("providerTokens()")
  })
})

describe("tokens in the database", () => {
  beforeEach(() => open("in the database"))

  /** Puts another in place of `updateAccount`, in transactions too. */
  function answerUpdates(updateAccount: Required<Adapter>["updateAccount"]): void {
    const transaction: Adapter["transaction"] = (work) => work({ ...(adapter as Adapter), updateAccount })
    Object.assign(adapter as Adapter, { updateAccount, transaction })
  }

  const owner = async (): Promise<string> => (await adapter?.getUserByEmail?.("alice@local.test"))?.id ?? ""
  const account = async () => (await adapter?.listAccounts?.(await owner()))?.[0]

  test("after a refusal a plain sign-in is enough, though what was granted before reached further", async () => {
    const browser = await signIn()
    later(130)
    trouble = "invalid_grant"
    expect(await codeOf(ask(browser))).toBe("RefreshTokenError")
    trouble = null
    const again = await signInFor("openid")
    expect((await ask(again))?.scope).toBe("openid")
  })

  test("the provider is asked again at the very next call after it was away", async () => {
    const browser = await signIn()
    later(130)
    trouble = "away"
    expect(await codeOf(ask(browser))).toBe("OAuthCallback")
    trouble = null
    expect((await ask(browser))?.accessToken).toMatch(/\w/)
  })

  test("a hundred calls at once write what came of it once", async () => {
    const browser = await signIn()
    later(70)
    let writes = 0
    const { updateAccount } = adapter as Required<Adapter>
    answerUpdates((changes) => {
      writes++
      return updateAccount(changes)
    })
    await Promise.all(Array.from({ length: 100 }, () => ask(browser)))
    expect(writes).toBe(1)
  })

  test("what a sign-in stored while a refresh was on its way stays", async () => {
    const browser = await signIn()
    later(70)
    during = async () => {
      const { provider, providerAccountId } = (await account()) ?? { provider: "", providerAccountId: "" }
      const granted = { access_token: "wider", refresh_token: "wider too", scope: `${scope} calendar` }
      const expires_at = Math.floor(Date.now() / 1000) + 600
      await adapter?.updateAccount?.({ provider, providerAccountId, ...granted, expires_at })
    }
    expect((await ask(browser))?.accessToken).toBe("wider")
    expect(await account()).toMatchObject({ access_token: "wider", refresh_token: "wider too" })
  })

  test("an account that was unlinked while a refresh was on its way gives no token", async () => {
    const browser = await signIn()
    later(130)
    during = async () => {
      const { provider, providerAccountId } = (await account()) ?? { provider: "", providerAccountId: "" }
      await adapter?.unlinkAccount?.({ provider, providerAccountId })
    }
    expect(await codeOf(ask(browser))).toBe("UNKNOWN_ACCOUNT")
  })

  test("of two accounts at one provider, the one that was granted the scope serves (GHSA-vfvf-6gx5-mqv6, GHSA-qvp4-rpmr-xwrr)", async () => {
    const browser = await signIn()
    const userId = await owner()
    const other = { provider: "idp", userId, type: "oidc" as const, token_type: "bearer" }
    await adapter?.linkAccount?.({ ...other, providerAccountId: "2", access_token: "of 2", scope: "openid calendar" })
    expect((await ask(browser, { scope: "calendar" }))?.accessToken).toBe("of 2")
    expect((await ask(browser, { scope: "email" }))?.providerAccountId).toBe("alice")
    expect((await ask(browser))?.accessToken).toBe("of 2") // it never ends
  })

  test("a token that has ended, and that nothing can refresh, is told as that", async () => {
    const browser = await signIn()
    await adapter?.updateAccount?.({ provider: "idp", providerAccountId: "alice", refresh_token: null as never })
    later(130)
    const error: Error & { code?: string } = await ask(browser).catch((thrown) => thrown)
    expect(error.code).toBe("RefreshTokenError")
    expect(error.message).toContain("no refresh token")
    expect(refreshes).toBe(0)
  })

  test("fresh tokens that could not be stored are stored by the next call: nothing is lost", async () => {
    const browser = await signIn()
    later(70)
    const { updateAccount } = adapter as Required<Adapter>
    answerUpdates(() => Promise.reject(new Error("away")))
    const held = await ask(browser)
    expect(refreshes).toBe(1)
    answerUpdates(updateAccount)
    const fresh = await ask(browser)
    expect(fresh?.accessToken).not.toBe(held?.accessToken)
    expect(await idp.isActive(fresh?.accessToken ?? "")).toBe(true)
    expect(refreshes).toBe(1)
    later(200)
    expect((await ask(browser))?.accessToken).toMatch(/\w/)
  })

  test("a plain sign-in later does not lose the wider tokens that were granted before", async () => {
    const browser = await signIn()
    const wide = await ask(browser)
    const narrow = await signInFor("openid")
    expect((await ask(narrow, { scope: "offline_access" }))?.accessToken).toBe(wide?.accessToken)
  })
})
