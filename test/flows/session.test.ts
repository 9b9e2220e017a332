import { expect, test, vi } from "vitest"
import { decode, encode } from "../../src/jwt.js"
import { ada, openApp, secret } from "../support/app.js"

const name = "__Secure-next-auth.session-token"

test("reading a session extends it by a new cookie", async () => {
  const browser = openApp().browser()
  await browser.signIn()
  const before =
    browser.cookies.get(`app.example/${name}`)?.value ??
    [...browser.cookies.values()].find((it) => it.name === name)?.value
  const session = await browser.session()
  const after = [...browser.cookies.values()].find((it) => it.name === name)
  expect(after?.value).not.toBe(before)
  const month = 2_592_000_000
  expect(Date.parse(session?.expires ?? "") - Date.now()).toBeGreaterThan(month - 60_000)
  expect((after?.expires ?? 0) - Date.now()).toBeGreaterThan(month - 60_000)
})

test("nobody signed in is `{}`, and sets no cookie", async () => {
  const browser = openApp().browser()
  const answer = await browser.get("session")
  expect([answer.status, answer.json()]).toEqual([200, {}])
  expect(browser.received).toEqual([])
})

test("an expired session is removed", async () => {
  const app = openApp()
  const browser = app.browser()
  browser.plant(name, await encode({ token: { sub: "1" }, secret, maxAge: -60 }))
  expect(await browser.session()).toBeNull()
  expect(browser.received).toEqual([expect.stringMatching(`^${name}=; Max-Age=0`)])
  expect(app.log.map((it) => it.code)).toEqual(["JWT_SESSION_ERROR"])
})

test("clocks may be fifteen seconds apart", async () => {
  const browser = openApp().browser()
  browser.plant(name, await encode({ token: { name: "Ada" }, secret, maxAge: -5 }))
  expect(await browser.session()).not.toBeNull()
})

test("what callbacks.jwt adds stays in the token, and what callbacks.session adds is shown", async () => {
  const browser = openApp({
    callbacks: {
      jwt: ({ token, user }) => (user ? { ...token, role: "admin", internal: 1 } : token),
      session: ({ session, token }) => ({ ...session, role: token.role, gone: undefined }),
    },
  }).browser()
  await browser.signIn()
  expect(await browser.session()).toEqual({ user: expect.anything(), expires: expect.any(String), role: "admin" })
})

test("update() hands the page's data to callbacks.jwt, marked as an update, and answers the new session", async () => {
  const jwt = vi.fn(({ token, trigger, session }) => (trigger === "update" ? { ...token, name: session.name } : token))
  const browser = openApp({ callbacks: { jwt } }).browser()
  await browser.signIn()
  const answer = await browser.post("session", {
    json: { csrfToken: await browser.csrfToken(), data: { name: "Countess" } },
  })
  expect(answer.status).toBe(200)
  expect(answer.json().user.name).toBe("Countess")
  expect((await browser.session())?.user?.name).toBe("Countess")
})

test("update() without the CSRF token, or without a session, changes nothing", async () => {
  const jwt = vi.fn(({ token }) => token)
  const browser = openApp({ callbacks: { jwt } }).browser()
  const refused = await browser.post("session", { json: { data: {} } })
  expect([refused.status, refused.json()]).toEqual([400, {}])
  const nobody = await browser.post("session", { json: { csrfToken: await browser.csrfToken(), data: {} } })
  expect([nobody.status, nobody.json()]).toEqual([200, {}])
  expect(jwt).not.toHaveBeenCalled()
})

test("a callback that throws signs the visitor out rather than in", async () => {
  const app = openApp({ callbacks: { session: () => Promise.reject(new Error("banned")) } })
  const browser = app.browser()
  await browser.signIn()
  expect(await browser.session()).toBeNull()
  expect(app.log.at(-1)).toMatchObject({ code: "JWT_SESSION_ERROR", metadata: { message: "banned" } })
})

test("session.maxAge decides how long cookie and token live", async () => {
  const browser = openApp({ session: { maxAge: 60 } }).browser()
  await browser.signIn()
  const cookie = [...browser.cookies.values()].find((it) => it.name === name)
  expect((cookie?.expires ?? 0) - Date.now()).toBeLessThanOrEqual(60_000)
  const claims = await decode({ token: cookie?.value ?? "", secret })
  expect((claims?.exp as number) - (claims?.iat as number)).toBe(60)
})

test("an app's own encode and decode are used, and a decode that throws means nobody", async () => {
  const own = {
    encode: vi.fn(async ({ token }) => Buffer.from(JSON.stringify(token)).toString("hex")),
    decode: vi.fn(async ({ token }) => JSON.parse(Buffer.from(token ?? "", "hex").toString())),
  }
  const browser = openApp({ jwt: own }).browser()
  await browser.signIn()
  expect((await browser.session())?.user?.name).toBe(ada.name)
  expect(own.encode.mock.calls[0]?.[0]).toMatchObject({ secret, maxAge: 2_592_000 })
  browser.plant(name, "not-hex")
  expect(await browser.session()).toBeNull()
})

test("own cookie names are used, and the default ones are then nothing", async () => {
  const cookies = {
    sessionToken: { name: "mine", options: { httpOnly: true, path: "/", sameSite: "strict" as const } },
  }
  const browser = openApp({ cookies }).browser()
  await browser.signIn()
  expect(browser.received.some((it) => it.startsWith("mine=ey") && it.includes("SameSite=Strict"))).toBe(true)
  expect(await browser.session()).not.toBeNull()
  const other = openApp({ cookies }).browser()
  other.plant(name, await encode({ token: { sub: "1" }, secret }))
  expect(await other.session()).toBeNull()
})

test("signing out removes the cookie, tells the event who it was, and leads where it was asked to", async () => {
  const signOut = vi.fn()
  const browser = openApp({ events: { signOut } }).browser()
  await browser.signIn()
  const answer = await browser.post("signout", { csrfToken: await browser.csrfToken(), callbackUrl: "/bye" })
  expect(answer).toMatchObject({ status: 302, location: "https://app.example/bye" })
  expect(await browser.session()).toBeNull()
  expect(signOut.mock.calls[0]?.[0].token).toMatchObject({ sub: "1", email: ada.email })
})
