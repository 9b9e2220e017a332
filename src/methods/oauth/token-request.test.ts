import { expect, test } from "vitest"
import { testProvider } from "../../../test/support/request-context.js"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { validateResponse } from "./authorization-response.js"
import type { Server } from "./discovery.js"
import { checkTokens, exchangeCode } from "./token-request.js"

const now = new Date("2026-01-01T00:00:00Z")
const epoch = now.getTime() / 1000
const check = (answer: Record<string, unknown>): Promise<unknown> => checkTokens(testProvider(), answer, now)

test("an account's tokens are the provider's, with the time of expiry in place of the lifetime", async () => {
  expect(
    await check({ access_token: "at", token_type: "Bearer", expires_in: 60, refresh_token: "rt", team: 7 }),
  ).toEqual({
    access_token: "at",
    token_type: "Bearer",
    expires_at: epoch + 60,
    refresh_token: "rt",
    team: 7,
  })
})

test.each([
  ["3600", epoch + 3600],
  [59.9, epoch + 59],
  [0, epoch],
  [undefined, undefined],
  [null, undefined],
  ["", undefined],
  ["soon", undefined],
  [1e20, undefined],
  [{}, undefined],
])("a lifetime of %j expires at %j", async (expires_in, expires_at) => {
  expect(await check({ access_token: "at", expires_in })).toEqual(
    expires_at === undefined ? { access_token: "at" } : { access_token: "at", expires_at },
  )
})

test.each([{ access_token: "" }, { access_token: {} }, { access_token: 7 }, { id_token: "" }, { id_token: null }])(
  "%j holds no tokens",
  async (answer) => {
    await expect(check(answer)).rejects.toMatchObject({ code: "OAuthCallback" })
  },
)

const url = "https://idp.example/token"
const server = { metadata: { issuer: "https://idp.example", token_endpoint: url } } as Server

/** Exchanges a code at a provider that answers so. */
async function exchange(answer: unknown, more: Partial<OAuthProvider> = {}, status = 200) {
  const sent: URLSearchParams[] = []
  const provider = testProvider({
    token: { url, params: { resource: "r" } },
    fetch: async (_: string, { body }: { body: unknown }) => {
      sent.push(new URLSearchParams(String(body)))
      return typeof answer === "string" ? new Response(answer, { status }) : Response.json(answer, { status })
    },
    ...more,
  } as never)
  const response = await validateResponse(provider, server, new URLSearchParams({ code: "c", state: "s" }), "s")
  const redirectUri = "https://app.example/callback"
  const tokens = await exchangeCode(provider, server, {
    response,
    redirectUri,
    codeVerifier: "v".repeat(43),
    body: { x: "y" },
  })
  return { tokens, sent: Object.fromEntries(sent[0] ?? []) }
}
const bearer = { access_token: "at", token_type: "bearer" }

test("a code is exchanged with its verifier, its address and what the developer and the provider's oddity add", async () => {
  expect(await exchange(bearer)).toEqual({
    tokens: bearer,
    sent: {
      grant_type: "authorization_code",
      code: "c",
      redirect_uri: "https://app.example/callback",
      code_verifier: "v".repeat(43),
      resource: "r",
      x: "y",
    },
  })
})

test.each<[string, unknown, Partial<OAuthProvider>, number, string]>([
  ["an error", { error: "invalid_grant", error_description: "secret" }, {}, 400, "answered `invalid_grant`"],
  ["an error that it calls a success", { error: "invalid_grant" }, {}, 200, "answered `invalid_grant`"],
  ["another status", bearer, {}, 500, "answered with status 500"],
  ["no JSON", "<html>", {}, 200, "did not answer with a JSON object"],
  ["no object", "[1]", {}, 200, "did not answer with a JSON object"],
  ["no access token", { token_type: "bearer" }, {}, 200, "no access token"],
  ["no ID token where one is wanted", bearer, { idToken: true }, 200, "no ID token"],
  ["an ID token that nobody would check", { ...bearer, id_token: "x" }, {}, 200, "nobody would check"],
  ["a token bound to an unknown key", { ...bearer, token_type: "DPoP" }, {}, 200, "bound to a key"],
])("%s is no tokens", async (_, answer, more, status, why) => {
  const refused = exchange(answer, more, status).catch((error) => error)
  expect(await refused).toMatchObject({ code: "OAuthCallback", message: expect.stringContaining(why) })
  expect((await refused).message).toContain('provider "example"')
  expect((await refused).message).not.toContain("secret")
  const code = why.includes("invalid_grant") ? "invalid_grant" : undefined
  expect(((await refused).cause as { code?: string }).code).toBe(code)
})

test("an ID token is enough where one is wanted", async () => {
  expect((await exchange({ id_token: "x", token_type: "bearer" }, { idToken: true })).tokens).toMatchObject({
    id_token: "x",
  })
})
