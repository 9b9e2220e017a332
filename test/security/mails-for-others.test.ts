/** A mail is its addressee's: nobody else is signed in by it, and no other site has one sent. */
import { beforeEach, expect, test } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import Email, { type EmailUserConfig } from "../../src/providers/email.js"
import { type App, openApp } from "../support/app.js"

let app: App
let sent: { identifier: string; url: URL }[]

function open(email: EmailUserConfig = {}): void {
  sent = []
  app = openApp({
    adapter: MemoryAdapter(),
    providers: [
      ...openApp().options.providers,
      Email({
        sendVerificationRequest: ({ identifier, url }) => void sent.push({ identifier, url: new URL(url) }),
        ...email,
      }),
    ],
    session: { strategy: "jwt" },
  })
}
beforeEach(() => open())

test("a link signs in the address that it was sent to, and no other that is written into it (GHSA-pg53-56cg-4m8q, CVE-2021-21310)", async () => {
  open({ consume: "get" })
  await app.browser().signIn("email", { email: "victim@example.com" })
  await app.browser().signIn("email", { email: "attacker@example.com" })
  const [, mine] = sent
  const bent = new URL(mine?.url ?? "")
  for (const email of ["victim@example.com", "nobody@example.com", "ATTACKER@example.com", "attacker@example.com "]) {
    bent.searchParams.set("email", email)
    const browser = app.browser()
    expect((await browser.get(bent.href)).location).toContain("error=Verification")
    const csrfToken = await browser.csrfToken()
    const token = bent.searchParams.get("token") ?? ""
    await browser.post("callback/email", { csrfToken, token, email })
    expect(await browser.session()).toBeNull()
  }
  for (const { identifier, url } of sent) {
    const owner = app.browser()
    await owner.get(url.href)
    expect((await owner.session())?.user?.email).toBe(identifier)
  }
})

test("a form of another site has no mail sent, with this browser's cookies or without (better-auth#10368)", async () => {
  const browser = app.browser()
  const csrfToken = await browser.csrfToken()
  const visitor = browser.cookieHeader()
  const form = { email: "victim@example.com" }
  const asAnotherSite = { origin: "https://evil.example", "sec-fetch-site": "cross-site" }
  for (const headers of [{}, { origin: "null" }, { origin: "https://evil.example" }, asAnotherSite]) {
    const own: Record<string, string> = { ...headers }
    await app.browser().post("signin/email", form, own)
    await app.browser().post("signin/email", { ...form, csrfToken }, own)
    await app.browser().post("signin/email", form, { ...own, cookie: visitor })
    await app.browser().post("signin/email", { json: form }, own)
    await app.browser().send("signin/email", {
      method: "POST",
      headers: { ...own, "content-type": "text/plain", cookie: visitor },
      body: `csrfToken=${csrfToken}&email=victim@example.com`,
    })
  }
  await app.browser().post("signin/email", { ...form, csrfToken }, { ...asAnotherSite, cookie: visitor })
  expect(sent).toEqual([])
  await browser.post("signin/email", { ...form, csrfToken })
  expect(sent).toHaveLength(1)
})

const spellings = [
  "/api/auth/signin/email",
  "//api/auth/signin/email",
  "/api//auth/signin/email",
  "/api/auth//signin/email",
  "/api/auth/signin//email",
  "/api/auth/signin/email/",
  "/api/auth/./signin/email",
  "/api/auth/x/../signin/email",
  "/api/auth/%2e/signin/email",
  "/api/auth/signin%2Femail",
  "/api/auth%2fsignin/email",
  "/api/auth/signin/%65mail",
  "/api/auth/s%69gnin/email",
  "/api/auth/signin/%2565mail",
  "/API/auth/signin/email",
  "/api/auth/SIGNIN/email",
  "/api/auth/signin/Email",
  "/api/auth/signin;x=1/email",
  "/api/auth/signin/email;x=1",
  "/api/auth/signin\\email",
  "/api/auth/signin/email%20",
  "/api/auth/signin/email%00",
  "/api/auth/signin/email.json",
  "/api/auth/signin/email/more",
  "/api/auth/signin/email?x#y",
]

test("another spelling of an endpoint is the same endpoint, with the same form and the same limit, or none (GHSA-x732-6j76-qmhm)", async () => {
  open({ limits: { perAddress: 4 } })
  const browser = app.browser()
  const csrfToken = await browser.csrfToken()
  const cookie = browser.cookieHeader()
  const post = (path: string, body: string) =>
    app.auth.handle(
      new Request(`https://app.example${path}`, {
        method: "POST",
        headers: { cookie, "content-type": "application/x-www-form-urlencoded" },
        body,
      }),
    )
  for (const path of spellings) {
    for (const body of ["email=victim@example.com", "email=victim@example.com&csrfToken=0"]) {
      expect((await post(path, body)).status).toBeLessThan(500)
      expect(
        (await post(path.replace("signin/email", "callback/credentials"), `${body}&password=lovelace`)).headers
          .getSetCookie()
          .join(),
      ).not.toContain("session-token")
    }
  }
  expect(sent).toEqual([])
  let answered = 0
  for (const path of [...spellings, ...spellings]) {
    const { status, headers } = await post(path, `email=victim@example.com&csrfToken=${csrfToken}`)
    expect([302, 400, 404, 429]).toContain(status)
    if (headers.get("location")?.includes("verify-request")) answered++
  }
  expect([answered, sent.length]).toEqual([4, 4])
})
