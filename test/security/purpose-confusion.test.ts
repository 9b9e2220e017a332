import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Provider } from "../../src/index.js"
import { type App, type Browser, openApp, secret } from "../support/app.js"
import { clientId, clientSecret, type FaultyProvider, startFaultyProvider } from "../support/faulty-provider.js"
import { doorsOpenTo } from "./doors.js"
import { claims, keyOf, sealCbc } from "./forge.js"

/** The sealed and hashed cookies, each of which is good for one thing. */
const names = {
  session: "__Secure-next-auth.session-token",
  "Auth.js v5's session": "__Secure-authjs.session-token",
  state: "__Secure-next-auth.state",
  nonce: "__Secure-next-auth.nonce",
  "PKCE verifier": "__Secure-next-auth.pkce.code_verifier",
  "CSRF token": "__Host-next-auth.csrf-token",
}
type Kind = keyof typeof names
const kinds = Object.keys(names) as Kind[]

let idp: FaultyProvider
let app: App
let values: Record<Kind, string>
beforeAll(async () => {
  idp = await startFaultyProvider()
  const provider = (id: string): Provider => ({
    id,
    name: id,
    type: "oauth",
    wellKnown: `${idp.issuer("ok")}/.well-known/openid-configuration`,
    idToken: true,
    checks: ["state", "pkce", "nonce"],
    clientId,
    clientSecret,
    profile: ({ sub, name }) => ({ id: sub, name }),
  })
  app = openApp({ providers: [provider("one"), provider("two"), ...openApp().options.providers] })
  const browser = app.browser()
  await browser.signIn()
  await browser.signIn("one", {})
  const authjs = sealCbc(claims(), keyOf.authjs(secret, names["Auth.js v5's session"]))
  const pairOf = (kind: Kind): [Kind, string] => [kind, browser.cookie(names[kind]) ?? authjs]
  values = Object.fromEntries(kinds.map(pairOf)) as Record<Kind, string>
})
afterAll(() => idp.close())

const tokenRequests = (): number => idp.requests("ok", "token").length

/** Goes to a provider, and returns with what it answered. */
async function comeBack(browser: Browser, provider = "one"): Promise<string> {
  const { location } = await browser.signIn(provider, {})
  return (await browser.get(location as string)).location as string
}

test("every cookie is good for what it was made for, so that the refusals below mean something", async () => {
  expect(new Set(Object.values(values)).size).toBe(kinds.length)
  for (const kind of ["session", "Auth.js v5's session"] as const) {
    expect(await doorsOpenTo(app, { cookie: `${names[kind]}=${values[kind]}` })).toContain("GET session")
  }
  const browser = app.browser()
  const before = tokenRequests()
  await browser.get(await comeBack(browser))
  expect((await browser.session())?.user?.name).toBe("Fay Fault")
  expect(tokenRequests()).toBe(before + 1)
})

describe.each(kinds)("the cookie of a %s: GHSA-v64w-49xw-qq89 CVE-2023-48309", (made) => {
  const others = (used: readonly Kind[]): Kind[] => used.filter((kind) => kind !== made)

  test.each(others(["session", "Auth.js v5's session"]))("is no %s (CO-6)", async (used) => {
    const value = values[made]
    for (const cookie of [
      `${names[used]}=${value}`,
      `${names[used]}.0=${value}`,
      `${names[used]}=${decodeURIComponent(value)}`,
    ]) {
      expect(await doorsOpenTo(app, { cookie })).toEqual([])
    }
    if (!/session/.test(made)) expect(await doorsOpenTo(app, { authorization: `Bearer ${value}` })).toEqual([])
  })

  test.each(others(["state", "nonce", "PKCE verifier"]))("is no %s (CO-6)", async (used) => {
    const browser = app.browser()
    const back = await comeBack(browser)
    browser.plant(names[used], values[made])
    const before = tokenRequests()
    expect((await browser.get(back)).location).toBe("https://app.example/api/auth/error?error=OAuthCallback")
    expect(await browser.session()).toBeNull()
    expect(tokenRequests()).toBe(before)
  })

  test.each(others(["CSRF token"]))("is no %s", async () => {
    const browser = app.browser()
    browser.plant(names["CSRF token"], values[made])
    for (const csrfToken of [values[made], values[made].split(".")[0] as string, ""]) {
      await browser.post("callback/credentials", { csrfToken, password: "lovelace" })
    }
    expect(await browser.session()).toBeNull()
  })

  test("is no address to go to", async () => {
    const cookie = `__Secure-next-auth.callback-url=${values[made]}`
    const answer = await app.browser().get("signin", { cookie })
    expect(answer.forms.map(({ fields }) => fields.callbackUrl).filter(Boolean)).toEqual([
      "https://app.example",
      "https://app.example",
    ])
  })
})

describe("the checks of one attempt", () => {
  test("do not serve at another provider: GHSA-x445-f3h2-j279 CVE-2026-73419", async () => {
    const browser = app.browser()
    const back = await comeBack(browser, "one")
    const before = tokenRequests()
    const answer = await browser.get(back.replace("/callback/one", "/callback/two"))
    expect(answer.location).toBe("https://app.example/api/auth/error?error=OAuthCallback")
    expect(await browser.session()).toBeNull()
    expect(tokenRequests()).toBe(before)
  })

  test("do not serve in another browser: login CSRF (IDP-10)", async () => {
    const back = await comeBack(app.browser())
    for (const victim of [app.browser(), await halfway()]) {
      const before = tokenRequests()
      expect((await victim.get(back)).location).toBe("https://app.example/api/auth/error?error=OAuthCallback")
      expect(await victim.session()).toBeNull()
      expect(tokenRequests()).toBe(before)
    }
  })

  test.each(["state", "nonce", "PKCE verifier"] as const)(
    "do not pass without the %s: GHSA-7r7x-4c4q-c4qf CVE-2023-27490",
    async (kind) => {
      for (const planted of ["", "x", await ofAnotherAttempt(kind)]) {
        const browser = app.browser()
        const back = await comeBack(browser)
        browser.plant(names[kind], planted)
        await browser.get(back)
        expect(await browser.session()).toBeNull()
      }
    },
  )

  test("do not serve twice (RC-4)", async () => {
    const browser = app.browser()
    const back = await comeBack(browser)
    await browser.get(back)
    await browser.signOut()
    await browser.get(back)
    expect(await browser.session()).toBeNull()
  })
})

/** A browser that is on its way to the provider itself. */
async function halfway(): Promise<Browser> {
  const browser = app.browser()
  await browser.signIn("one", {})
  return browser
}

const ofAnotherAttempt = async (kind: Kind): Promise<string> => (await halfway()).cookie(names[kind]) as string
