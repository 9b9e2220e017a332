import { asError } from "../../core/options/thrown.js"

/** What transports tell of themselves. */
const facts = ["code", "responseCode", "response", "command", "status"]

/** A transport's error without the request that it may hold and without what was mailed: more people read a log than a mailbox. */
export function withoutSecrets(thrown: unknown, secrets: readonly string[]): Error {
  const error = asError(thrown)
  const spellings = secrets.flatMap((secret) => [secret, encodeURIComponent(secret)])
  const clean = (text: string): string => spellings.reduce((rest, secret) => rest.replaceAll(secret, "…"), text)
  const told = new Error(clean(String(error.message)))
  told.name = error.name
  if (error.stack) told.stack = clean(error.stack)
  for (const fact of facts) {
    const value: unknown = Reflect.get(error, fact)
    if (typeof value === "string") Reflect.set(told, fact, clean(value))
    if (typeof value === "number") Reflect.set(told, fact, value)
  }
  return told
}
