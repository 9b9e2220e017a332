/** What a provider says about a person: the claims of OpenID Connect Core §5.1, and the fields that some document instead. */

import { documentedFields } from "./documented-fields.js"
import type { Person } from "./people.js"

/** Everything that may stand in an ID token. Addresses come with the scope that asks for them. */
export function claimsOf(person: Person, providerId: string): Record<string, unknown> {
  const { given, family } = namesOf(person)
  return {
    sub: person.id,
    name: person.name,
    given_name: given,
    family_name: family,
    nickname: person.id,
    preferred_username: person.id,
    ...(person.email === null ? {} : { email: person.email, email_verified: person.emailVerified }),
    ...(person.roles.length > 0 ? { roles: person.roles } : {}),
    ...fieldsOf(person, providerId),
    ...person.claims,
  }
}

/** What the userinfo endpoint of a provider without ID tokens answers; most that we do not know call people by `id`. */
export function userinfoOf(person: Person, providerId: string): Record<string, unknown> {
  const fields = fieldsOf(person, providerId) ?? { id: person.id, ...claimsOf(person, providerId) }
  return { ...fields, ...person.claims }
}

/** `null` for a provider that says what OpenID Connect has a name for, or that we do not know. */
function fieldsOf(person: Person, providerId: string): Record<string, unknown> | null {
  const fields = Object.hasOwn(documentedFields, providerId) ? documentedFields[providerId] : undefined
  return fields?.({ ...person, ...namesOf(person), number: numberOf(person.id) }) ?? null
}

export function namesOf({ name }: Person): { given: string; family: string } {
  const [given = "", ...rest] = name.split(/\s+/)
  return { given, family: rest.join(" ") }
}

/** The same number for the same id, always: many providers count their people. FNV-1a, 31 bits. */
export function numberOf(id: string): number {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(id)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 1 || 1
}
