/** Tokens that only we can use: each request proves that we hold a key. Loaded for clients that are registered for it. */
import {
  allowInsecureRequests,
  customFetch,
  DPoP,
  type DPoPHandle,
  isDPoPNonceError,
  type ProtectedResourceRequestBody,
  type ProtectedResourceRequestOptions,
  protectedResourceRequest,
} from "oauth4webapi"
import type { OAuthProvider } from "../../core/contracts/provider.js"

const handles = new WeakMap<OAuthProvider, Promise<DPoPHandle>>()

/**
 * The key of this app at this provider, and the nonces that servers asked for so far.
 *
 * The key is derived from the app's secret: nothing is stored, every process has the same, and a token that is stored today can be used
 * and refreshed as long as the secret stays. With another secret a bound token is worthless, and somebody signs in anew.
 */
export function dpopOf(provider: OAuthProvider): Promise<DPoPHandle> {
  const known = handles.get(provider)
  if (known) return known
  const handle = deriveKeyPair(provider).then((keys) => DPoP({}, keys))
  handles.set(provider, handle)
  return handle
}

/** Order of the base point of P-256 (NIST SP 800-186 §3.2.1.3). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** PKCS #8 around a private key of P-256 whose public half the platform computes (RFC 5958 §2, RFC 5915 §3). */
const pkcs8 = "3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420"

const P256 = { name: "ECDSA", namedCurve: "P-256" }

async function deriveKeyPair({ id, clientId, secret }: OAuthProvider): Promise<CryptoKeyPair> {
  if (!secret) throw new TypeError("DPoP needs a `secret` to derive the key from")
  const encoder = new TextEncoder()
  const material = await crypto.subtle.importKey("raw", encoder.encode(secret), "HKDF", false, ["deriveBits"])
  const info = encoder.encode(JSON.stringify(["Countersign DPoP key", id, clientId]))
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info }
  const bits = toHex(new Uint8Array(await crypto.subtle.deriveBits(hkdf, material, 320)))
  const scalar = (BigInt(`0x${bits}`) % (order - 1n)) + 1n // 64 bits more than needed, so that no value is likelier
  return keyPairOf(scalar.toString(16).padStart(64, "0"))
}

async function keyPairOf(scalar: string): Promise<CryptoKeyPair> {
  const exportable = await crypto.subtle.importKey("pkcs8", fromHex(pkcs8 + scalar), P256, true, ["sign"])
  const { kty, crv, x, y, d } = await crypto.subtle.exportKey("jwk", exportable)
  if (!kty || !crv || !x || !y || !d) throw new TypeError("This platform cannot derive a key of P-256")
  const publicHalf = { kty, crv, x, y }
  return {
    privateKey: await crypto.subtle.importKey("jwk", { ...publicHalf, d }, P256, false, ["sign"]),
    publicKey: await crypto.subtle.importKey("jwk", publicHalf, P256, true, ["verify"]),
  }
}

const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
const fromHex = (hex: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))

/** Sends a request, and once more when the server wants its nonce in the proof: the handle has noted it (RFC 9449 §8). */
export async function withNonce(send: () => Promise<Response>): Promise<Response> {
  const answer = await send()
  if (answer.status !== 400 && answer.status !== 401) return answer
  const body: unknown = await answer
    .clone()
    .json()
    .catch(() => null)
  const error = (body as { error?: unknown } | null)?.error
  return error === "use_dpop_nonce" ? send() : answer
}

/** As `RequestInit` has them, where what is `undefined` may be left out or not. */
interface RequestParts {
  readonly method?: string | undefined
  readonly headers?: HeadersInit | undefined
  readonly body?: BodyInit | null | undefined
}

type Sender = NonNullable<ProtectedResourceRequestOptions[typeof customFetch]>

/**
 * Asks for something that belongs to the owner of a bound access token; once more when the server wants its nonce in the proof, so
 * `body` must not be a stream.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9449.html#section-7
 */
export async function requestWithProof(
  provider: OAuthProvider,
  url: URL,
  accessToken: string,
  { method = "GET", headers, body }: RequestParts,
  sender: Sender,
): Promise<Response> {
  const proof = await dpopOf(provider)
  const send = () =>
    protectedResourceRequest(
      accessToken,
      method,
      url,
      new Headers(headers),
      (body ?? null) as ProtectedResourceRequestBody,
      {
        DPoP: proof,
        [customFetch]: sender,
        [allowInsecureRequests]: true, // the caller decides, by what the developer configured
      },
    )
  return send().catch((error) => (isDPoPNonceError(error) ? send() : Promise.reject(error)))
}
