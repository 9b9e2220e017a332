/** Sessions that their provider may end: what the strategies ask, and what the provider's `logout` answers. */
import type { AdapterSession } from "../contracts/adapter.js"
import type { EndableSession, LogoutStore, ProviderLogout } from "../contracts/provider.js"
import type { JWT } from "../model.js"
import type { Config } from "../options/config.js"

/** The claim that says who may end the session of a token. Set anew at each extension: `callbacks.jwt` cannot lose it. */
const claim = "endable"

export const logoutStore = ({ adapter, secret, session, jwt }: Config): LogoutStore => ({
  adapter,
  secret,
  strategy: session.strategy,
  maxAge: Math.max(session.maxAge, jwt.maxAge),
})

export const withEndable = (token: JWT, endable: EndableSession | undefined): JWT =>
  endable ? { ...token, [claim]: endable } : token

/** `undefined` for nearly every session. */
export const endableOf = (config: Config, token: JWT): EndableSession | undefined =>
  config.mayEndSessions ? (token[claim] as EndableSession | undefined) : undefined

/** @throws {StorageError} when nobody can tell */
export async function wasEnded(config: Config, token: JWT): Promise<boolean> {
  const endable = endableOf(config, token)
  return (endable && (await logoutOf(config, endable)?.wasEnded(logoutStore(config), endable))) ?? false
}

export async function remember(config: Config, endable: EndableSession, row: AdapterSession): Promise<void> {
  await logoutOf(config, endable)?.remember(logoutStore(config), endable, row)
}

function logoutOf({ providers }: Config, endable: EndableSession): ProviderLogout | undefined {
  const provider = providers.get(endable.provider)
  return provider && "logout" in provider ? provider.logout : undefined
}
