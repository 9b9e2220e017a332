/** RFC 9700 and RFC 7636, seen from the requests that leave us. */
import { createHash } from "node:crypto"
import { afterAll, beforeAll, expect, test } from "vitest"
import { resolveProvider } from "../../src/core/options/resolve-provider.js"
import { decode } from "../../src/jwt.js"
import { openApp, secret } from "../support/app.js"
import { files, ours } from "../support/catalogue.js"
import { relyingParty } from "../support/relying-party.js"
import {
  accessToken,
  clientId,
  type PlayedScript,
  type ScriptedProvider,
  seconds,
  startScriptedProvider,
} from "../support/scripted-provider.js"

let provider: ScriptedProvider
beforeAll(async () => {
  provider = await startScriptedProvider()
})
afterAll(() => provider.close())

const checks: ("pkce" | "state" | "nonce")[] = ["pkce", "state", "nonce"]

/** A provider that gives an ID token for any code, whoever began, and leaves the challenge aside. */
function carelessProvider(): PlayedScript {
  const nonces = new Map<string, string>()
  const op = provider.play({
    authorize: (response, asked) => void nonces.set(response.get("code") ?? "", asked.get("nonce") ?? ""),
    endpoints: {
      token: async ({ form }) => {
        const nonce = nonces.get(form.get("code") ?? "")
        const times = { iat: seconds(), exp: seconds() + 600 }
        const id_token = await op.sign({ iss: op.issuer, aud: clientId, sub: "somebody", nonce, ...times })
        return { body: { access_token: accessToken, token_type: "Bearer", id_token } }
      },
    },
  })
  return op
}

test("a code of the attacker's, planted in the victim's answer, signs nobody in, though the provider checks no PKCE", async () => {
  const party = relyingParty(carelessProvider(), { checks })
  expect((await party.signIn()).session).not.toBeNull()

  const attacker = await party.begin()
  const stolen = new URL((await attacker.browser.get(attacker.answer.location ?? "")).location ?? "")
  const code = stolen.searchParams.get("code") ?? ""
  const { session, error } = await party.signIn(undefined, (parameters) => parameters.set("code", code))
  expect([session, error]).toEqual([null, "OAuthCallback"])
})

test("of two hundred attempts no state, nonce or verifier is like another's, and each challenge is the hash of its verifier", async () => {
  const app = openApp({
    providers: [
      {
        id: "idp",
        name: "IdP",
        type: "oauth",
        clientId,
        checks,
        authorization: "https://idp.example/authorize",
        token: "https://idp.example/token",
        userinfo: "https://idp.example/userinfo",
        profile: () => ({ id: "1" }),
      },
    ],
  })
  const name = "__Secure-next-auth.pkce.code_verifier"
  const seen = new Set<string | null>()
  for (let attempt = 0; attempt < 200; attempt++) {
    const browser = app.browser()
    const { location } = await browser.post("signin/idp", { csrfToken: await browser.csrfToken() })
    const { searchParams: asked } = new URL(location ?? "")
    const sealed = await decode({ token: browser.cookie(name) ?? "", secret, salt: name })
    const verifier = String(sealed?.value)
    expect(verifier).toMatch(/^[\w~.-]{43,128}$/)
    expect(asked.get("code_challenge_method")).toBe("S256")
    expect(asked.get("code_challenge")).toBe(createHash("sha256").update(verifier).digest("base64url"))
    expect(location).not.toContain(verifier)
    for (const value of [asked.get("state"), asked.get("nonce"), verifier]) seen.add(value)
  }
  expect(seen.size).toBe(600)
})

test("no provider is asked for a token in the browser, or sent a password", async () => {
  const asked: string[] = []
  for (const file of files) {
    const resolved = resolveProvider((await ours(file)) as never, { secret })
    if (!("clientId" in resolved)) continue
    const { response_type = "code", response_mode = "query" } = resolved.authorization.params
    expect([file, response_type]).toEqual([file, expect.not.stringMatching(/token/)])
    expect([file, response_mode]).toEqual([file, expect.stringMatching(/^(?:query|form_post)$/)])
    expect([file, resolved.token.params.grant_type]).not.toEqual([file, "password"])
    asked.push(file)
  }
  expect(asked.length).toBeGreaterThan(90)

  const op = provider.play()
  const party = relyingParty(op)
  await party.signIn()
  expect(op.seen("token").map(({ form }) => form.get("grant_type"))).toEqual(["authorization_code"])
  expect(op.seen("authorize")[0]?.url.searchParams.get("response_type")).toBe("code")
})

test("each attempt pushes a request of its own, and one whose time is over at the provider is begun anew", async () => {
  let pushed = 0
  const op = provider.play({
    discovery: (document) => ({ ...document, pushed_authorization_request_endpoint: `${document.issuer}/par` }),
    endpoints: {
      par: async () => ({ status: 201, body: { request_uri: `urn:request:${++pushed}`, expires_in: 1 } }),
      authorize: { status: 400, body: { error: "invalid_request_uri" } },
    },
  })
  const party = relyingParty(op, { client: { require_pushed_authorization_requests: true } })
  const { browser, asked } = await party.begin()
  expect((await browser.get(`${op.issuer}/authorize?${asked}`)).status).toBe(400)
  const again = await party.begin(browser)
  expect([asked.get("request_uri"), again.asked.get("request_uri")]).toEqual(["urn:request:1", "urn:request:2"])
  const [first, second] = op.seen("par")
  expect(first?.form.get("state")).not.toBe(second?.form.get("state"))
  expect(await browser.session()).toBeNull()
})
