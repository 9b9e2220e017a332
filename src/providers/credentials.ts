import type { CredentialInput, CredentialsConfig } from "../core/contracts/provider.js"

export type { CredentialInput, CredentialsConfig } from "../core/contracts/provider.js"

export type CredentialsProviderType = "Credentials"

export type UserCredentialsConfig<C extends Record<string, CredentialInput>> = Partial<
  Omit<CredentialsConfig<C>, "options">
> &
  Pick<CredentialsConfig<C>, "authorize" | "credentials">

/**
 * Sign-in by something the app itself checks: a password, a one-time code, a wallet's signature.
 *
 * @example
 * Credentials({
 *   credentials: { username: { label: "Username" }, password: { label: "Password", type: "password" } },
 *   authorize: async (credentials) => findUser(credentials?.username, credentials?.password),
 * })
 */
export default function Credentials<C extends Record<string, CredentialInput> = Record<string, CredentialInput>>(
  options: UserCredentialsConfig<C>,
): CredentialsConfig<C> {
  return {
    id: "credentials",
    name: "Credentials",
    type: "credentials",
    credentials: {} as C,
    authorize: () => null,
    options,
  }
}
