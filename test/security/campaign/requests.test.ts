/** The large property: whatever is sent, at every door that reads requests. 100,000 requests and more; `npm run test:long` sends 50 times as many. */
import fc from "fast-check"
import { expect, test, vi } from "vitest"
import { secret } from "../../support/app.js"
import { runCampaign } from "./campaign.js"
import {
  app,
  middlewareDoor,
  pagesDoor,
  requestDoor,
  type Sent,
  serverSessionDoor,
  statuses,
  tokenDoor,
} from "./doors.js"
import { content, cookies, method, otherHeaders, path, query, sendable, text, token, tokensOf } from "./generated.js"

const visitor = app.browser()
const csrfToken = await visitor.csrfToken()
await visitor.signIn()
const goodCookies = visitor.cookieHeader()

const sessionCookie = "__Secure-next-auth.session-token"
const authjsCookie = "__Secure-authjs.session-token"
const tokens = [...tokensOf(secret, authjsCookie), visitor.cookie(sessionCookie) as string]
const names = [
  sessionCookie,
  authjsCookie,
  ...[
    "callback-url",
    "state",
    "nonce",
    "pkce.code_verifier",
    "email-request",
    "provider-session",
    "provider-tokens",
  ].map((name) => `__Secure-next-auth.${name}`),
  "__Host-next-auth.csrf-token",
]
const cookie = fc.oneof(
  { weight: 2, arbitrary: fc.constant(goodCookies) },
  { weight: 1, arbitrary: text.map((more) => `${goodCookies}; ${more}`) },
  { weight: 2, arbitrary: cookies(names, token(tokens)) },
)
const sessionCookies = cookies([sessionCookie, authjsCookie], token(tokens))
const bearer = fc.oneof(
  token(tokens).map((one) => `Bearer ${one}`),
  text,
)
const headers = fc.tuple(cookie, otherHeaders).map(([sent, others]) => sendable({ ...others, cookie: sent }))
const visit = fc
  .record({ cookie: sessionCookies, authorization: bearer }, { requiredKeys: [] })
  .map((sent) => sendable(sent as Record<string, string>))

const request: fc.Arbitrary<Sent> = fc.record({ method, path, query, headers, content: content(csrfToken) })

const limit = { timeout: 7_200_000 }

test("no request at all ends in a server's error, a rejection or another kind of answer", limit, async () => {
  await runCampaign("Request and Response", 30_000, request, (sent, campaign) =>
    campaign.request(() => requestDoor(sent)),
  )
  // The property is about something: pages, redirects and refusals all came up, many times.
  for (const status of [200, 302, 400]) expect(statuses.get(status) ?? 0).toBeGreaterThan(1000)
})

test("nor does one that comes by the Pages Router", limit, async () => {
  await runCampaign("Pages Router", 22_000, request, (sent, campaign) => campaign.request(pagesDoor(sent)))
})

test("getToken says who somebody is, or that it is nobody", limit, async () => {
  await runCampaign("getToken", 20_000, fc.tuple(visit, fc.nat(2)), ([sent, kind], campaign) =>
    campaign.request(() => tokenDoor(sent, kind)),
  )
})

test("getServerSession says who somebody is, or that it is nobody", limit, async () => {
  await runCampaign("getServerSession", 16_000, fc.tuple(visit, fc.boolean()), ([sent, isInRows], campaign) =>
    campaign.request(() => serverSessionDoor(sent, isInRows)),
  )
})

test("middleware lets pass, turns away or refuses", limit, async () => {
  const said = vi.spyOn(console, "error").mockImplementation(() => {}) // of times that no date can be
  const places = fc.oneof(
    fc.constantFrom(
      ..."members members/1 admin payout orders/1 en/admin _next/data/x/admin.json api/auth/session".split(" "),
      "",
    ),
    fc.array(text, { maxLength: 4 }).map((parts) => parts.join("/")),
  )
  const methods = fc.constantFrom("GET", "POST", "HEAD", "DELETE")
  await runCampaign("middleware", 12_000, fc.tuple(places, visit, methods, fc.nat(2)), (sent, campaign) =>
    campaign.request(() => middlewareDoor(...sent)),
  )
  expect(JSON.stringify(said.mock.calls)).not.toMatch(/eyJ/)
  said.mockRestore()
})
