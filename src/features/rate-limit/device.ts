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

export interface Device {
  readonly id: string
  /** Digests of the accounts that it has signed in to, the latest first. */
  readonly digests: readonly string[]
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
  const known: Pick<Device, "id" | "digests"> =
    typeof claims === "string" ? { id: randomUuid(), digests: [] } : (claims as unknown as Device) // as we wrote it
  const asked = new Map<string, string>()
  for (const account of accounts) asked.set(account, await digestOf(context, account))
  const knows = (account: string) => known.digests.includes(asked.get(account) ?? "")
  return { id: known.id, digests: known.digests, asked, knows }
}

/** It has signed in to the accounts that were asked about. */
export async function rememberDevice(context: FeatureContext, { id, digests, asked }: Device): Promise<void> {
  const { name, options } = cookieOf(context)
  const all = [...new Set([...asked.values(), ...digests])].slice(0, mostAccounts)
  const sealed = await encode({ token: { id, digests: all }, secret: context.secret, salt: name, maxAge })
  context.jar.set(name, sealed, options, new Date(context.now.getTime() + maxAge * 1000))
}

const digestOf = async ({ secret }: FeatureContext, account: string): Promise<string> =>
  (await hmacHex(secret, `device of ${account}`)).slice(0, 32)

/** Sent to our endpoints only. */
function cookieOf({ secure, origin, baseUrl }: FeatureContext): { name: string; options: CookieAttributes } {
  return {
    name: `${secure ? "__Secure-" : ""}next-auth.known-device`,
    options: { httpOnly: true, sameSite: "lax", path: baseUrl.slice(origin.length), secure },
  }
}
