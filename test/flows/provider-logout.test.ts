/** Signing out at the provider too, and being signed out by it. The provider is `oidc-provider`, the requests are real. */
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import type { SessionStrategy } from "../../src/core/options/options.js"
import { type LogoutOptions, logout } from "../../src/features/logout/index.js"
import { getAccessToken, providerTokens } from "../../src/tokens.js"
import { type App, type Browser, openApp } from "../support/app.js"
import { type OpenIdProvider, startOpenIdProvider } from "../support/openid-provider.js"

let idp: OpenIdProvider
let notices: Server
let adapter: Adapter
let app: App

const origin = "http://localhost:3000"

/** The provider calls this address; it is the app's. */
async function listen(): Promise<string> {
  notices = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const headers = { "content-type": request.headers["content-type"] ?? "" }
    const body = Buffer.concat(chunks).toString()
    const answer = await app.auth.handle(new Request(`${origin}${request.url}`, { method: "POST", headers, body }))
    response.writeHead(answer.status).end(await answer.text())
  })
  await new Promise<void>((listening) => notices.listen(0, "127.0.0.1", listening))
  return `http://127.0.0.1:${(notices.address() as AddressInfo).port}`
}

beforeAll(async () => {
  const address = await listen()
  idp = await startOpenIdProvider([`${origin}/api/auth/callback/idp`], {
    client: {
      post_logout_redirect_uris: [`${origin}/api/auth/signed-out/idp`],
      backchannel_logout_uri: `${address}/api/auth/backchannel-logout/idp`,
      backchannel_logout_session_required: true,
      grant_types: ["authorization_code", "refresh_token"],
    },
    configuration: {
      features: {
        backchannelLogout: { enabled: true },
        rpInitiatedLogout: { enabled: true },
        revocation: { enabled: true },
        introspection: { enabled: true },
      },
      // Its own dispatcher is made for another undici than that of Node.js 20.
      fetch: (url: URL, { dispatcher: _, ...init }: RequestInit & { dispatcher?: unknown }) => fetch(url, init),
    },
  })
})
afterAll(async () => {
  await idp.close()
  notices.closeAllConnections()
  notices.close()
})

const provider = (options: LogoutOptions | null) => ({
  id: "idp",
  name: "The provider",
  type: "oidc" as const,
  issuer: idp.issuer,
  clientId: idp.clientId,
  clientSecret: idp.clientSecret,
  ...(options ? { logout: logout(options) } : {}),
})

function open(strategy: SessionStrategy, options: LogoutOptions | null): void {
  adapter = MemoryAdapter()
  app = openApp(
    {
      providers: [provider(options)],
      adapter,
      session: { strategy },
    },
    origin,
  )
}

/** Signs in, with the provider's cookies in a jar of their own. */
async function signIn(
  cookies = new Map<string, string>(),
): Promise<{ browser: Browser; cookies: Map<string, string> }> {
  const browser = app.browser()
  const { location } = await browser.signIn("idp", { callbackUrl: "/members" })
  const back = await idp.signIn(location ?? "", "alice", cookies)
  await browser.get(back.href)
  expect((await browser.session())?.user?.name).toBe("Alice Local")
  return { browser, cookies }
}

describe.each(["jwt", "database"] as const)("with sessions of strategy %s", (strategy) => {
  test("somebody who signs out is signed out at the provider, and comes back to where they asked to go", async () => {
    open(strategy, { rpInitiated: true })
    const { browser, cookies } = await signIn()
    const token = await browser.csrfToken()
    const left = await browser.post("signout", { csrfToken: token, callbackUrl: "/goodbye" })
    const there = new URL(left.location ?? "")
    expect(there.origin).toBe(idp.issuer)
    expect(there.searchParams.get("id_token_hint")).toMatch(/^ey/)
    expect(await browser.session()).toBeNull()
    const back = await idp.pass(there.href, {}, cookies)
    expect(back.pathname).toBe("/api/auth/signed-out/idp")
    const home = await browser.get(back.href)
    expect(home.location).toBe(`${origin}/goodbye`)
  })

  test("somebody who ends their session at the provider is signed out here by its notice", async () => {
    open(strategy, { backChannel: true })
    const [here, elsewhere] = [await signIn(), await signIn()]
    await idp.endSession(here.cookies)
    expect(app.log).toEqual([])
    expect(await here.browser.session()).toBeNull()
    expect((await elsewhere.browser.session())?.user?.name).toBe("Alice Local")
  })

  test("an extended session is still one that the provider may end", async () => {
    open(strategy, { backChannel: true })
    const { browser, cookies } = await signIn()
    for (let reads = 0; reads < 3; reads++) await browser.session()
    await idp.endSession(cookies)
    expect(await browser.session()).toBeNull()
  })

  test("somebody who signs in again after the notice is signed in", async () => {
    open(strategy, { backChannel: true })
    const { cookies } = await signIn()
    await idp.endSession(cookies)
    const { browser } = await signIn()
    expect((await browser.session())?.user?.name).toBe("Alice Local")
  })

  test("a page of the provider ends the session in a frame, by its `sid`", async () => {
    open(strategy, { frontChannel: true })
    const { browser } = await signIn()
    const sid = sidOf(await idToken())
    const frame = app.browser()
    const wrong = await frame.get(`frontchannel-logout/idp?iss=${encodeURIComponent(idp.issuer)}&sid=guessed`)
    expect(wrong.status).toBe(200)
    expect((await browser.session())?.user?.name).toBe("Alice Local")
    const right = await frame.get(`frontchannel-logout/idp?iss=${encodeURIComponent(idp.issuer)}&sid=${sid}`)
    expect(right.status).toBe(200)
    expect(right.headers.get("x-frame-options")).toBeNull()
    expect(right.headers.get("cache-control")).toContain("no-store")
    expect(await browser.session()).toBeNull()
  })

  test("a frame that names another issuer, no `sid` or two ends nothing", async () => {
    open(strategy, { frontChannel: true })
    const { browser } = await signIn()
    const sid = sidOf(await idToken())
    const iss = encodeURIComponent(idp.issuer)
    for (const query of [
      `iss=https://evil.example&sid=${sid}`,
      `sid=${sid}`,
      `iss=${iss}`,
      `iss=${iss}&sid=${sid}&sid=${sid}`,
    ]) {
      expect((await app.browser().get(`frontchannel-logout/idp?${query}`)).status).toBe(400)
    }
    expect((await browser.session())?.user?.name).toBe("Alice Local")
  })

  test("while nobody can tell whether the session was ended, there is none, and the cookie stays", async () => {
    open(strategy, { backChannel: true })
    const { browser } = await signIn()
    const broken = () => Promise.reject(new Error("The database is away"))
    const working = { getValue: adapter.getValue, getSessionAndUser: adapter.getSessionAndUser }
    Object.assign(adapter, { getValue: broken, getSessionAndUser: broken })
    expect((await browser.get("session")).status).toBe(500)
    Object.assign(adapter, working)
    expect((await browser.session())?.user?.name).toBe("Alice Local")
  })

  test("signing out revokes the tokens at the provider, and forgets them", async () => {
    open(strategy, { revokeTokens: true })
    const { browser } = await signIn()
    const [account] = await accounts()
    expect(await idp.isActive(account?.access_token ?? "")).toBe(true)
    await browser.signOut()
    expect(app.log).toEqual([])
    expect(await idp.isActive(account?.access_token ?? "")).toBe(false)
    expect((await accounts())[0]?.access_token ?? null).toBeNull()
  })

  test("somebody signs out here although the provider is away", async () => {
    open(strategy, { rpInitiated: true, revokeTokens: true })
    const { browser } = await signIn()
    const away = provider({ rpInitiated: true, revokeTokens: true })
    app = openApp({ providers: [{ ...away, issuer: "http://127.0.0.1:9" }], adapter, session: { strategy } }, origin)
    const elsewhere = app.browser()
    for (const [key, cookie] of browser.cookies) elsewhere.cookies.set(key, cookie)
    const answer = await elsewhere.signOut()
    expect(answer.location).toBe(`${origin}/members`)
    expect(await elsewhere.session()).toBeNull()
    expect(app.log.map(({ code }) => code)).toEqual(["SIGNOUT_ERROR", "SIGNOUT_ERROR"])
  })
})

test("tokens that are kept in a cookie are revoked too", async () => {
  app = openApp({ providers: [provider({ revokeTokens: true })], features: [providerTokens()] }, origin)
  const { browser } = await signIn()
  const token = await getAccessToken({
    options: app.options,
    headers: new Headers({ cookie: browser.cookieHeader(`${origin}/`) }),
    provider: "idp",
  })
  expect(await idp.isActive(token?.accessToken ?? "")).toBe(true)
  await browser.signOut()
  expect(app.log).toEqual([])
  expect(await idp.isActive(token?.accessToken ?? "")).toBe(false)
})

test("no other request than signing out carries the ID token", async () => {
  open("jwt", { rpInitiated: true })
  const { browser } = await signIn()
  const name = "next-auth.provider-session"
  expect(browser.cookieHeader(`${origin}/members`)).not.toContain(name)
  expect(browser.cookieHeader(`${origin}/api/auth/session`)).not.toContain(name)
  expect(browser.cookieHeader(`${origin}/api/auth/signout`)).toContain(name)
})

test("without the option signing out stays here, and the provider can end nothing", async () => {
  open("jwt", null)
  const { browser } = await signIn()
  const { status } = await app.browser().post("backchannel-logout/idp", { logout_token: "e30.e30.x" })
  expect(status).toBe(400)
  expect((await browser.signOut()).location).toBe(`${origin}/members`)
})

test("an option that the adapter cannot serve is refused at the start, and the sentence says what is missing", async () => {
  adapter = {}
  app = openApp(
    { providers: [provider({ backChannel: true, revokeTokens: true })], session: { strategy: "jwt" } },
    origin,
  )
  expect((await app.browser().get("session")).status).toBe(500)
  const message = String(app.log[0]?.metadata)
  expect(message).toContain('`logout.backChannel` of the provider "idp" needs an `adapter` with `setValue`, `getValue`')
  expect(message).toContain("`logout.revokeTokens`")
})

async function accounts() {
  const user = await adapter.getUserByEmail?.("alice@local.test")
  return (await adapter.listAccounts?.(user?.id ?? "")) ?? []
}

const idToken = async (): Promise<string> => (await accounts())[0]?.id_token ?? ""
const sidOf = (token: string): string => JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()).sid
