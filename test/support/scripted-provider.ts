/**
 * An OpenID provider of which a test decides every field. Each script plays at an issuer of its own; what it does not name
 * is done as the specifications ask. A script may be changed between two requests: the next answer follows it.
 *
 * Nobody is asked anything: the authorization endpoint sends the browser straight back.
 */
import { createHash, randomUUID } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { pipeline } from "node:stream/promises"
import {
  base64url,
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from "jose"

import { plant } from "./canaries.js"

export const clientId = "rp-client"
export const clientSecret = "a secret with : and % and + in it, 40 long"

/** A request that reached the provider. */
export interface Seen {
  /** Path below the issuer: `token`, `.well-known/openid-configuration` … */
  readonly endpoint: string
  readonly method: string
  readonly url: URL
  readonly headers: IncomingMessage["headers"]
  readonly form: URLSearchParams
}

export interface ScriptedAnswer {
  readonly status?: number
  readonly headers?: Record<string, string>
  /**
   * An object is sent as JSON, a text as it is, `null` is no answer at all: the connection stays open. An iterable is sent bit by
   * bit; when it throws, the connection breaks.
   */
  readonly body: object | string | Uint8Array | AsyncIterable<Uint8Array> | null
}

export interface SigningKey {
  readonly privateKey: CryptoKey | Uint8Array
  /** The public half as it is published. */
  readonly jwk: JWK
}

/** What the provider remembers of an authorization request until its code is redeemed. */
export interface Attempt {
  readonly asked: URLSearchParams
  readonly challenge: string | null
}

type Fields = Record<string, unknown>

/** What a test decides. A function gets what would be sent, and returns or changes it. */
export interface Script {
  /** The discovery document. */
  discovery?: (document: Fields) => Fields
  /** The parameters that go back through the browser. */
  authorize?: (response: URLSearchParams, asked: URLSearchParams) => void | Promise<void>
  /** Claims of every ID token; `grant` is the grant that asks for it. */
  claims?: (claims: JWTPayload, grant: string) => object
  /** How the ID token is signed. Default: RS256 with the first key. */
  header?: JWTHeaderParameters
  key?: SigningKey
  /** Changes the finished ID token. */
  idToken?: (token: string) => string | Promise<string>
  /** The keys that are published. */
  jwks?: JWK[]
  /** Answer of the token endpoint, to any grant. */
  tokens?: (tokens: Fields, grant: string) => Fields
  userinfo?: (claims: Fields) => Fields
  /** Answers in place of an endpoint, by its path; `undefined` lets the usual answer through. */
  endpoints?: Record<
    string,
    ScriptedAnswer | ((seen: Seen, issuer: string) => Awaited<ScriptedAnswer> | Promise<ScriptedAnswer | undefined>)
  >
}

export interface PlayedScript {
  readonly issuer: string
  readonly script: Script
  /** Requests that reached this issuer, in order; of one endpoint when it is named. */
  seen(endpoint?: string): Seen[]
  /** Lets go of what was seen, and of sign-ins that have not ended. */
  forget(): void
  /** What an endpoint answers as a rule, for a script that answers at another address. */
  answer(endpoint: string, seen: Seen): Promise<ScriptedAnswer>
  /** Signs any claims as this issuer does, for tokens that no endpoint sends. */
  sign(claims: JWTPayload, header?: JWTHeaderParameters, key?: SigningKey): Promise<string>
}

export interface ScriptedProvider {
  readonly origin: string
  readonly keys: Keys
  /** Plays a script at an issuer of its own. */
  play(script?: Script): PlayedScript
  close(): Promise<void>
}

export interface Keys {
  readonly rsa: SigningKey
  readonly otherRsa: SigningKey
  readonly elliptic: SigningKey
  readonly edwards: SigningKey
}

export const seconds = (): number => Math.floor(Date.now() / 1000)
export const accessToken = "access-token-of-fay"
export const refreshToken = "refresh-token-of-fay"

export const without =
  (...names: string[]) =>
  <T extends object>(from: T): T =>
    Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name))) as T

/** The left half of a digest, as `at_hash` holds it. */
export const halfHash = (text: string, algorithm = "sha256"): string => {
  const digest = createHash(algorithm).update(text).digest()
  return digest.subarray(0, digest.length / 2).toString("base64url")
}

/** A token nobody signed. */
export const unsigned = (claims: JWTPayload): string =>
  `${base64url.encode('{"alg":"none"}')}.${base64url.encode(JSON.stringify(claims))}.`

export const claimsOf = (token: string): JWTPayload =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString())

/** Changes one byte of the signature. */
export function alterSignature(token: string): string {
  const [header, payload, signature = ""] = token.split(".")
  const bytes = Buffer.from(signature, "base64url")
  bytes.writeUInt8(bytes.readUInt8(7) ^ 1, 7)
  return `${header}.${payload}.${bytes.toString("base64url")}`
}

export async function makeKey(alg: string, kid: string = randomUUID()): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: "sig" } }
}

/** Made once: an RSA key takes longer than most tests. */
const [rsa, otherRsa, elliptic, edwards] = await Promise.all(
  ["RS256", "RS256", "ES256", "EdDSA"].map((alg, index) => makeKey(alg, `key-${index}`)),
)
const keys = { rsa, otherRsa, elliptic, edwards } as Keys

export async function startScriptedProvider(): Promise<ScriptedProvider> {
  const stages = new Map<string, Stage>()
  let origin = ""

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", origin)
    const [, name = "", ...rest] = url.pathname.split("/")
    const stage = stages.get(name)
    if (!stage) return send(response, { status: 404, body: {} })
    const form = new URLSearchParams(await readBody(request))
    const { method = "", headers } = request
    send(response, await stage.receive({ endpoint: rest.join("/"), method, url, headers, form }))
  })
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    origin,
    keys,
    play(script = {}) {
      const name = `op-${stages.size + 1}`
      const stage = new Stage(`${origin}/${name}`, script, keys)
      stages.set(name, stage)
      return stage
    },
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections()
        server.close(() => closed())
      }),
  }
}

class Stage implements PlayedScript {
  readonly issuer: string
  readonly script: Script
  readonly #keys: Keys
  readonly #seen: Seen[] = []
  readonly #attempts = new Map<string, Attempt>()

  constructor(issuer: string, script: Script, keys: Keys) {
    this.issuer = issuer
    this.script = script
    this.#keys = keys
  }

  seen(endpoint?: string): Seen[] {
    return this.#seen.filter((request) => endpoint === undefined || request.endpoint === endpoint)
  }

  forget(): void {
    this.#seen.length = 0
    this.#attempts.clear()
  }

  async sign(claims: JWTPayload, header = this.script.header, key = this.script.key ?? this.#keys.rsa) {
    const { alg = "RS256", kid } = key.jwk
    const usual: JWTHeaderParameters = kid === undefined ? { alg } : { alg, kid }
    return new SignJWT(claims).setProtectedHeader(header ?? usual).sign(key.privateKey)
  }

  answer(endpoint: string, seen: Seen): Promise<ScriptedAnswer> {
    return this.#usualAnswer({ ...seen, endpoint })
  }

  async receive(seen: Seen): Promise<ScriptedAnswer> {
    this.#seen.push(seen)
    plant("a code verifier", seen.form.get("code_verifier"))
    const scripted = this.script.endpoints?.[seen.endpoint]
    const instead = typeof scripted === "function" ? await scripted(seen, this.issuer) : scripted
    return instead ?? this.#usualAnswer(seen)
  }

  async #usualAnswer({ endpoint, url, form }: Seen): Promise<ScriptedAnswer> {
    const { script } = this
    switch (endpoint) {
      case ".well-known/openid-configuration":
        return { body: script.discovery?.(this.#discovery()) ?? this.#discovery() }
      case "jwks":
        return { body: { keys: script.jwks ?? [(script.key ?? this.#keys.rsa).jwk] } }
      case "authorize":
        return this.#authorize(url.searchParams)
      case "token":
        return this.#token(form)
      case "userinfo": {
        const claims = { sub: "fay", name: "Fay Fault", email: "Fay@Fault.test", email_verified: true }
        return { body: script.userinfo?.(claims) ?? claims }
      }
      default:
        return { status: 404, body: {} }
    }
  }

  #discovery(): Fields {
    const { issuer } = this
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
    }
  }

  async #authorize(asked: URLSearchParams): Promise<ScriptedAnswer> {
    const code = randomUUID()
    this.#attempts.set(code, { asked, challenge: asked.get("code_challenge") })
    const response = new URLSearchParams({ code })
    const state = asked.get("state")
    if (state !== null) response.set("state", state)
    await this.script.authorize?.(response, asked)
    return { status: 302, headers: { location: `${asked.get("redirect_uri")}?${response}` }, body: "" }
  }

  async #token(form: URLSearchParams): Promise<ScriptedAnswer> {
    const grant = form.get("grant_type") ?? ""
    const attempt = grant === "refresh_token" ? null : this.#redeem(form)
    if (attempt === undefined || (grant === "refresh_token" && !form.get("refresh_token")))
      return { status: 400, body: { error: "invalid_grant" } }
    const nonce = attempt?.asked.get("nonce") ?? undefined
    const tokens = {
      access_token: accessToken,
      token_type: "Bearer",
      expires_in: 600,
      refresh_token: refreshToken,
      scope: "openid profile email",
      id_token: await this.#idToken(nonce, grant),
    }
    return { body: this.script.tokens?.(tokens, grant) ?? tokens }
  }

  #redeem(form: URLSearchParams): Attempt | undefined {
    const code = form.get("code") ?? ""
    const attempt = this.#attempts.get(code)
    this.#attempts.delete(code)
    const verifier = form.get("code_verifier")
    const challenge = verifier === null ? null : createHash("sha256").update(verifier).digest("base64url")
    const isSame = attempt?.challenge === challenge && attempt.asked.get("redirect_uri") === form.get("redirect_uri")
    return isSame ? attempt : undefined
  }

  async #idToken(nonce: string | undefined, grant: string): Promise<string> {
    const claims: JWTPayload = {
      iss: this.issuer,
      aud: clientId,
      sub: "fay",
      iat: seconds(),
      exp: seconds() + 600,
      name: "Fay Fault",
      email: "Fay@Fault.test",
      email_verified: true,
      ...(nonce === undefined ? {} : { nonce }),
    }
    plant("an access token", accessToken)
    plant("a refresh token", refreshToken)
    const token = await this.sign({ ...(this.script.claims?.(claims, grant) ?? claims) })
    plant("an ID token", token)
    return (await this.script.idToken?.(token)) ?? token
  }
}

function send(response: ServerResponse, { status = 200, headers, body }: ScriptedAnswer): void {
  if (body === null) return
  response.writeHead(status, { "content-type": "application/json", ...headers })
  if (typeof body === "string" || body instanceof Uint8Array) response.end(body)
  else if (Symbol.asyncIterator in body) pipeline(body, response).catch(() => response.destroy())
  else response.end(JSON.stringify(body))
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = ""
  for await (const part of request) body += part
  return body
}
