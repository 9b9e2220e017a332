/** Who can sign in at the local provider. Nobody has a password: the page asks who you want to be. */

/** Somebody as an app gets to know them. */
export interface Person {
  /** Names them for good, at every provider: lower-case letters, digits and "-". */
  readonly id: string
  readonly name: string
  /** `null`: the provider knows no address. */
  readonly email: string | null
  /** Whether the provider says that the address is their own. */
  readonly emailVerified: boolean
  /** Sent as the claim `roles`. */
  readonly roles: readonly string[]
  /** Further claims; one of a standard name replaces that. */
  readonly claims: Readonly<Record<string, unknown>>
}

/** A person as somebody writes them down: only the name is required. */
export type PersonInput = Pick<Person, "name"> & Partial<Person>

export interface People {
  all(): readonly Person[]
  find(id: string): Person | null
  /**
   * Adds somebody, or replaces who has this `id`.
   *
   * @throws {TypeError} when something is not as it must be: a sentence for whoever typed it
   */
  save(input: PersonInput): Person
  remove(id: string): void
}

export const usualPeople: readonly PersonInput[] = [
  { name: "Alice Archer", email: "alice@example.com", roles: ["member"] },
  { name: "Bob Baker", email: "bob@example.com", roles: ["admin"] },
  { name: "Carol Carter", email: null, roles: ["member"] },
  { name: "Dave Draper", email: "dave@example.com", emailVerified: false, roles: ["member"] },
]

const mostPeople = 200

/** @param changed is called after every change */
export function openPeople(initial: readonly PersonInput[], changed: () => void): People {
  const people = new Map<string, Person>()
  const save = (input: PersonInput): Person => {
    const person = toPerson(input, (id) => people.has(id))
    if (!people.has(person.id) && people.size >= mostPeople)
      throw new TypeError(`There are ${mostPeople} people already: remove one first.`)
    people.set(person.id, person)
    return person
  }
  for (const input of initial) save(input)
  return {
    all: () => [...people.values()],
    find: (id) => people.get(id) ?? null,
    save(input) {
      const person = save(input)
      changed()
      return person
    },
    remove(id) {
      if (people.delete(id)) changed()
    },
  }
}

function toPerson(input: PersonInput, isTaken: (id: string) => boolean): Person {
  const name = typeof input.name === "string" ? input.name.trim() : ""
  if (name === "" || name.length > 100) throw new TypeError("A name has 1 to 100 characters.")
  const email = input.email?.trim() || null
  if (email !== null && !/^[^\s@]+@[^\s@]+$/.test(email)) throw new TypeError("The e-mail address has no form of one.")
  const id = input.id ?? freeId(name, isTaken)
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(id))
    throw new TypeError('An id begins with a lower-case letter or a digit; "-" may follow.')
  return Object.freeze({
    id,
    name,
    email,
    emailVerified: email !== null && (input.emailVerified ?? true),
    roles: Object.freeze((input.roles ?? []).map((role) => String(role).trim()).filter(Boolean)),
    claims: ownClaims(input.claims ?? {}),
  })
}

/** The first name, with a number where that is taken. */
function freeId(name: string, isTaken: (id: string) => boolean): string {
  const [first = ""] = name.normalize("NFKD").toLowerCase().split(/\s+/)
  const base = first.replace(/[^a-z0-9]/g, "").slice(0, 40) || "person"
  for (let number = 1; ; number++) {
    const id = number === 1 ? base : `${base}-${number}`
    if (!isTaken(id)) return id
  }
}

/** What only the provider may say: about the token, or about whom. */
const reserved = new Set([
  "sub",
  "iss",
  "aud",
  "azp",
  "exp",
  "iat",
  "nbf",
  "jti",
  "nonce",
  "at_hash",
  "c_hash",
  "sid",
  "auth_time",
])

function ownClaims(claims: unknown): Readonly<Record<string, unknown>> {
  if (typeof claims !== "object" || claims === null || Array.isArray(claims))
    throw new TypeError('Further claims are a JSON object, such as {"department": "Sales"}.')
  const forbidden = Object.keys(claims).find((claim) => reserved.has(claim))
  if (forbidden) throw new TypeError(`The claim "${forbidden}" is the provider's own.`)
  return Object.freeze({ ...claims })
}
