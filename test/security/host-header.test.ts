import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import Email from "../../src/providers/email.js"
import GitHub from "../../src/providers/github.js"
import { type Answer, openApp } from "../support/app.js"

beforeEach(() => {
  for (const name of ["AUTH_TRUST_HOST", "VERCEL", "NODE_ENV"]) vi.stubEnv(name, "")
})
afterEach(() => {
  vi.unstubAllEnvs()
})

const github = GitHub({ clientId: "the-client", clientSecret: "the-client-secret" })
const mails: unknown[] = []
const email = Email({ limits: false, sendVerificationRequest: ({ url, mail }) => void mails.push([url, mail]) })
const open = (origin: string | null) =>
  openApp(
    {
      adapter: MemoryAdapter(),
      session: { strategy: "jwt" },
      providers: [...openApp().options.providers, github, email],
    },
    origin,
  )

/** Headers by which somebody claims that the site is theirs. */
const claims: Record<string, Record<string, string>> = {
  host: { host: "evil.example" },
  "x-forwarded-host": { "x-forwarded-host": "evil.example" },
  "both, and a scheme": { host: "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "http" },
  forwarded: { forwarded: "host=evil.example;proto=http" },
  "x-original-url and friends": {
    "x-original-url": "https://evil.example/",
    "x-rewrite-url": "https://evil.example/",
    "x-original-host": "evil.example",
    "x-forwarded-server": "evil.example",
    "x-http-host-override": "evil.example",
    referer: "https://evil.example/",
  },
}

/** Everything that a visitor could be shown, sent or given by one round of all endpoints. */
async function everything(origin: string | null, headers: Record<string, string>): Promise<string> {
  const browser = open(origin).browser()
  const answers: Answer[] = []
  for (const path of [
    "signin?callbackUrl=/x",
    "signin",
    "signout",
    "error?error=AccessDenied",
    "verify-request",
    "providers",
    "csrf",
    "session",
  ]) {
    answers.push(await browser.get(path, headers))
  }
  const csrfToken = answers[6]?.json().csrfToken
  mails.length = 0
  const fields = { csrfToken, password: "lovelace", callbackUrl: "/x", email: "ada@example.com" }
  for (const path of ["signin/github", "signin/email", "callback/credentials", "signout", "session"]) {
    answers.push(await browser.post(path, fields, headers))
  }
  expect(mails).toHaveLength(1)
  return JSON.stringify([mails, answers.map(({ text, headers: sent }) => [text, ...sent]), browser.received])
}

describe.each(Object.entries(claims))(
  "an attacker who claims the site by %s (GHSA-5ff5-9fcw-vg88, CVE-2025-61925, GHSA-hr2q-hp5q-x767, CVE-2025-64525, CVE-2025-48936)",
  (_, headers) => {
    test("is ignored where NEXTAUTH_URL says what the site is", async () => {
      const shown = await everything("https://app.example", headers)
      expect(shown).not.toContain("evil.example")
      expect(shown).toContain("https://app.example/api/auth")
      expect(shown).toContain("redirect_uri=https%3A%2F%2Fapp.example%2Fapi%2Fauth%2Fcallback%2Fgithub")
      expect(shown).toContain("__Secure-next-auth.session-token=")
      expect(shown).not.toMatch(/"next-auth\./)
    })

    test("is ignored even where a proxy is trusted, if NEXTAUTH_URL says what the site is", async () => {
      vi.stubEnv("AUTH_TRUST_HOST", "true")
      expect(await everything("https://app.example", headers)).not.toContain("evil.example")
    })

    test("is ignored where nothing says what the site is", async () => {
      expect(await everything(null, headers)).not.toContain("evil.example")
      vi.stubEnv("NODE_ENV", "production")
      expect(await everything(null, headers)).not.toContain("evil.example")
    })
  },
)

const providersOf = async (headers: Record<string, string>): Promise<string> => {
  const response = await open(null).auth.handle(new Request("http://localhost:3000/api/auth/providers", { headers }))
  expect(response.status).toBe(200)
  return new URL((await response.json()).github.callbackUrl).origin
}

describe("behind a proxy that is trusted", () => {
  beforeEach(() => {
    vi.stubEnv("AUTH_TRUST_HOST", "true")
  })

  test.each([
    [{ "x-forwarded-host": "app.example" }, "https://app.example"],
    [{ "x-forwarded-host": "app.example", "x-forwarded-proto": "http" }, "http://app.example"],
    [{ "x-forwarded-host": "app.example:8443" }, "https://app.example:8443"],
    [{ "x-forwarded-host": "app.example, proxy.example", "x-forwarded-proto": "https,http" }, "https://app.example"],
    [{ host: "app.example" }, "https://app.example"],
    [{ "x-forwarded-host": "app.example", host: "inner.example" }, "https://app.example"],
    [{ "x-forwarded-host": "[::1]:3000" }, "https://[::1]:3000"],
    [{ "x-forwarded-host": "app.example", "x-forwarded-proto": "javascript" }, "https://app.example"],
    [{ "x-forwarded-host": "app.example", "x-forwarded-proto": "HTTP" }, "https://app.example"],
  ])("the site is what it forwards: %j", async (headers, origin) => {
    expect(await providersOf(headers as Record<string, string>)).toBe(origin)
  })

  test.each([
    "",
    " ",
    "[",
    "]",
    "a b",
    "user@evil.example",
    "user:pass@evil.example",
    "evil.example/path",
    "evil.example?x",
    "evil.example#x",
    "evil.example\\@app.example",
    "app.example:99999",
    "app.example:port",
    ":80",
    "//evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "evil.example%2f",
    "%65vil.example",
    "evil.example;x",
    "<script>",
    "a".repeat(70_000),
    ",evil.example",
    "evil.example\tx",
    "\u00e9vil.example",
  ])("a host that is none is ignored: %.40j (CVE-2025-31137)", async (host) => {
    expect(await providersOf({ "x-forwarded-host": host, host: "" })).toBe("http://localhost:3000")
  })

  test("one visitor's host is not remembered for the next (GHSA-569q-mpph-wgww)", async () => {
    const { auth } = open(null)
    const ask = async (host: string) => {
      const headers = { "x-forwarded-host": host }
      const response = await auth.handle(new Request("http://localhost:3000/api/auth/providers", { headers }))
      return response.text()
    }
    expect(await ask("one.example")).toContain("https://one.example/")
    expect(await ask("two.example")).not.toContain("one.example")
  })
})

describe("without a trusted proxy, while developing,", () => {
  test.each([
    ["localhost", "http://localhost"],
    ["localhost:4000", "http://localhost:4000"],
    ["127.0.0.1:4000", "http://127.0.0.1:4000"],
    ["[::1]:4000", "http://[::1]:4000"],
    ["localhost.evil.example", "http://localhost:3000"],
    ["localhost:99999", "http://localhost:3000"],
    ["127.0.0.1.evil.example", "http://localhost:3000"],
    ["evil.localhost", "http://localhost:3000"],
    ["localhost:3000@evil.example", "http://localhost:3000"],
    ["0.0.0.0:3000", "http://localhost:3000"],
  ])("the host %s makes the site %s", async (host, origin) => {
    expect(await providersOf({ host })).toBe(origin)
  })

  test("and not even that in production", async () => {
    vi.stubEnv("NODE_ENV", "production")
    expect(await providersOf({ host: "localhost:4000" })).toBe("http://localhost:3000")
  })
})

test.each([
  ["http", undefined, "next-auth.csrf-token", false],
  ["https", undefined, "__Host-next-auth.csrf-token", true],
  ["http", true, "__Host-next-auth.csrf-token", true],
  ["https", false, "next-auth.csrf-token", false],
])("on %s with useSecureCookies: %s the token's cookie is %s", async (scheme, useSecureCookies, name, secure) => {
  const { auth } = openApp({ useSecureCookies }, `${scheme}://app.example`)
  const headers = { "x-forwarded-proto": scheme === "http" ? "https" : "http" }
  const response = await auth.handle(new Request("http://localhost/api/auth/csrf", { headers }))
  const [line = ""] = response.headers.getSetCookie()
  expect([line.split("=")[0], /; Secure/.test(line)]).toEqual([name, secure])
})
