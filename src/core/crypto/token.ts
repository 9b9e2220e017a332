/** Session tokens: claims with an expiry, sealed. What `countersign/jwt` exports, and the default of `jwt.encode` and `jwt.decode`. */
import { platform } from "#crypto"
import type { JWTDecodeParams, JWTEncodeParams } from "../contracts/token.js"
import { RequestError } from "../errors.js"
import { isPromise, type MaybePromise, whenReady } from "../maybe-promise.js"
import type { JWT } from "../model.js"
import { randomUuid } from "./random.js"
import { open, seal } from "./seal.js"

/** 30 days, in seconds. */
const defaultMaxAge = 2_592_000

/** Seconds by which the clocks of two servers may differ. */
const clockTolerance = 15

/**
 * Seals claims into a token that next-auth v4 can open too.
 * `iat`, `exp` and `jti` are set anew on every call.
 *
 * @throws {TypeError} when `secret` is empty.
 * @see https://www.rfc-editor.org/rfc/rfc7519#section-4.1
 * @example
 * ```ts
 * const token = await encode({ token: { sub: "42" }, secret: process.env.NEXTAUTH_SECRET })
 * ```
 */
export async function encode(params: JWTEncodeParams): Promise<string> {
  return sealClaims(params)
}

/** The same at once, where the platform can. */
export function sealClaims(params: JWTEncodeParams): MaybePromise<string> {
  const { token = {}, maxAge = defaultMaxAge, salt = "" } = params
  const now = Math.floor(Date.now() / 1000)
  const claims = { ...token, iat: now, exp: now + maxAge, jti: randomUuid() }
  return seal(JSON.stringify(claims), requireSecret(params.secret), salt)
}

/**
 * Opens a token that we, next-auth v4, or (given its cookie's name as `salt`) Auth.js v5 issued.
 * `null` when no token is given.
 *
 * @throws {RequestError} `JWT_SESSION_ERROR` when the token is not ours, was altered, or has expired.
 * @throws {TypeError} when `secret` is empty.
 */
export async function decode(params: JWTDecodeParams): Promise<JWT | null> {
  const { token, salt = "" } = params
  if (!token) return null
  const opening = openClaims(token, requireSecret(params.secret), salt)
  const opened = isPromise(opening) ? await opening : opening
  if (typeof opened === "string") throw refusal(opened)
  return opened
}

/** Why a token was not taken. */
const reasons = {
  altered: "The token cannot be opened: it was altered, or sealed with another secret.",
  senseless: "The token holds no claims.",
  expired: "The token has expired.",
  early: "The token is not valid yet.",
} as const

export type Refusal = keyof typeof reasons

export const refusal = (reason: Refusal): RequestError => new RequestError("JWT_SESSION_ERROR", reasons[reason])

/** The claims, or why there are none. A token without `salt`, which is a session's, is remembered for a moment if it holds. */
export function openClaims(token: string, secret: string, salt: string): MaybePromise<JWT | Refusal> {
  const remembered = salt === "" ? platform.remembered : undefined
  const known = remembered?.recall(token, secret)
  if (known) return inTime(known)
  return whenReady(open(token, secret, salt), (plaintext) => {
    if (plaintext === null) return "altered"
    const claims = readClaims(plaintext)
    if (typeof claims !== "string") remembered?.remember(token, secret, plaintext)
    return claims
  })
}

function inTime(claims: JWT): JWT | Refusal {
  const { exp, nbf } = claims as { exp: number; nbf: number } // a time that is absent is neither too late nor too early
  const now = Date.now() / 1000
  if (exp <= now - clockTolerance) return "expired"
  return nbf > now + clockTolerance ? "early" : claims
}

/** A time of the wrong type is a refusal too, not an absent time. */
function readClaims(plaintext: string): JWT | Refusal {
  try {
    const claims: unknown = JSON.parse(plaintext)
    if (typeof claims === "object" && claims !== null && !Array.isArray(claims)) {
      const { exp, nbf, iat } = claims as JWT
      if (isTime(exp) && isTime(nbf) && isTime(iat)) return inTime(claims as JWT)
    }
  } catch {
    // no JSON
  }
  return "senseless"
}

const isTime = (claim: unknown): boolean => claim === undefined || Number.isFinite(claim)

function requireSecret(secret: unknown): string {
  if (typeof secret === "string" && secret !== "") return secret
  throw new TypeError("`secret` is empty: pass the one that tokens are sealed with.")
}
