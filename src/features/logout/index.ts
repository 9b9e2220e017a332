/** `countersign/features/logout`: signing out at the provider too, and being signed out by it. */
import type { Adapter } from "../../core/contracts/adapter.js"
import type { ProviderLogout } from "../../core/contracts/provider.js"
import { remember, wasEnded } from "./ended-sessions.js"
import type { LogoutOptions } from "./options.js"
import { receiveBackChannel, receiveFrontChannel } from "./receive.js"
import { isReturn, keepForSignOut, signOutAtProvider } from "./sign-out.js"
import { removeSignedInAt } from "./signed-in-at.js"

export type { LogoutOptions } from "./options.js"

const memory = ["setValue", "getValue"] as const satisfies (keyof Adapter)[]

/**
 * The `logout` of a provider. Without it signing out ends the session on this site and leaves the provider's alone.
 *
 * @example
 * ```ts
 * Keycloak({ clientId, clientSecret, issuer, logout: logout({ rpInitiated: true, backChannel: true }) })
 * ```
 * @see https://openid.net/specs/openid-connect-rpinitiated-1_0.html
 * @see https://openid.net/specs/openid-connect-backchannel-1_0.html
 * @see https://openid.net/specs/openid-connect-frontchannel-1_0.html
 */
export const logout = (options: LogoutOptions): ProviderLogout => ({
  needs: (strategy, keepsTokens) => ({
    ...(options.revokeTokens && !keepsTokens
      ? { "logout.revokeTokens": ["getUserByAccount", "listAccounts", "updateAccount"] }
      : {}),
    ...(options.backChannel
      ? { "logout.backChannel": strategy === "database" ? [...memory, "deleteSessionsOfUser"] : memory }
      : {}),
    ...(options.frontChannel ? { "logout.frontChannel": memory } : {}),
  }),
  mayEndSessions: Boolean(options.backChannel || options.frontChannel),
  began: (context, account) => keepForSignOut(context, account, options),
  forget: removeSignedInAt,
  ended: (context, provider) => signOutAtProvider(context, provider, options),
  isReturn,
  remember,
  wasEnded,
  receive: (context, provider, channel) =>
    channel === "back"
      ? receiveBackChannel(context, provider, options)
      : receiveFrontChannel(context, provider, options),
})
