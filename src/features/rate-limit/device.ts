/**
 * Which devices have signed in to which accounts: each keeps it itself, sealed. Others may use up an account's attempts, but not those
 * of a device that its owner has signed in from. Only who knew the password has such a cookie.
 *
 * @see https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
 */
import type { FeatureContext } from "../../core/contracts/feature.js"
import type { CookieAttributes } from "../../core/contracts/request.js"
import { hmacHex } from "../../core/crypto/hmac.js"
import { randomUuid } from "../../core/crypto/random.js"
import { encode, openClaims } from "../../core/crypto/token.js"
import { type MaybePromise, whenReady } from "../../core/maybe-promise.js"

export interface Device {
  readonly id: string
  /** Digests of the accounts that it has signed in to, the latest first. */
  readonly digests: readonly string[]
  /** Until when its cookie is good, in seconds since the epoch. */
  readonly exp: number
  /** Digests of the accounts that were asked about. */
  readonly asked: ReadonlyMap<string, string>
  readonly knows: (account: string) => boolean
}

/** A year, in seconds. */
const maxAge = 31_536_000
const mostAccounts = 10

/** @param accounts those that are asked about */
export async function deviceOf(context: FeatureContext, accounts: readonly string[]): Promise<Device> {
  const { name } = cookieOf(context)
  const sealed = context.jar.get(name)
  const claims = sealed ? await openClaims(sealed, context.secret, name) : ""
  const { id, digests, exp }: Pick<Device, "id" | "digests" | "exp"> =
    typeof claims === "string" ? { id: randomUuid(), digests: [], exp: 0 } : (claims as unknown as Device) // as we wrote it
  const asked = new Map<string, string>()
  for (const account of accounts) asked.set(account, await digestOf(context, account))
  const knows = (account: string) => digests.includes(asked.get(account) ?? "")
  return { id, digests, exp, asked, knows }
}

/** It has signed in to the accounts that were asked about. A cookie that says so already is sealed anew in the second half of its life. */
export async function rememberDevice(context: FeatureContext, { id, digests, exp, asked }: Device): Promise<void> {
  const all = [...new Set([...asked.values(), ...digests])].slice(0, mostAccounts)
  const isSaid = all.every((digest, nth) => digest === digests[nth])
  if (isSaid && exp > context.now.getTime() / 1000 + maxAge / 2) return
  const { name, options } = cookieOf(context)
  const sealed = await encode({ token: { id, digests: all }, secret: context.secret, salt: name, maxAge })
  context.jar.set(name, sealed, options, new Date(context.now.getTime() + maxAge * 1000))
}

const digestOf = ({ secret }: FeatureContext, account: string): MaybePromise<string> =>
  whenReady(hmacHex(secret, `device of ${account}`), (digest) => digest.slice(0, 32))

/** Sent to our endpoints only. */
function cookieOf({ secure, baseUrl }: FeatureContext): { name: string; options: CookieAttributes } {
  return {
    name: `${secure ? "__Secure-" : ""}next-auth.known-device`,
    options: { httpOnly: true, sameSite: "lax", path: new URL(baseUrl).pathname, secure },
  }
}
