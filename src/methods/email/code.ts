/**
 * A code that is typed where it was asked for. Few digits can be guessed: so it is good in one browser, for minutes, and for five tries.
 *
 * Each try is a row, which an adapter hands to one caller only: of any number of guesses at once, five are heard. Of the code itself
 * nothing is stored but a keyed digest, in the sealed cookie of the browser that asked.
 */
import type { FeatureContext } from "../../core/contracts/feature.js"
import { equalInConstantTime } from "../../core/crypto/compare.js"
import { hmacHex } from "../../core/crypto/hmac.js"
import type { MaybePromise } from "../../core/maybe-promise.js"
import { stored } from "../../core/session/stored.js"
import { storeOf } from "./proof.js"

/** As kept by the browser that asked. */
export interface SealedCode {
  readonly digest: string
  /** Milliseconds since the epoch. */
  readonly expires: number
}

const tries = [1, 2, 3, 4, 5]

/** No address begins so: none of these rows can pass for a link's. `id`: name of the mail's row. */
async function rowOf(
  { secret }: FeatureContext,
  id: string,
  nth: number,
): Promise<{ identifier: string; token: string }> {
  return { identifier: `email-code:${id}:${nth}`, token: await hmacHex(secret, `e-mail code, try ${nth} of ${id}`) }
}

export async function createTries(context: FeatureContext, id: string, expires: Date): Promise<void> {
  const store = storeOf(context)
  const rows = await Promise.all(tries.map((nth) => rowOf(context, id, nth)))
  await stored(() => Promise.all(rows.map((row) => store.createVerificationToken({ ...row, expires }))))
}

/** Takes one try. How many are left; `null` when there was none. */
export async function takeTry(context: FeatureContext, id: string): Promise<number | null> {
  const store = storeOf(context)
  for (const nth of tries) {
    const row = await rowOf(context, id, nth)
    if (await stored(() => store.useVerificationToken(row))) return tries.length - nth
  }
  return null
}

export const digestOfCode = ({ secret }: FeatureContext, id: string, code: string): MaybePromise<string> =>
  hmacHex(secret, `e-mail code ${code} of ${id}`)

export async function isCode(context: FeatureContext, id: string, code: string, sealed: SealedCode): Promise<boolean> {
  return equalInConstantTime(await digestOfCode(context, id, code), sealed.digest)
}
