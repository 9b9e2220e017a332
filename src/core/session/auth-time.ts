/** When somebody signed in, for rules that ask how long ago: noted only where the options have a policy. */
import { sha256Hex } from "../crypto/digest.js"
import { ConfigurationError } from "../errors.js"
import type { JWT } from "../model.js"
import type { Config } from "../options/config.js"
import { stored } from "./stored.js"

/** Of a token, in seconds since the epoch. `callbacks.jwt` can neither lose nor change it. */
const claim = "auth_time"

export const withAuthTime = ({ policy }: Config, token: JWT, seconds: number | null): JWT =>
  policy && seconds !== null ? { ...token, [claim]: seconds } : token

export const authTimeOf = (token: JWT): number | null => (typeof token[claim] === "number" ? token[claim] : null)

export const inSeconds = (date: Date): number => Math.floor(date.getTime() / 1000)

/** Notes it beside a stored session, where the adapter can. */
export async function noteAuthTime({ policy, adapter, session }: Config, key: string, now: Date): Promise<void> {
  if (!policy || !adapter?.setValue) return
  const name = await nameOf(key)
  await stored(() => adapter.setValue?.(name, String(inSeconds(now)), session.maxAge))
}

/** @throws {ConfigurationError} when the adapter cannot tell */
export async function notedAuthTime({ adapter }: Config, key: string): Promise<number | null> {
  if (!adapter?.getValue || !adapter.setValue) {
    throw new ConfigurationError(
      "MISSING_ADAPTER_METHODS_ERROR",
      "`signedInWithin` needs to know when somebody signed in: use an `adapter` with `getValue` and `setValue`, such as `countersign/adapters/sql`, or sessions in a cookie.",
    )
  }
  const name = await nameOf(key)
  const noted = await stored(() => adapter.getValue?.(name))
  return noted ? Number(noted) : null
}

const nameOf = async (key: string): Promise<string> => `auth-time:${await sha256Hex(key)}`
