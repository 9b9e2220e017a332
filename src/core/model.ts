/**
 * The nouns. `Session`, `User`, `Account`, `Profile` and `JWT` are interfaces so that an app can extend them by module
 * augmentation (`declare module "countersign"`, or `"next-auth"` under the alias), as documented for next-auth v4.
 */

/** A value, or a promise of it: what every callback may return. */
export type Awaitable<T> = T | PromiseLike<T>

/** `Date.prototype.toISOString` form. */
export type ISODateString = string

export interface DefaultUser {
  id: string
  name?: string | null
  email?: string | null
  image?: string | null
}

/** A person, as the app knows them: what `authorize` and `profile` return, and what a database stores. */
export interface User extends DefaultUser {}

export interface DefaultSession {
  user?: { name?: string | null; email?: string | null; image?: string | null }
  expires: ISODateString
}

/** What `useSession`, `getServerSession` and `GET /session` give to the app. Reaches the browser: no secrets in it. */
export interface Session extends DefaultSession {}

/** The claims a provider sent about somebody, before `profile()` maps them to a `User`. */
export interface Profile {
  sub?: string
  name?: string
  email?: string
  image?: string
}

/** What a token endpoint answered. `expires_at` is seconds since the epoch. */
export interface TokenSetParameters {
  access_token?: string
  token_type?: string
  id_token?: string
  refresh_token?: string
  scope?: string
  expires_at?: number
  session_state?: string
  [key: string]: unknown
}

/** The same, under the name that provider functions of next-auth v4 use. */
export interface TokenSet extends TokenSetParameters {}

/** `webauthn` is there for accounts that Auth.js v5 stored. */
export type ProviderType = "oauth" | "oidc" | "email" | "credentials" | "webauthn"

/** A way a user signs in: one at GitHub, one at Google. Token fields are what the provider's token endpoint answered. */
export interface Account extends Partial<TokenSetParameters> {
  provider: string
  providerAccountId: string
  type: ProviderType
  userId?: string
}

export interface DefaultJWT extends Record<string, unknown> {
  name?: string | null
  email?: string | null
  picture?: string | null
  sub?: string
}

/** The claims inside a JWT session's cookie. Sealed: the browser cannot read them. */
export interface JWT extends Record<string, unknown>, DefaultJWT {}

/** A promise, kept in a database, that whoever shows this token controls this address. */
export interface VerificationToken {
  identifier: string
  token: string
  expires: Date
}

/** Looks of the built-in pages. */
export interface Theme {
  /** `auto` follows the visitor's system. */
  colorScheme?: "auto" | "dark" | "light"
  /** Absolute URL, or path, of the site's logo. */
  logo?: string
  /** CSS colour of buttons and links: `#346df1`. */
  brandColor?: string
  /** CSS colour of the text on buttons. */
  buttonText?: string
}
