/** Signs as RFC 7515 and RFC 7518 say, or as no honest signer would. */
import {
  constants,
  createHmac,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  type SigningOptions,
  sign,
} from "node:crypto"
import { base64url } from "./sealing.js"

export interface KeyPair {
  readonly kid: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  /** The public half as it is published. */
  readonly jwk: JsonWebKey & { readonly kid: string }
}

function keyPair(kid: string, { privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject }): KeyPair {
  return { kid, privateKey, publicKey, jwk: { ...publicKey.export({ format: "jwk" }), kid } }
}

export const keys = {
  rsa: keyPair("rsa", generateKeyPairSync("rsa", { modulusLength: 2048 })),
  p256: keyPair("p256", generateKeyPairSync("ec", { namedCurve: "P-256" })),
  p384: keyPair("p384", generateKeyPairSync("ec", { namedCurve: "P-384" })),
  p521: keyPair("p521", generateKeyPairSync("ec", { namedCurve: "P-521" })),
  edwards: keyPair("edwards", generateKeyPairSync("ed25519")),
} as const

export const rsaOfAnAttacker: KeyPair = keyPair("rsa", generateKeyPairSync("rsa", { modulusLength: 2048 }))

/** Every signature that RFC 7518 and RFC 8037 know, with the key that can make it; none for secrets and for `none`. */
export const keyOfAlgorithm: Readonly<Record<string, KeyPair | null>> = {
  RS256: keys.rsa,
  RS384: keys.rsa,
  RS512: keys.rsa,
  PS256: keys.rsa,
  PS384: keys.rsa,
  PS512: keys.rsa,
  ES256: keys.p256,
  ES384: keys.p384,
  ES512: keys.p521,
  EdDSA: keys.edwards,
  HS256: null,
  HS384: null,
  HS512: null,
  none: null,
}

/** The signature of a text by an algorithm, whatever its header says. */
export function signatureBy(algorithm: string, text: string, secret: string | Buffer, key?: KeyObject): Buffer {
  if (algorithm === "none") return Buffer.alloc(0)
  const hash = `sha${algorithm.slice(2)}`
  if (algorithm.startsWith("HS")) return createHmac(hash, secret).update(text).digest()
  const by = key ?? keyOfAlgorithm[algorithm]?.privateKey
  if (!by) throw new Error(`No key for ${algorithm}`)
  const isEdwards = algorithm === "EdDSA"
  return sign(isEdwards ? null : hash, Buffer.from(text), { key: by, ...optionsOf(algorithm) } as never)
}

function optionsOf(algorithm: string): SigningOptions {
  if (algorithm.startsWith("PS"))
    return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: Number(algorithm.slice(2)) / 8 }
  return algorithm.startsWith("ES") ? { dsaEncoding: "ieee-p1363" } : {}
}

export interface Signing {
  readonly header?: object | string
  readonly claims: object | string
  /** How it is really signed; default: RS256. */
  readonly by?: string
  readonly key?: KeyObject
  readonly secret?: string | Buffer
  /** Spells a part for the wire; what is spelled is what is signed. */
  readonly spell?: (bytes: Buffer) => string
}

export function signing({ header, claims, by = "RS256", key, secret = "", spell = base64url }: Signing): string {
  const parts = [header ?? { alg: by, kid: keyOfAlgorithm[by]?.kid }, claims]
  const text = parts.map((part) => spell(Buffer.from(typeof part === "string" ? part : JSON.stringify(part)))).join(".")
  return `${text}.${base64url(signatureBy(by, text, secret, key))}`
}
