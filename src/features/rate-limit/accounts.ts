import type { AttemptedProvider } from "../../core/contracts/feature.js"
import type { CredentialsLimits } from "./options.js"

/** Fields that name somebody, whatever else a form is for. `login` may be a button. */
const naming = ["username", "email", "identifier", "phone"]
const secret = /pass|pwd|secret|pin|code|otp|token|captcha/i
const typed: ReadonlySet<unknown> = new Set([undefined, "text", "email", "tel", "number", "search", "url"])

/**
 * The accounts that an attempt is at: usually one. Every naming field that was sent counts, since nobody but `authorize` knows which one
 * it reads: a further one takes an attempt off no account. None where the form has only secrets.
 */
export function accountsIn(
  body: Readonly<Record<string, unknown>>,
  { id, credentials = {} }: AttemptedProvider,
  { account }: CredentialsLimits,
): string[] {
  if (account) return namesOf(id, "", account(body))
  const declared = Object.keys(credentials)
  const isNamed = declared.some((field) => naming.includes(field))
  const first = isNamed
    ? undefined
    : declared.find((field) => !secret.test(field) && typed.has(credentials[field]?.type))
  const fields = new Set([...naming, ...(first === undefined ? [] : [first])])
  return [...fields].flatMap((field) => (Object.hasOwn(body, field) ? namesOf(id, field, body[field]) : []))
}

/** One spelling of many. Nobody is called nothing: a field that is left empty would be an account of the whole world. */
function namesOf(provider: string, field: string, value: unknown): string[] {
  const name = textOf(value).normalize("NFKC").trim().toLowerCase()
  return name === "" ? [] : [`${provider} ${field} ${name}`]
}

/** As `authorize` may come to see it: of a list with one name, that name. */
function textOf(value: unknown): string {
  try {
    return String(value ?? "")
  } catch {
    return ""
  }
}
