/** The two ends an attempt can have, and what must hold at each. */
import { expect } from "vitest"
import { type Attempted, type RelyingParty, secretsOf } from "../support/relying-party.js"

/** Fay was signed in, and sent where she wanted to go. */
export async function expectSignedIn(party: RelyingParty): Promise<Attempted> {
  const before = party.log()
  const attempt = await party.signIn()
  expect(party.log()).toBe(before)
  expect(attempt.answer).toMatchObject({ status: 302, location: `${party.app.origin}/members` })
  expect(attempt.session?.user).toMatchObject({ name: "Fay Fault", email: "fay@fault.test" })
  return attempt
}

/** Nobody was signed in: the visitor gets the documented error, the log the reason, and neither a secret. */
export async function expectRefused(
  party: RelyingParty,
  error: "OAuthCallback" | "OAuthSignin" | "Callback" = "OAuthCallback",
  change?: (parameters: URLSearchParams) => void,
): Promise<Attempted> {
  const attempt = await party.signIn(undefined, change)
  expectNobody(party, attempt)
  expect(attempt.error).toBe(error)
  return attempt
}

/** Nobody is signed in after this attempt, nobody was asked about them, and no secret was told. */
export function expectNobody(party: RelyingParty, attempt: Attempted): void {
  expect(attempt.session).toBeNull()
  expect(attempt.answer).toMatchObject({ status: 302 })
  expect(attempt.answer.location).toMatch(new RegExp(`^${party.app.origin}/api/auth/error\\?error=\\w+$`))
  expect(party.log()).not.toBe("")
  for (const hidden of secretsOf(party, attempt)) expect(party.log()).not.toContain(hidden)
}
