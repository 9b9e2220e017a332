import type { Account, Awaitable, User, VerificationToken } from "../model.js"

/** A user as a database keeps them. */
export interface AdapterUser extends User {
  email: string
  emailVerified: Date | null
}

export interface AdapterAccount extends Account {
  userId: string
}

export interface AdapterSession {
  sessionToken: string
  userId: string
  expires: Date
}

/** A passkey or security key, as Auth.js v5 stores it. */
export interface AdapterAuthenticator {
  /** Base64. */
  credentialID: string
  userId: string
  providerAccountId: string
  /** Base64. */
  credentialPublicKey: string
  counter: number
  credentialDeviceType: string
  credentialBackedUp: boolean
  /** Joined by commas. */
  transports?: string | null
}

type AccountKey = Pick<AdapterAccount, "provider" | "providerAccountId">

/**
 * What an adapter may offer beyond the Auth.js contract. The core asks whether a power is there, never whose adapter it is;
 * start-up validation names the powers that a chosen feature misses.
 */
export interface AdapterPowers {
  /**
   * Runs `work` on an adapter whose writes all happen or none do: not at all when `work` rejects. May run it again when
   * it collided with another's. `serializable`: as if no other transaction ran meanwhile.
   */
  transaction?<R>(work: (adapter: Adapter) => Promise<R>, options?: { isolation?: "serializable" }): Promise<R>
  /** Stores what a further sign-in brought, such as fresh tokens. Fields that are not named stay. */
  updateAccount?(account: AccountKey & Partial<AdapterAccount>): Awaitable<unknown>
  listAccounts?(userId: string): Awaitable<AdapterAccount[]>
  /** Sessions of a user that have not expired. Their `sessionToken` may be a digest: it names a session and opens none. */
  listSessions?(userId: string): Awaitable<AdapterSession[]>
  /** Ends all sessions of a user. */
  deleteSessionsOfUser?(userId: string): Awaitable<unknown>
  /**
   * Adds one to a counter that begins anew `windowSeconds` after its first count. Atomic: of N simultaneous calls each gets
   * another number.
   */
  increment?(key: string, windowSeconds: number): Awaitable<{ count: number; expires: Date }>
  /** Takes so many counts back from a counter, never below none. Its end stays. Atomic. */
  decrement?(key: string, by: number): Awaitable<unknown>
  /** Keeps a short text under a key for so many seconds, in place of what was there. The keys are apart from those of counters. */
  setValue?(key: string, value: string, seconds: number): Awaitable<unknown>
  /** The text under a key; `null` when there is none, or its time has passed. */
  getValue?(key: string): Awaitable<string | null>
}

/**
 * Where records live: the Auth.js adapter contract, so that adapters on npm fit.
 * Every method is optional in the type; start-up validation names those that the configuration needs and that are missing.
 */
export interface Adapter extends AdapterPowers {
  createUser?(user: Omit<AdapterUser, "id"> & { id?: string }): Awaitable<AdapterUser>
  getUser?(id: string): Awaitable<AdapterUser | null>
  getUserByEmail?(email: string): Awaitable<AdapterUser | null>
  getUserByAccount?(account: Pick<AdapterAccount, "provider" | "providerAccountId">): Awaitable<AdapterUser | null>
  updateUser?(user: Partial<AdapterUser> & Pick<AdapterUser, "id">): Awaitable<AdapterUser>
  deleteUser?(userId: string): Awaitable<unknown>
  linkAccount?(account: AdapterAccount): Awaitable<unknown>
  unlinkAccount?(account: Pick<AdapterAccount, "provider" | "providerAccountId">): Awaitable<unknown>
  createSession?(session: AdapterSession): Awaitable<AdapterSession>
  getSessionAndUser?(sessionToken: string): Awaitable<{ session: AdapterSession; user: AdapterUser } | null>
  updateSession?(
    session: Partial<AdapterSession> & Pick<AdapterSession, "sessionToken">,
  ): Awaitable<AdapterSession | null | undefined>
  deleteSession?(sessionToken: string): Awaitable<AdapterSession | null | undefined | void>
  createVerificationToken?(token: VerificationToken): Awaitable<VerificationToken | null | undefined>
  /** Takes the token out of storage and returns it. Of two simultaneous calls, one gets it and one gets `null`. */
  useVerificationToken?(token: Pick<VerificationToken, "identifier" | "token">): Awaitable<VerificationToken | null>
  getAccount?(providerAccountId: string, provider: string): Awaitable<AdapterAccount | null>
  getAuthenticator?(credentialID: string): Awaitable<AdapterAuthenticator | null>
  createAuthenticator?(authenticator: AdapterAuthenticator): Awaitable<AdapterAuthenticator>
  listAuthenticatorsByUserId?(userId: string): Awaitable<AdapterAuthenticator[]>
  /** @throws when there is no such authenticator */
  updateAuthenticatorCounter?(credentialID: string, newCounter: number): Awaitable<AdapterAuthenticator>
}

export type { VerificationToken }
