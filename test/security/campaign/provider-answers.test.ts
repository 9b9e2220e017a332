/** What a provider, or whoever answers in its place, may send: through the real relying party, over HTTP, at every step of a sign-in. */
import fc from "fast-check"
import type { JWTPayload } from "jose"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type Attempted, type RelyingParty, relyingParty } from "../../support/relying-party.js"
import {
  alterSignature,
  type Script,
  type ScriptedAnswer,
  type ScriptedProvider,
  startScriptedProvider,
  unsigned,
} from "../../support/scripted-provider.js"
import { runCampaign } from "./campaign.js"
import { sendable, text } from "./generated.js"

let provider: ScriptedProvider
let known: RelyingParty
beforeAll(async () => {
  provider = await startScriptedProvider()
  known = party()
})
afterAll(() => provider.close())

const party = (): RelyingParty => relyingParty(provider.play(), { httpOptions: { timeout: 2000 } })

const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    null,
    "",
    0,
    -1,
    1e20,
    2 ** 53,
    true,
    false,
    [],
    {},
    [null],
    ["rp-client", "x"],
    { toString: 1 },
    "x".repeat(20_000),
  ),
  text,
  fc.jsonValue({ maxDepth: 1 }),
)
const nameOf = (names: string): fc.Arbitrary<string> =>
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names.split(" ")) }, { weight: 1, arbitrary: text })

type Change = <T extends object>(from: T) => T

/** Replaces a field or takes it away. */
const change = (names: string): fc.Arbitrary<Change> =>
  fc.tuple(nameOf(names), fc.option(oddValue, { freq: 4, nil: undefined })).map(([name, value]): Change => {
    const changed: Change = (from) => ({ ...from, [name]: value })
    return Object.assign(changed, { [fc.toStringMethod]: () => `${name} = ${fc.stringify(value)}` })
  })

const body = fc.oneof(
  fc.constantFrom(
    "",
    "null",
    "[]",
    "1e999",
    "{",
    '"x"',
    "\ufeff{}",
    "<html></html>",
    '{"__proto__":{"sub":"fay"}}',
    "[".repeat(50_000),
  ),
  text,
  fc.json({ maxDepth: 2 }),
)
const headers = fc.constantFrom(
  ...["application/json", "text/html", "application/jwt", "", "application/json; charset=utf-7"].map((type) => ({
    "content-type": type,
  })),
  { "content-type": "application/json", "www-authenticate": 'DPoP error="use_dpop_nonce", x="' },
  { "content-type": "application/json", "dpop-nonce": "x".repeat(5000) },
  { "content-encoding": "gzip" },
  { "content-type": "application/json", location: "//evil.example" },
)
const wholeAnswer: fc.Arbitrary<ScriptedAnswer> = fc.record({
  status: fc.constantFrom(200, 200, 200, 201, 204, 206, 301, 302, 304, 307, 400, 401, 404, 418, 429, 500, 502, 503),
  headers,
  body,
})

/** What fits into an address, however it is encoded: the browser of these tests refuses headers of more than 16 kB. */
const short = (value: string): string => value.slice(0, 500)

const faults: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ at: fc.constant("token"), answer: wholeAnswer }),
  fc.record({ tokens: change("access_token token_type expires_in refresh_token scope id_token error __proto__") }),
  fc.record({
    claims: change(
      "iss sub aud exp iat nbf nonce azp auth_time at_hash name email email_verified picture __proto__ acr amr",
    ),
  }),
  fc.record({
    header: fc.record(
      { alg: oddValue, kid: oddValue, crit: oddValue, typ: oddValue, jku: oddValue },
      { requiredKeys: [] },
    ),
  }),
  fc.record({
    parameter: fc.tuple(
      nameOf("code state iss error error_description response session_state").map(short),
      text.map(short),
    ),
  }),
  fc.record({ token: fc.constantFrom("unsigned", "altered", "halved", "doubled") }),
)
type Fault =
  | { at: string; answer: ScriptedAnswer }
  | { tokens: Change }
  | { claims: Change }
  | { header: object }
  | { parameter: [string, string] }
  | { token: string }
  | { discovery: Change }
  | { jwk: Change }
  | { userinfo: Change }

/** Has the provider do it, from now on, and nothing else. */
function play(script: Script, fault: Fault): void {
  for (const name of Object.keys(script)) Reflect.deleteProperty(script, name)
  if ("at" in fault) script.endpoints = { [fault.at]: withSendable(fault.answer) }
  else if ("header" in fault)
    script.idToken = (token) => [encoded({ alg: "RS256", ...fault.header }), ...token.split(".").slice(1)].join(".")
  else if ("jwk" in fault) script.jwks = [fault.jwk(provider.keys.rsa.jwk)]
  else if ("parameter" in fault) script.authorize = (response) => response.set(...fault.parameter)
  else if ("token" in fault) script.idToken = tokens[fault.token as keyof typeof tokens]
  else Object.assign(script, fault)
}
const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url")
const withSendable = (answer: ScriptedAnswer): ScriptedAnswer => ({
  ...answer,
  headers: sendable(answer.headers ?? {}),
})

const tokens = {
  unsigned: (token: string): string =>
    unsigned(JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as JWTPayload),
  altered: alterSignature,
  halved: (token: string): string => token.slice(0, token.length / 2),
  doubled: (token: string): string => `${token}.${token}`,
}

let signedIn = 0
const mustNeverSignIn = (fault: Fault): boolean => "token" in fault || "header" in fault

/** A page, a redirect or a session, in which a name is what the provider and `profile` made of it; never a server's error. */
async function expectOutcome({ answer, session, browser }: Attempted): Promise<void> {
  expect(answer.status).toBeLessThan(500)
  if (session) signedIn++
  const page = await browser.get(
    answer.location?.startsWith("https://app.example/api/auth/") ? answer.location : "session",
  )
  expect(page.status).toBeLessThan(500)
  if (page.headers.get("content-type")?.startsWith("text/html")) expect(page.text).not.toContain("<script")
}

test("nothing that a provider answers at a sign-in is a server's error here", { timeout: 7_200_000 }, async () => {
  await known.signIn() // keys are fetched now, and kept
  await runCampaign("a provider's answers", 250, faults, async (fault, campaign) => {
    play(known.op.script, fault)
    const attempted = await campaign.request(() => known.signIn())
    await expectOutcome(attempted)
    if (mustNeverSignIn(fault)) expect(attempted.session).toBeNull()
    known.op.forget() // with the log, megabytes of ours that would be taken for the app's
    known.app.log.length = 0
  })
  expect(signedIn).toBeGreaterThan(25) // much is of no importance, and the visitor is not punished for it
})

/** A provider that nobody has asked before: documents and keys are kept once they were fetched. */
function stranger(fault: Fault): RelyingParty {
  const op = provider.play()
  play(op.script, fault)
  const keys = {
    type: "oauth",
    wellKnown: `${op.issuer}/.well-known/openid-configuration`,
    idToken: !("userinfo" in fault),
  } as const
  return relyingParty(op, { ...keys, httpOptions: { timeout: 2000 } })
}

test("nor is anything in its documents, its keys, or what it says of somebody", { timeout: 7_200_000 }, async () => {
  const cases: fc.Arbitrary<Fault> = fc.oneof(
    fc.record({
      discovery: change(
        "issuer authorization_endpoint token_endpoint userinfo_endpoint jwks_uri __proto__ code_challenge_methods_supported id_token_signing_alg_values_supported token_endpoint_auth_methods_supported mtls_endpoint_aliases",
      ),
    }),
    fc.record({ jwk: change("kty n e alg kid use key_ops x5c d crv x y") }),
    fc.record({ userinfo: change("sub name email email_verified picture __proto__ id") }),
    fc.record({ at: fc.constantFrom(".well-known/openid-configuration", "userinfo", "jwks"), answer: wholeAnswer }),
  )
  await runCampaign("a provider's documents", 80, cases, async (fault, campaign) => {
    const fresh = stranger(fault)
    await expectOutcome(await campaign.request(() => fresh.signIn()))
  })
})
