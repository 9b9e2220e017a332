/** Records to store, and how what comes back is compared. */
import assert from "node:assert/strict"
import type { Adapter, AdapterAccount, AdapterSession, AdapterUser } from "../../core/contracts/adapter.js"

let made = 0

/** A value that no other record of this process has. */
export const unique = (name: string): string => `${name}-${++made}-${Math.random().toString(36).slice(2, 10)}`

/** Whole seconds: some databases keep no more. */
export const inSeconds = (seconds: number): Date => new Date((Math.floor(Date.now() / 1000) + seconds) * 1000)

export const newUser = (more: Partial<AdapterUser> = {}): Omit<AdapterUser, "id"> => ({
  name: "Ada Lovelace",
  email: `${unique("ada")}@example.com`,
  image: "https://example.com/ada.png",
  emailVerified: null,
  ...more,
})

export const newAccount = (userId: string, more: Partial<AdapterAccount> = {}): AdapterAccount => ({
  userId,
  type: "oauth",
  provider: "github",
  providerAccountId: unique("account"),
  access_token: unique("access"),
  refresh_token: unique("refresh"),
  id_token: `${"e".repeat(1500)}.${"y".repeat(1500)}`,
  expires_at: 1_900_000_000,
  token_type: "bearer",
  scope: "read:user user:email",
  session_state: "state",
  ...more,
})

/** What an account is found by. Some adapters refuse a question that has more in it. */
export const keyOf = ({
  provider,
  providerAccountId,
}: AdapterAccount): Pick<AdapterAccount, "provider" | "providerAccountId"> => ({
  provider,
  providerAccountId,
})

export async function storedUser(adapter: Required<Adapter>, more: Partial<AdapterUser> = {}): Promise<AdapterUser> {
  return adapter.createUser(newUser(more))
}

export async function storedSession(
  adapter: Required<Adapter>,
  userId: string,
  expires: Date = inSeconds(3600),
): Promise<AdapterSession> {
  return adapter.createSession({ sessionToken: unique("session"), userId, expires })
}

/**
 * Every field of `expected` came back as it was stored, and no field has a value that nobody stored. An absent field and one
 * that is `null` are the same; the row's own `id` is the database's affair unless it is expected.
 */
export function assertRecord(actual: object | null | undefined, expected: object): void {
  assert.ok(actual, "a record was expected, and nothing came back")
  const found = present(actual)
  const wanted = present(expected)
  if (!("id" in wanted)) delete found.id
  assert.deepEqual(found, wanted)
}

const present = (record: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null && value !== undefined))
