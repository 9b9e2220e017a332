/**
 * An OpenID provider that misbehaves on demand. Each fault is an issuer of its own, `<origin>/<fault>`; everything it
 * does not name is done right. Nobody is asked anything: the authorization endpoint sends the browser straight back.
 */
import { createHash, randomUUID } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT, UnsecuredJWT } from "jose"
import { plant } from "./canaries.js"

export const clientId = "rp-client"
export const clientSecret = "a secret with : and % and + in it"

/** A request that reached the provider, as far as tests ask about it. */
export interface SeenRequest {
  readonly fault: string
  readonly endpoint: string
  readonly method: string
  readonly headers: IncomingMessage["headers"]
  readonly body: URLSearchParams
}

interface Attempt {
  readonly clientId: string
  readonly nonce: string | null
  readonly challenge: string | null
}

interface Answer {
  readonly status?: number
  readonly type?: string
  readonly body: string
  readonly headers?: Record<string, string>
}

/** What one fault does differently. */
interface Fault {
  readonly discovery?: (document: Record<string, unknown>) => Record<string, unknown>
  /** `null`: none, ever. */
  readonly discoveryAnswer?: Answer | null
  readonly authorizationResponse?: (parameters: URLSearchParams) => void
  readonly claims?: (claims: JWTPayload) => JWTPayload
  /** Signs the ID token another way. */
  readonly sign?: (claims: JWTPayload, keys: Keys) => Promise<string>
  readonly jwks?: (keys: Keys) => JWK[]
  readonly tokens?: (tokens: Record<string, unknown>) => Record<string, unknown>
  readonly tokenAnswer?: Answer
  readonly userinfo?: (profile: Record<string, unknown>) => Record<string, unknown>
  readonly userinfoAnswer?: Answer
}

export interface Keys {
  readonly current: { privateKey: CryptoKey; jwk: JWK }
  readonly other: { privateKey: CryptoKey; jwk: JWK }
  readonly elliptic: { privateKey: CryptoKey; jwk: JWK }
}

const seconds = (): number => Math.floor(Date.now() / 1000)
const without =
  (...names: string[]) =>
  <T extends object>(from: T): T =>
    Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name))) as T
const html: Answer = { type: "text/html", body: "<!doctype html><title>Down for maintenance</title>" }
const signWith = (claims: JWTPayload, key: CryptoKey, kid?: string): Promise<string> =>
  new SignJWT(claims).setProtectedHeader(kid === undefined ? { alg: "RS256" } : { alg: "RS256", kid }).sign(key)
const halfHash = (token: string): string =>
  createHash("sha256").update(token).digest().subarray(0, 16).toString("base64url")

export const accessToken = "an-access-token"

/** Every fault by name. The first group are those whose outcome was recorded from next-auth v4. */
export const faults: Readonly<Record<string, Fault>> = {
  ok: {},
  "basic-auth": {},
  "post-auth": {},
  "nonce-wrong": { claims: (claims) => ({ ...claims, nonce: "another" }) },
  "nonce-missing": { claims: without("nonce") },
  "iss-wrong": { claims: (claims) => ({ ...claims, iss: "https://elsewhere.example" }) },
  "iss-missing": { claims: without("iss") },
  "aud-missing": { claims: without("aud") },
  "aud-array": { claims: (claims) => ({ ...claims, aud: [clientId] }) },
  "aud-array-azp-wrong": { claims: (claims) => ({ ...claims, aud: [clientId, "other"], azp: "other" }) },
  "iat-missing": { claims: without("iat") },
  "exp-missing": { claims: without("exp") },
  expired: { claims: (claims) => ({ ...claims, iat: seconds() - 7200, exp: seconds() - 3600 }) },
  "kid-absent-one-key": { sign: (claims, { current }) => signWith(claims, current.privateKey) },
  "kid-unknown": { sign: (claims, { current }) => signWith(claims, current.privateKey, "nobody") },
  "sig-wrong": { sign: (claims, { current, other }) => signWith(claims, other.privateKey, current.jwk.kid) },
  "alg-none": { sign: async (claims) => new UnsecuredJWT(claims).encode() },
  "alg-hs256": {
    sign: (claims) =>
      new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(clientSecret.padEnd(32))),
  },
  "key-rotated": { jwks: ({ other }) => [other.jwk] },
  "at-hash-ok": { claims: (claims) => ({ ...claims, at_hash: halfHash(accessToken) }) },
  "at-hash-wrong": { claims: (claims) => ({ ...claims, at_hash: halfHash("another") }) },
  "id-token-missing": { tokens: without("id_token") },
  "id-token-unasked": {},
  "userinfo-401": { userinfoAnswer: { status: 401, body: '{"error":"invalid_token"}' } },
  "discovery-issuer-wrong": { discovery: (document) => ({ ...document, issuer: "https://elsewhere.example" }) },
  "state-wrong": { authorizationResponse: (parameters) => parameters.set("state", "another") },
  "state-missing": { authorizationResponse: (parameters) => parameters.delete("state") },
  "iss-param-wrong": { authorizationResponse: (parameters) => parameters.set("iss", "https://elsewhere.example") },
  "code-missing": { authorizationResponse: (parameters) => parameters.delete("code") },
  "error-response": {
    authorizationResponse: (parameters) => {
      parameters.delete("code")
      parameters.set("error", "access_denied")
      parameters.set("error_description", "<script>alert(1)</script>")
    },
  },
  "token-500": { tokenAnswer: { status: 500, body: '{"error":"server_error"}' } },
  "token-not-json": { tokenAnswer: html },
  "token-type-missing": { tokens: without("token_type") },
  "pkce-checked": {},
  "profile-no-email": { claims: without("email") },
  oauth2: { tokens: without("id_token") },
  "oauth2-no-id": { tokens: without("id_token"), userinfo: without("sub") },
  "oauth2-userinfo-500": { tokens: without("id_token"), userinfoAnswer: { status: 500, body: "{}" } },

  "alg-es256": {
    sign: (claims, { elliptic }) =>
      new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: "elliptic" }).sign(elliptic.privateKey),
    jwks: ({ elliptic }) => [elliptic.jwk],
  },
  "issuer-other": {
    discovery: (document) => ({ ...document, issuer: "https://elsewhere.example" }),
    claims: (claims) => ({ ...claims, iss: "https://elsewhere.example" }),
  },
  "aud-wrong": { claims: (claims) => ({ ...claims, aud: "other" }) },
  "aud-array-azp-missing": { claims: (claims) => ({ ...claims, aud: [clientId, "other"] }) },
  "azp-wrong": { claims: (claims) => ({ ...claims, azp: "other" }) },
  "sub-missing": { claims: without("sub") },
  "sub-empty": { claims: (claims) => ({ ...claims, sub: "" }) },
  "iat-future": { claims: (claims) => ({ ...claims, iat: seconds() + 86_400, exp: seconds() + 90_000 }) },
  "nbf-future": { claims: (claims) => ({ ...claims, nbf: seconds() + 3600 }) },
  "expired-within-tolerance": { claims: (claims) => ({ ...claims, exp: seconds() - 3 }) },
  "expired-beyond-tolerance": { claims: (claims) => ({ ...claims, exp: seconds() - 15 }) },
  "kid-absent-two-keys": {
    sign: (claims, { current }) => signWith(claims, current.privateKey),
    jwks: ({ current, other }) => [current.jwk, other.jwk],
  },
  "key-for-encryption": { jwks: ({ current }) => [{ ...current.jwk, use: "enc" }] },
  "id-token-garbage": { tokens: (tokens) => ({ ...tokens, id_token: "not.a.token" }) },
  "iss-param-missing": {
    discovery: (document) => ({ ...document, authorization_response_iss_parameter_supported: true }),
  },
  "state-and-error": { authorizationResponse: (parameters) => parameters.set("error", "login_required") },
  "discovery-500": { discoveryAnswer: { status: 500, body: "{}" } },
  "discovery-silent": { discoveryAnswer: null },
  "discovery-not-json": { discoveryAnswer: html },
  "discovery-issuer-missing": { discovery: without("issuer") },
  "discovery-issuer-empty": { discovery: (document) => ({ ...document, issuer: "" }) },
  "discovery-script": { discovery: (document) => ({ ...document, authorization_endpoint: "javascript:alert(1)" }) },
  "token-error-200": { tokenAnswer: { body: '{"error":"bad_verification_code"}' } },
  "token-empty": { tokenAnswer: { body: "{}" } },
  "token-list": { tokenAnswer: { body: "[]" } },
  "token-null": { tokenAnswer: { body: "null" } },
  "token-truncated": { tokenAnswer: { body: '{"access_token":"an-acc' } },
  "token-redirect": { tokenAnswer: { status: 307, body: "", headers: { location: "/token-redirect/elsewhere" } } },
  "token-huge": { tokens: (tokens) => ({ ...tokens, padding: "x".repeat(2_000_000) }) },
  "access-token-empty": { tokens: (tokens) => ({ ...tokens, access_token: "" }) },
  "access-token-missing": { tokens: without("access_token") },
  "account-fields": {
    tokens: (tokens) => ({
      ...tokens,
      provider: "other",
      providerAccountId: "1",
      userId: "1",
      type: "email",
      team: "blue",
    }),
  },
  "userinfo-sub-wrong": { userinfo: (profile) => ({ ...profile, sub: "somebody-else" }) },
  "oauth2-userinfo-list": { tokens: without("id_token"), userinfoAnswer: { body: "[]" } },
  "oauth2-userinfo-not-json": { tokens: without("id_token"), userinfoAnswer: html },
  "with-sid": { claims: (claims) => ({ ...claims, sid: "the-session" }) },
  "mtls-aliases": {
    discovery: (document) => ({
      ...document,
      mtls_endpoint_aliases: { token_endpoint: "https://mtls.example/token" },
    }),
  },
  "only-post-auth": {
    discovery: (document) => ({ ...document, token_endpoint_auth_methods_supported: ["client_secret_post"] }),
  },
}

const wellKnown = "/.well-known/openid-configuration"

export interface FaultyProvider {
  readonly origin: string
  /** All requests, in order. */
  readonly seen: SeenRequest[]
  /** Requests of one fault to one endpoint: `token`, `userinfo`, `jwks`, `authorize` … */
  requests(fault: string, endpoint: string): SeenRequest[]
  issuer(fault: string): string
  /** Signs with a new key from now on, and publishes no other. */
  rotateKeys(): Promise<void>
  /** A token of the provider's own, such as one that tells of a logout; signed with its key unless `sign` does otherwise. */
  token(claims: JWTPayload, sign?: (claims: JWTPayload, keys: Keys) => Promise<string>): Promise<string>
  close(): Promise<void>
}

/** Made once: an RSA key takes longer than most tests. */
const firstKeys: Keys = {
  current: await makeKey("current"),
  other: await makeKey("other"),
  elliptic: await makeKey("elliptic", "ES256"),
}

export async function startFaultyProvider(): Promise<FaultyProvider> {
  let keys = firstKeys
  const attempts = new Map<string, Attempt>()
  const seen: SeenRequest[] = []
  let origin = ""

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", origin)
    const [, name = "", ...rest] = url.pathname.split("/")
    const fault = faults[name]
    if (!fault) return send(response, { status: 404, body: "{}" })
    const body = new URLSearchParams(await readBody(request))
    const endpoint = `/${rest.join("/")}`
    seen.push({
      fault: name,
      endpoint: endpoint.slice(1),
      method: request.method ?? "",
      headers: request.headers,
      body,
    })
    if (endpoint === wellKnown && fault.discoveryAnswer === null) return
    send(response, await answer(endpoint, `${origin}/${name}`, fault, url, body, keys, attempts))
  })
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    seen,
    requests: (fault, endpoint) => seen.filter((request) => request.fault === fault && request.endpoint === endpoint),
    issuer: (fault) => `${origin}/${fault}`,
    async rotateKeys() {
      keys = { ...keys, current: await makeKey(randomUUID()) }
    },
    token: (claims, sign = (it, { current }) => signWith(it, current.privateKey, current.jwk.kid)) =>
      sign(claims, keys),
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections()
        server.close(() => closed())
      }),
  }
}

async function answer(
  endpoint: string,
  issuer: string,
  fault: Fault,
  url: URL,
  body: URLSearchParams,
  keys: Keys,
  attempts: Map<string, Attempt>,
): Promise<Answer> {
  if (endpoint === wellKnown) return fault.discoveryAnswer ?? json(discoveryDocument(issuer, fault))
  if (endpoint === "/jwks") return json({ keys: fault.jwks?.(keys) ?? [keys.current.jwk] })
  if (endpoint === "/authorize") return authorize(fault, url.searchParams, attempts)
  if (endpoint === "/token") return fault.tokenAnswer ?? (await token(issuer, fault, body, keys, attempts))
  if (endpoint === "/userinfo") {
    const profile = { sub: "fay", name: "Fay Fault", email: "Fay@Fault.test" }
    return fault.userinfoAnswer ?? json(fault.userinfo?.(profile) ?? profile)
  }
  return { status: 404, body: "{}" }
}

function discoveryDocument(issuer: string, fault: Fault): Record<string, unknown> {
  const document = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ["code"],
    id_token_signing_alg_values_supported: ["RS256", "ES256", "HS256", "none"],
  }
  return fault.discovery?.(document) ?? document
}

function authorize(fault: Fault, asked: URLSearchParams, attempts: Map<string, Attempt>): Answer {
  const code = randomUUID()
  attempts.set(code, {
    clientId: asked.get("client_id") ?? "",
    nonce: asked.get("nonce"),
    challenge: asked.get("code_challenge"),
  })
  const parameters = new URLSearchParams({ code })
  const state = asked.get("state")
  if (state !== null) parameters.set("state", state)
  fault.authorizationResponse?.(parameters)
  return { status: 302, body: "", headers: { location: `${asked.get("redirect_uri")}?${parameters}` } }
}

async function token(
  issuer: string,
  fault: Fault,
  body: URLSearchParams,
  keys: Keys,
  attempts: Map<string, Attempt>,
): Promise<Answer> {
  const attempt = attempts.get(body.get("code") ?? "")
  attempts.delete(body.get("code") ?? "")
  const verifier = body.get("code_verifier")
  const challenge = verifier === null ? null : createHash("sha256").update(verifier).digest("base64url")
  if (!attempt || attempt.challenge !== challenge) return { status: 400, body: '{"error":"invalid_grant"}' }

  const claims: JWTPayload = {
    iss: issuer,
    aud: attempt.clientId,
    sub: "fay",
    iat: seconds(),
    exp: seconds() + 600,
    name: "Fay Fault",
    email: "Fay@Fault.test",
    ...(attempt.nonce === null ? {} : { nonce: attempt.nonce }),
  }
  const changed = fault.claims?.(claims) ?? claims
  const idToken =
    (await fault.sign?.(changed, keys)) ?? (await signWith(changed, keys.current.privateKey, keys.current.jwk.kid))
  plant("a code verifier", verifier)
  plant("an access token", accessToken)
  plant("an ID token", idToken)
  const tokens = {
    access_token: accessToken,
    token_type: "Bearer",
    expires_in: 600,
    scope: "openid",
    id_token: idToken,
  }
  return json(fault.tokens?.(tokens) ?? tokens)
}

async function makeKey(kid: string, alg = "RS256"): Promise<Keys["current"]> {
  const { privateKey, publicKey } = await generateKeyPair(alg)
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: "sig" } }
}

const json = (body: unknown): Answer => ({ body: JSON.stringify(body) })

function send(response: ServerResponse, { status = 200, type = "application/json", body, headers }: Answer): void {
  response.writeHead(status, { "content-type": type, ...headers }).end(body)
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = ""
  for await (const part of request) body += part
  return body
}
