/** Logout, after the modules of the OpenID Foundation's conformance suite whose names the tests begin with. */
import { SignJWT, UnsecuredJWT } from "jose"
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import { type LogoutOptions, logout } from "../../src/features/logout/index.js"
import { type App, type Browser, openApp } from "../support/app.js"
import {
  clientId,
  clientSecret,
  type FaultyProvider,
  type Keys,
  startFaultyProvider,
} from "../support/faulty-provider.js"

const event = "http://schemas.openid.net/event/backchannel-logout"
const now = (): number => Math.floor(Date.now() / 1000)

let provider: FaultyProvider
let app: App

beforeAll(async () => {
  provider = await startFaultyProvider()
})
afterAll(() => provider.close())

type Strategy = "jwt" | "database"

async function signedIn(
  strategy: Strategy,
  options: LogoutOptions = { backChannel: true, rpInitiated: true },
): Promise<Browser> {
  app = openApp({
    adapter: MemoryAdapter(),
    session: { strategy },
    providers: [
      {
        id: "op",
        name: "OP",
        type: "oidc",
        issuer: provider.issuer("with-sid"),
        endSession: `${provider.issuer("with-sid")}/logout`,
        clientId,
        clientSecret,
        logout: logout(options),
      },
    ],
  })
  return signIn()
}

async function signIn(): Promise<Browser> {
  const browser = app.browser()
  const { location } = await browser.signIn("op", { callbackUrl: "/members" })
  const { location: back } = await browser.get(location ?? "")
  await browser.get(back ?? "")
  expect((await browser.session())?.user?.name).toBe("Fay Fault")
  return browser
}

interface Change {
  readonly claims?: Record<string, unknown>
  readonly sign?: (claims: object, keys: Keys) => Promise<string>
}

let notices = 0

function logoutToken({ claims = {}, sign }: Change = {}): Promise<string> {
  const right = {
    iss: provider.issuer("with-sid"),
    aud: clientId,
    iat: now(),
    exp: now() + 120,
    jti: `notice-${++notices}`,
    sid: "the-session",
    events: { [event]: {} },
  }
  const changed = Object.entries({ ...right, ...claims }).filter(([, value]) => value !== undefined)
  return provider.token(Object.fromEntries(changed), sign)
}

/** What a server sends, which has no cookies. */
const tell = (token: string) => app.browser().post("backchannel-logout/op", { logout_token: token })

describe.each(["jwt", "database"] as const)("back-channel logout of sessions of strategy %s", (strategy) => {
  test("a logout token by `sub` alone ends every session of the person", async () => {
    const browser = await signedIn(strategy)
    expect((await tell(await logoutToken({ claims: { sid: undefined, sub: "fay" } }))).status).toBe(200)
    expect(await browser.session()).toBeNull()
  })

  const more: Record<string, Change> = {
    "whose signature is another key's": {
      sign: (claims, { current, other }) =>
        new SignJWT({ ...claims })
          .setProtectedHeader({ alg: "RS256", kid: current.jwk.kid ?? "" })
          .sign(other.privateKey),
    },
    "without `jti`": { claims: { jti: undefined } },
    "without `iat`": { claims: { iat: undefined } },
    "without `exp`": { claims: { exp: undefined } },
    "that has expired": { claims: { iat: now() - 700, exp: now() - 580 } },
    "that was issued long ago": { claims: { iat: now() - 700 } },
    "from the future": { claims: { iat: now() + 3600, exp: now() + 3700 } },
    "that names nobody": { claims: { sid: undefined } },
    "whose `sid` is a list": { claims: { sid: ["the-session"] } },
  }
  test.each(Object.entries(more))(
    "a logout token %s is refused (GHSA-9mp4-77wg-rwx9, CVE-2025-53548)",
    async (_, change) => {
      const browser = await signedIn(strategy)
      expect((await tell(await logoutToken(change))).status).toBe(400)
      expect((await browser.session())?.user?.name).toBe("Fay Fault")
    },
  )

  test("a logout token that is sent again does not end the session that began since (GHSA-vx8m-6fhw-pccw, CVE-2023-40178)", async () => {
    await signedIn(strategy)
    const token = await logoutToken()
    expect((await tell(token)).status).toBe(200)
    const since = await signIn()
    expect((await tell(token)).status).toBe(400)
    expect((await since.session())?.user?.name).toBe("Fay Fault")
  })

  test("a logout token is no ID token, and an ID token is no logout token", async () => {
    const browser = await signedIn(strategy)
    const idToken = await logoutToken({ claims: { events: undefined, sub: "fay" } })
    expect((await tell(idToken)).status).toBe(400)
    expect((await browser.session())?.user?.name).toBe("Fay Fault")
  })

  test("the keys were replaced since the sign-in: the notice is accepted all the same", async () => {
    const usual = provider
    provider = await startFaultyProvider()
    onTestFinished(async () => {
      await provider.close()
      provider = usual
    })
    const browser = await signedIn(strategy)
    await provider.rotateKeys()
    expect((await tell(await logoutToken())).status).toBe(200)
    expect(await browser.session()).toBeNull()
  })

  test("no log tells the logout token", async () => {
    await signedIn(strategy)
    const token = await logoutToken({ claims: { aud: "another-client" } })
    await tell(token)
    expect(
      JSON.stringify(app.log, (_, value) => (value instanceof Error ? `${value.message} ${value.cause}` : value)),
    ).not.toContain(token)
  })
})

async function signedOut(): Promise<{ browser: Browser; sent: URLSearchParams }> {
  const browser = await signedIn("jwt")
  const answer = await browser.post("signout", { csrfToken: await browser.csrfToken(), callbackUrl: "/goodbye" })
  const url = new URL(answer.location ?? "")
  expect(url.href.startsWith(`${provider.issuer("with-sid")}/logout?`)).toBe(true)
  expect(await browser.session()).toBeNull()
  return { browser, sent: url.searchParams }
}

test("oidcc-client-test-rp-init-logout: asks with the ID token, comes back with the state, and goes on", async () => {
  const { browser, sent } = await signedOut()
  expect(sent.get("id_token_hint")).toMatch(/^ey/)
  expect(sent.get("client_id")).toBe(clientId)
  expect(sent.get("post_logout_redirect_uri")).toBe(`${app.origin}/api/auth/signed-out/op`)
  const back = await browser.get(`signed-out/op?state=${sent.get("state")}`)
  expect(back.location).toBe(`${app.origin}/goodbye`)
})

test.each([
  ["oidcc-client-test-rp-init-logout-no-state", ""],
  ["oidcc-client-test-rp-init-logout-other-state", "?state=another"],
])("%s: comes back to the start page, and nothing else happens", async (_, query) => {
  const { browser } = await signedOut()
  const back = await browser.get(`signed-out/op${query}`)
  expect(back.location).toBe(`${app.origin}/`)
  expect(await browser.session()).toBeNull()
})

test("a state serves once", async () => {
  const { browser, sent } = await signedOut()
  await browser.get(`signed-out/op?state=${sent.get("state")}`)
  expect((await browser.get(`signed-out/op?state=${sent.get("state")}`)).location).toBe(`${app.origin}/`)
})

test("oidcc-client-test-frontchannel-rpinitlogout: a frame that names issuer and session ends the session", async () => {
  const browser = await signedIn("jwt", { frontChannel: true })
  const query = new URLSearchParams({ iss: provider.issuer("with-sid"), sid: "the-session" })
  expect((await app.browser().get(`frontchannel-logout/op?${query}`)).status).toBe(200)
  expect(await browser.session()).toBeNull()
})

const strategies = ["jwt", "database"] as const

test("oidcc-client-test-backchannel-rpinitlogout: a logout token by `sid` ends the session", async () => {
  for (const strategy of strategies) {
    const browser = await signedIn(strategy)
    const answer = await tell(await logoutToken())
    expect(answer.status).toBe(200)
    expect(answer.headers.get("cache-control")).toContain("no-store")
    expect(app.log).toEqual([])
    expect(await browser.session()).toBeNull()
  }
})

const faults: Record<string, Change> = {
  "alg-none": { sign: async (claims) => new UnsecuredJWT({ ...claims }).encode() },
  "wrong-alg": {
    sign: (claims) =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: "HS256" })
        .sign(new TextEncoder().encode(clientSecret.padEnd(32))),
  },
  "wrong-aud": { claims: { aud: "another-client" } },
  "wrong-iss": { claims: { iss: "https://elsewhere.example" } },
  "no-event": { claims: { events: undefined } },
  "wrong-event": { claims: { events: { "http://schemas.openid.net/event/other": {} } } },
  "with-nonce": { claims: { nonce: "of-an-id-token" } },
}

test.each(Object.entries(faults))(
  "oidcc-client-test-backchannel-rpinitlogout-%s: is refused, and nobody is signed out",
  async (_, change) => {
    for (const strategy of strategies) {
      const browser = await signedIn(strategy)
      const answer = await tell(await logoutToken(change))
      expect(answer.status).toBe(400)
      expect(answer.json()).toEqual({ error: "invalid_request" })
      expect((await browser.session())?.user?.name).toBe("Fay Fault")
      expect(app.log.map(({ code }) => code)).toEqual(["BACKCHANNEL_LOGOUT_ERROR"])
    }
  },
)
