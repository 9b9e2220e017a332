import type { PrivateKey } from "oauth4webapi"
import type { ClientPrivateKey, OAuthProvider, PrivateJwk } from "../../core/contracts/provider.js"

type ImportParameters = RsaHashedImportParams | EcKeyImportParams | Algorithm

/** The algorithm that a key is for, where neither it nor the configuration says so. */
function usualAlgorithm({ kty, crv }: PrivateJwk): string {
  if (kty === "EC") return crv === "P-384" ? "ES384" : crv === "P-521" ? "ES512" : "ES256"
  return kty === "OKP" ? "EdDSA" : "RS256"
}

/** What Web Crypto calls a JWS algorithm. */
function importParameters(algorithm: string): ImportParameters {
  const hash = `SHA-${algorithm.slice(2)}`
  if (/^RS\d{3}$/.test(algorithm)) return { name: "RSASSA-PKCS1-v1_5", hash }
  if (/^PS\d{3}$/.test(algorithm)) return { name: "RSA-PSS", hash }
  if (/^ES\d{3}$/.test(algorithm)) return { name: "ECDSA", namedCurve: `P-${algorithm.slice(2).replace("512", "521")}` }
  return { name: "Ed25519" }
}

const isJwk = (key: ClientPrivateKey): key is PrivateJwk => "kty" in key

/**
 * The key that the client signs with.
 *
 * @param algorithm what the key is used with, where it is a JWK that does not say it
 * @throws {TypeError} when there is none, or it cannot sign
 * @see https://www.rfc-editor.org/rfc/rfc7517#section-4
 */
export async function signingKey(
  { token: { clientPrivateKey: key }, client }: OAuthProvider,
  algorithm: string | undefined = client.token_endpoint_auth_signing_alg,
): Promise<PrivateKey> {
  if (!key) throw new TypeError("There is no private key: set `token: { clientPrivateKey }`")
  const { kid } = key as { kid?: string }
  return { key: await cryptoKeyOf(key, algorithm), ...(kid === undefined ? {} : { kid }) }
}

async function cryptoKeyOf(key: ClientPrivateKey, algorithm: string | undefined): Promise<CryptoKey> {
  if (!isJwk(key)) return ("key" in key ? key.key : key) as CryptoKey
  if (key.d === undefined) throw new TypeError("`token.clientPrivateKey` is a public key: pass the private one")
  const { use: _use, key_ops: _operations, ...jwk } = key as JsonWebKey
  const parameters = importParameters(key.alg ?? algorithm ?? usualAlgorithm(key))
  return crypto.subtle.importKey("jwk", jwk, parameters, false, ["sign"])
}
