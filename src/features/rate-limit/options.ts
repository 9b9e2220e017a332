import type { CounterStore } from "../../core/contracts/feature.js"
import type { AuthRequest } from "../../core/contracts/request.js"

/** How often a password, a PIN or the like may be wrong. */
export interface CredentialsLimits {
  /** Wrong attempts at one account in a window, from devices that have not signed in to it before; and as many from each that has. Default: 10. */
  perAccount?: number
  /** The same in a day. Default: 100. */
  perDay?: number
  /** Wrong attempts of one client in a window, at any accounts, where a proxy of yours says who that is (`AUTH_TRUST_HOST`, `VERCEL`). Default: 100. `false`: any number. */
  perClient?: number | false
  /** Seconds. Default: 900. */
  window?: number
  /** Which account an attempt is at, by what was typed. Default: `username`, `email` and the like, else the first field that is not secret. */
  account?: (credentials: Readonly<Record<string, unknown>>) => string
}

/** How often a link, a code or an answer of a provider may be wrong. */
export interface CallbackLimits {
  /** Failed callbacks of one client in a window, where a proxy of yours says who that is. Default: 100. */
  perClient?: number
  /** Seconds. Default: 900. */
  window?: number
}

export interface RateLimitOptions {
  /** `false`: as often as one likes, where something else limits it. */
  credentials?: false | CredentialsLimits
  /** `false`: as often as one likes, where something else limits it. */
  callbacks?: false | CallbackLimits
  /** Seconds that the last attempts before a limit wait at most. Default: 4. `0`: nobody waits. */
  maxDelay?: number
  /** Whether the request holds a solved captcha. It may then go on where it would have to wait. Asked only of those. Default: nobody is asked. */
  captcha?: (request: AuthRequest, about: { provider: string }) => boolean | Promise<boolean>
  /** Where attempts are counted. Default: the adapter, where it has `increment`; else this process. */
  store?: CounterStore
}
