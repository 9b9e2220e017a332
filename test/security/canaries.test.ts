/**
 * Secrets get nowhere but where they may go (CVE-2022-31186): here all that there are, on every way that fails and succeeds, with `debug` on
 * and the log on the console. In every other test too, by `test/support/catch-leaks.ts`, which these tests try.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import { SqlAdapter } from "../../src/adapters/sql/index.js"
import Email from "../../src/providers/email.js"
import { type Browser, openApp } from "../support/app.js"
import { lookThroughAnswer, mayGo, metSecrets, plant, type Secret, takeLeaks } from "../support/canaries.js"
import { type MailServer, startMailServer } from "../support/mail-server.js"
import { type RelyingParty, relyingParty } from "../support/relying-party.js"
import { type ScriptedProvider, startScriptedProvider } from "../support/scripted-provider.js"

let provider: ScriptedProvider
let mailServer: MailServer
beforeAll(async () => {
  ;[provider, mailServer] = await Promise.all([startScriptedProvider(), startMailServer()])
})
afterAll(() => Promise.all([provider.close(), mailServer.close()]))

const debug = { debug: true, logger: undefined } as never

/** Signs in, is refused, comes back twice, signs out: whatever the provider does. */
async function everyWay(party: RelyingParty): Promise<void> {
  const { browser, answer } = await party.begin()
  if (answer.location?.startsWith(party.op.issuer)) {
    await party.comeBack(browser, answer.location)
    await party.comeBack(browser, answer.location)
  }
  await browser.get("callback/op?code=made-up&state=made-up")
  await browser.get("session", { cookie: `${browser.cookieHeader()}x` })
  await visitPages(browser)
  await browser.signOut()
}

async function visitPages(browser: Browser): Promise<void> {
  for (const path of ["session", "csrf", "providers", "signin", "signout", "error?error=Callback", "verify-request"])
    await browser.get(path)
}

test("at a provider that does as it should, and at one that does not", async () => {
  await everyWay(relyingParty(provider.play(), {}, debug))
  await everyWay(relyingParty(provider.play(), {}, { ...(debug as object), adapter: MemoryAdapter() }))
  for (const body of [{ error: "invalid_client" }, "<html>", { access_token: "an access token of no use" }]) {
    await everyWay(relyingParty(provider.play({ endpoints: { token: { status: 400, body } } }), {}, debug))
    await everyWay(relyingParty(provider.play({ endpoints: { token: { status: 200, body } } }), {}, debug))
  }
  await everyWay(
    relyingParty(provider.play({ claims: (claims) => ({ ...claims, iss: "https://evil.example" }) }), {}, debug),
  )
  await everyWay(relyingParty(provider.play({ claims: (claims) => ({ ...claims, nonce: "another" }) }), {}, debug))
})

test("by password, and by a link in a mail", async () => {
  const app = openApp({
    ...(debug as object),
    adapter: MemoryAdapter(),
    session: { strategy: "jwt" },
    providers: [...openApp().options.providers, Email({ server: mailServer.url, from: "app@example.com" })],
  })
  const browser = app.browser()
  for (const password of ["a password that is wrong", "lovelace"]) await browser.signIn("credentials", { password })
  await visitPages(browser)
  await browser.signOut()
  await browser.signIn("email", { email: "ada@example.com" })
  const { link } = mailServer.mails.at(-1) as { link: string }
  await app.browser().get(link) // elsewhere: a button
  await browser.get(link)
  await browser.get(link)
  await visitPages(browser)
  await browser.get(`${link}0`)
})

test("when the mail server refuses the app's password, and the database is away", async () => {
  const [pass, password] = ["mail-password-0b6f3c55a1", "database-password-77ab31d9"]
  plant("the password of a mail server", pass)
  plant("the password of a database", password)
  const { port } = new URL(mailServer.url)
  const server = { host: "127.0.0.1", port: Number(port), auth: { user: "app", pass } }
  const mail = openApp({
    ...(debug as object),
    adapter: MemoryAdapter(),
    providers: [Email({ server, from: "app@example.com" })],
  })
  await mail.browser().signIn("email", { email: "ada@example.com" })

  const adapter = SqlAdapter({ url: `postgres://app:${password}@127.0.0.1:1/app` })
  const party = relyingParty(provider.play(), {}, { ...(debug as object), adapter })
  await everyWay(party)
})

test("all of them were there to be found", () => {
  expect(Object.keys(mayGo).length).toBeGreaterThanOrEqual(12)
  expect([...metSecrets()].sort()).toEqual(Object.keys(mayGo).sort())
})

describe("whoever leaks one is caught:", () => {
  const value = "canary-4f1d8e0b77aa"
  const answerWith = (headers: Record<string, string>, body = "") =>
    lookThroughAnswer("https://app.example/api/auth/signin", new Response(null, { headers }), body)
  const ways: Record<string, () => void> = {
    "on the console": () => console.log("The request was", { headers: { authorization: `Bearer ${value}` } }),
    "in a log, deep in an error": () =>
      openApp().options.logger?.error?.("X", new Error("refused", { cause: { request: { body: `code=${value}` } } })),
    "on a page": () => answerWith({}, `<p>${value}</p>`),
    "in an address": () => answerWith({ location: `/error?detail=${value}` }),
    "in an address elsewhere": () => answerWith({ location: `https://idp.example/?detail=${value}` }),
    "in a cookie that is not sealed": () => answerWith({ "set-cookie": `x=${value}` }),
    "in a header": () => answerWith({ "x-debug": value }),
  }

  test.each(Object.entries(ways))("%s", (_, leak) => {
    vi.spyOn(process.stdout, "write").mockImplementation(() => true)
    plant("a client secret", value)
    leak()
    vi.restoreAllMocks()
    expect(takeLeaks().join()).toContain("a client secret got into ")
  })

  test.each(Object.entries(mayGo))("%s is looked for in every place but where it may go", (secret, places) => {
    const planted = `planted-${secret.replaceAll(" ", "-")}`
    plant(secret as Secret, planted)
    answerWith({ location: `/?x=${planted}` }, planted)
    expect(takeLeaks()).toHaveLength((places as readonly string[]).includes("page") ? 1 : 2)
  })
})
