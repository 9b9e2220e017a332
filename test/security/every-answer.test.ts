/** What holds for every answer of every endpoint, whoever asks. */
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import { routes } from "../../src/core/handler/routes.js"
import { logout } from "../../src/features/logout/index.js"
import Email from "../../src/providers/email.js"
import { providerTokens } from "../../src/tokens.js"
import { openApp } from "../support/app.js"
import { type RelyingParty, relyingParty } from "../support/relying-party.js"
import { type ScriptedProvider, startScriptedProvider } from "../support/scripted-provider.js"

let provider: ScriptedProvider
beforeAll(async () => {
  provider = await startScriptedProvider()
})
afterAll(() => provider.close())
beforeEach(() => {
  for (const name of ["AUTH_TRUST_HOST", "VERCEL"]) vi.stubEnv(name, "")
})

/** An app that uses all that sets cookies of its own. */
function fullParty(): RelyingParty {
  const discovery = (document: Record<string, unknown>) => ({
    ...document,
    end_session_endpoint: `${document.issuer}/end`,
  })
  const options = { checks: ["pkce", "state", "nonce"] as ("pkce" | "state" | "nonce")[] }
  return relyingParty(
    provider.play({ discovery }),
    { ...options, logout: logout({ rpInitiated: true }) },
    { features: [providerTokens()] },
  )
}

const actions = new Set([...routes.keys()].map((route) => route.replace(/^[A-Z]+ /, "")))
const paths = [...actions].flatMap((action) => [action, `${action}/op`, `${action}/credentials`])
const methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]

test("no endpoint lets a page of another site read its answer, or asks the browser to send more (CORS)", async () => {
  const { app } = fullParty()
  const browser = app.browser()
  await browser.signIn("op", {})
  let asked = 0
  for (const origin of ["https://evil.example", "null", "https://app.example.evil.example"])
    for (const path of paths)
      for (const method of methods) {
        const headers = { origin, "access-control-request-method": "POST", "access-control-request-headers": "x" }
        const { headers: sent, status } = await browser.send(path, { method, headers })
        expect([...sent.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([])
        expect([path, method, status >= 500]).toEqual([path, method, false])
        asked++
      }
  console.log(`${asked} requests of other origins`)
})

test("a redirect after a POST never has the browser send the form again: 302, not 307 or 308", async () => {
  const { app } = fullParty()
  const redirects: string[] = []
  for (const path of paths)
    for (const isOwn of [true, false]) {
      const browser = app.browser()
      const csrfToken = await browser.csrfToken()
      const { status, location } = await browser.post(path, { csrfToken: isOwn ? csrfToken : "forged" })
      if (location === null) continue
      expect([path, status]).toEqual([path, 302])
      redirects.push(new URL(location).host)
    }
  expect(redirects).toContain("app.example")
  expect(redirects).toContain(new URL(provider.origin).host)
})

test("the answer to a provider's redirect is a redirect without content, to an address without code, state or token", async () => {
  const party = fullParty()
  const seen: URLSearchParams[] = []
  const { answer, session } = await party.signIn(undefined, (parameters) => void seen.push(parameters))
  expect(session?.user?.name).toBe("Fay Fault")
  expect([answer.status, answer.text, answer.location]).toEqual([302, "", "https://app.example/members"])
  expect(seen[0]?.get("code")).toBeTruthy()
  const refused = await party.signIn(undefined, (parameters) => parameters.set("state", "forged"))
  expect(refused.answer.location).toBe("https://app.example/api/auth/error?error=OAuthCallback")
})

test("every page tells other sites no more than the site's origin, by `Referrer-Policy`", async () => {
  const { app } = fullParty()
  const mails: string[] = []
  const email = Email({ code: true, sendVerificationRequest: ({ url }) => void mails.push(url) })
  const byMail = openApp({ adapter: MemoryAdapter(), providers: [email] })
  const asking = byMail.browser()
  const waiting = await asking.follow(await asking.signIn("email", { email: "ada@example.com" }))
  const confirm = await byMail.browser().get(mails[0] ?? "")
  expect([waiting.forms.length, confirm.forms.length]).toEqual([1, 1])

  const others = ["signin", "signout", "error?error=AccessDenied", "verify-request"]
  const shown = await Promise.all(others.map((path) => app.browser().get(path)))
  for (const page of [waiting, confirm, ...shown]) {
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8")
    expect(page.headers.get("referrer-policy")).toBe("strict-origin")
  }
})

/** Every cookie that any flow sets, with the path it is sent to and how many seconds it lives; `null`: until the browser closes. */
const cookies: Record<string, [path: string, seconds: number | null]> = {
  "__Secure-next-auth.session-token": ["/", 2_592_000],
  "__Secure-next-auth.callback-url": ["/", null],
  "__Host-next-auth.csrf-token": ["/", null],
  "__Secure-next-auth.state": ["/", 900],
  "__Secure-next-auth.nonce": ["/", 900],
  "__Secure-next-auth.pkce.code_verifier": ["/", 900],
  "__Secure-next-auth.email-request": ["/api/auth", 86_400],
  "__Secure-next-auth.known-device": ["/api/auth", 31_536_000],
  "__Secure-next-auth.provider-tokens": ["/", 2_592_000],
  "__Secure-next-auth.provider-session": ["/api/auth/signout", 2_592_000],
}

test("every cookie of every flow is HttpOnly, Secure, SameSite=Lax and without a domain, and sent no further and kept no longer than its purpose", async () => {
  const party = fullParty()
  const { browser } = await party.signIn()
  await browser.signOut()
  const mails: string[] = []
  const email = Email({ code: true, sendVerificationRequest: ({ url }) => void mails.push(url) })
  const byMail = openApp({ adapter: MemoryAdapter(), providers: [email], session: { strategy: "jwt" } }).browser()
  await byMail.follow(await byMail.signIn("email", { email: "ada@example.com" }))
  await byMail.get(mails[0] ?? "")

  const byPassword = openApp().browser()
  await byPassword.signIn("credentials", { username: "ada", password: "lovelace" })

  const found = new Map<string, unknown>()
  for (const line of [...browser.received, ...byMail.received, ...byPassword.received]) {
    const [, name = "", value = "", rest = ""] = /^([^=]+)=([^;]*)(; .*)$/.exec(line) ?? []
    const [path, seconds] = cookies[name] ?? ["nowhere", 0]
    const fixed = rest.replace(/; (?:Expires|Max-Age)=[^;]*/g, "")
    expect([name, fixed]).toEqual([name, `; Path=${path}; HttpOnly; Secure; SameSite=Lax`])
    const expires = /Expires=([^;]+)/.exec(rest)?.[1]
    if (value === "") expect(rest).toContain("Max-Age=0")
    else if (seconds === null) expect([name, rest]).toEqual([name, expect.not.stringMatching(/Expires|Max-Age/)])
    else expect([name, Math.abs(Date.parse(expires ?? "") - Date.now() - seconds * 1000) < 5000]).toEqual([name, true])
    found.set(name, true)
  }
  expect([...found.keys()].sort()).toEqual(Object.keys(cookies).sort())
})
