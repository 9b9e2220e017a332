import { expect, test, vi } from "vitest"
import Credentials from "../../src/providers/credentials.js"
import { ada, openApp } from "../support/app.js"

const people = {
  ada,
  num: { id: 42 as unknown as string, name: "Num" },
  min: { id: "2", name: "Min" },
  big: { id: "3", name: "B".repeat(6000) },
}

const provider = Credentials({
  credentials: { username: { label: "Name" }, password: { type: "password" } },
  authorize(typed) {
    if (typed?.username === "boom") throw new Error("a b&c=d/é")
    return people[typed?.username as keyof typeof people] ?? null
  },
})

test("ada signs in on the sign-in page and lands where she was going", async () => {
  const browser = openApp({ providers: [provider] }).browser()
  const page = await browser.get("signin?callbackUrl=/dashboard")
  const form = page.forms[0]
  if (!form) throw new Error("The page has no form")
  const answer = await browser.submit(form, { username: "ada", password: "x" })
  expect(answer).toMatchObject({ status: 302, location: "https://app.example/dashboard" })
  expect((await browser.session())?.user).toEqual({ name: ada.name, email: ada.email })
})

test("a page that follows redirects itself gets the address as JSON, but only for the text `true`", async () => {
  const browser = openApp({ providers: [provider] }).browser()
  const csrfToken = await browser.csrfToken()
  const fields = { csrfToken, username: "ada", callbackUrl: "/x" }
  const asText = await browser.post("callback/credentials", { json: { ...fields, json: "true" } })
  expect([asText.status, asText.json()]).toEqual([200, { url: "https://app.example/x" }])
  const asBoolean = await browser.post("callback/credentials", { json: { ...fields, json: true } })
  expect(asBoolean.status).toBe(302)
})

test("wrong credentials are answered on the error page, and with 401 where JSON is wanted", async () => {
  const browser = openApp({ providers: [provider] }).browser()
  const wrong = await browser.signIn("credentials", { username: "eve" })
  const errorPage = "https://app.example/api/auth/error?error=CredentialsSignin&provider=credentials"
  expect(wrong).toMatchObject({ status: 302, location: errorPage })
  const asJson = await browser.post("callback/credentials", {
    csrfToken: await browser.csrfToken(),
    username: "eve",
    json: "true",
  })
  expect([asJson.status, asJson.json()]).toEqual([401, { url: errorPage }])
  const shown = await browser.follow(wrong)
  expect(shown.url).toBe("https://app.example/api/auth/signin?error=CredentialsSignin")
  expect(shown.text).toContain('role="alert"')
  expect(await browser.session()).toBeNull()
})

test("what `authorize` throws is for the visitor to read", async () => {
  const browser = openApp({ providers: [provider] }).browser()
  const answer = await browser.signIn("credentials", { username: "boom" })
  expect(answer.location).toBe("https://app.example/api/auth/error?error=a%20b%26c%3Dd%2F%C3%A9")
})

test("a numeric id becomes the token's subject as text, and a user without image has none", async () => {
  const jwt = vi.fn(({ token }) => token)
  const browser = openApp({ providers: [provider], callbacks: { jwt } }).browser()
  await browser.signIn("credentials", { username: "num" })
  expect(jwt.mock.calls[0]?.[0].token).toStrictEqual({ name: "Num", sub: "42" })
  expect((await browser.session())?.user).toStrictEqual({ name: "Num" })
})

test("a session too large for one cookie is cut into chunks, and shrinks again", async () => {
  const browser = openApp({ providers: [provider] }).browser()
  await browser.signIn("credentials", { username: "big" })
  const names = () =>
    [...browser.cookies.values()]
      .map((it) => it.name)
      .filter((it) => it.includes("session-token"))
      .sort()
  const name = "__Secure-next-auth.session-token"
  expect(names()).toEqual([`${name}.0`, `${name}.1`, `${name}.2`])
  expect((await browser.session())?.user?.name).toBe(people.big.name)
  await browser.signIn("credentials", { username: "min" })
  expect(names()).toEqual([name])
  expect((await browser.session())?.user?.name).toBe("Min")
})

test("two credentials providers stand beside each other", async () => {
  const pin = Credentials({
    id: "pin",
    name: "Pin",
    credentials: { pin: {} },
    authorize: (typed) => (typed?.pin === "0000" ? people.min : null),
  })
  const browser = openApp({ providers: [provider, pin] }).browser()
  expect((await browser.signIn("pin", { pin: "1" })).location).toContain("provider=pin")
  await browser.signIn("pin", { pin: "0000" })
  expect((await browser.session())?.user?.name).toBe("Min")
})

test("`authorize` and the callbacks are told what is documented, in the documented order", async () => {
  const calls: [string, string[]][] = []
  const note =
    <R>(name: string, answer: R) =>
    (...args: object[]) => {
      calls.push([name, args.flatMap((it) => Object.keys(it)).sort()])
      return answer
    }
  const browser = openApp({
    providers: [Credentials({ credentials: {}, authorize: note("authorize", ada) as never })],
    callbacks: {
      signIn: note("signIn", true) as never,
      jwt: ((params: { token: object }) => note("jwt", params.token)(params)) as never,
      session: ((params: { session: object }) => note("session", params.session)(params)) as never,
    },
    events: { signIn: note("event signIn", undefined) as never, session: note("event session", undefined) as never },
  }).browser()
  await browser.signIn("credentials", {})
  await browser.session()
  expect(calls).toEqual([
    ["authorize", ["body", "csrfToken", "headers", "method", "query"]],
    ["signIn", ["account", "credentials", "user"]],
    ["jwt", ["account", "isNewUser", "token", "trigger", "user"]],
    ["event signIn", ["account", "user"]],
    ["jwt", ["token"]],
    ["session", ["session", "token"]],
    ["event session", ["session", "token"]],
  ])
})

test("posting to signin/credentials leads to the form", async () => {
  const browser = openApp().browser()
  const answer = await browser.post("signin/credentials", { csrfToken: await browser.csrfToken() })
  expect(answer).toMatchObject({ status: 302, location: "https://app.example/api/auth/signin" })
})

test("an event that throws changes nothing for the visitor", async () => {
  const app = openApp({ events: { signIn: () => Promise.reject(new Error("mail server away")) } })
  const browser = app.browser()
  await browser.signIn()
  expect(await browser.session()).not.toBeNull()
  expect(app.log.map((it) => it.code)).toContain("SIGN_IN_EVENT_ERROR")
})
