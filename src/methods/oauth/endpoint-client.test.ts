import { expect, test } from "vitest"
import { baseUrl, testProvider } from "../../../test/support/request-context.js"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { endpointClient, endpointProvider } from "./endpoint-client.js"

const server = {
  metadata: {
    issuer: "https://id.example",
    token_endpoint: "https://id.example/token",
    userinfo_endpoint: "https://id.example/me",
  },
  keys: {},
}
const now = new Date("2026-01-01T00:00:00Z")

/** A provider whose server answers everything alike, and what it was sent. */
function answering(answer: Record<string, unknown>, more: Partial<OAuthProvider> = {}) {
  const sent: { url: string; headers: Headers; body: URLSearchParams }[] = []
  const fetch = async (url: unknown, init: RequestInit = {}): Promise<Response> => {
    sent.push({
      url: String(url),
      headers: new Headers(init.headers),
      body: new URLSearchParams(String(init.body ?? "")),
    })
    return Response.json(answer)
  }
  const provider = testProvider({ fetch: fetch as typeof globalThis.fetch, ...more })
  return { client: endpointClient(provider, server, now, "7"), sent }
}

test("a grant sends the parameters that have a value", async () => {
  const { client, sent } = answering({ access_token: "a", token_type: "bearer" })
  const parameters = { grant_type: "client_credentials", scope: "read", hint: undefined, other: null, flag: 0 }
  const tokens = await client.grant(parameters)
  expect(tokens).toMatchObject({ access_token: "a" })
  const { hint, other, ...body } = Object.fromEntries(sent[0]?.body ?? [])
  expect([hint, other]).toEqual([undefined, undefined])
  expect(body).toMatchObject({ grant_type: "client_credentials", scope: "read", flag: "0" })
})

test("userinfo is asked with a token or a set of them, and speaks of the person whom the ID token named", async () => {
  const { client, sent } = answering({ sub: "7", name: "Ada" })
  expect(await client.userinfo("one")).toMatchObject({ name: "Ada" })
  expect(await client.userinfo({ access_token: "two" })).toMatchObject({ name: "Ada" })
  await client.fetch({ access_token: "three" }, { url: "https://id.example/photo", headers: { accept: "image/png" } })
  expect(sent.map(({ url, headers }) => [url, headers.get("authorization"), headers.get("accept")])).toEqual([
    ["https://id.example/me", "Bearer one", "application/json"],
    ["https://id.example/me", "Bearer two", "application/json"],
    ["https://id.example/photo", "Bearer three", "image/png"],
  ])
  await expect(answering({ sub: "8" }).client.userinfo("one")).rejects.toThrow()
  await expect(client.fetch({}, { url: "https://id.example/photo" })).rejects.toThrow("no access token")
})

test("the metadata is the client's, as the developer configured it", () => {
  const client = { token_endpoint_auth_method: "client_secret_post" as const }
  expect(answering({}).client.metadata).toEqual({
    client_id: "the-client",
    client_secret: "the-secret",
    token_endpoint_auth_method: "client_secret_basic",
  })
  expect(answering({}, { client, clientSecret: undefined }).client.metadata).toEqual({
    client_id: "the-client",
    ...client,
  })
})

test("a handler sees the provider with each endpoint in its long form", () => {
  const token = { url: "https://id.example/token", params: { audience: "api" } }
  const provider = testProvider({
    token,
    issuer: "https://id.example",
    checks: new Set(["state", "pkce"]),
    idToken: true,
  })
  expect(endpointProvider(provider, baseUrl)).toMatchObject({
    id: "example",
    clientId: "the-client",
    clientSecret: "the-secret",
    issuer: "https://id.example",
    idToken: true,
    authorization: { params: {} },
    token,
    checks: ["state", "pkce"],
    signinUrl: `${baseUrl}/signin/example`,
    callbackUrl: `${baseUrl}/callback/example`,
  })
})

test("it has no issuer, secret or address where none is configured", () => {
  const bare = endpointProvider(testProvider({ clientSecret: undefined }), baseUrl)
  expect(Object.keys(bare)).not.toContain("issuer")
  expect(Object.keys(bare)).not.toContain("clientSecret")
  expect(bare.userinfo).toEqual({ params: {} })
})
