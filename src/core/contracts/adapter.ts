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

/**
 * Where records live: the Auth.js adapter contract, so that adapters on npm fit.
 * Every method is optional in the type; start-up validation names those that the configuration needs and that are missing.
 */
export interface Adapter {
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
}

export type { VerificationToken }
