/**
 * What counts as an e-mail address: the part of RFC 5321 §4.1.2 that every mail server and every parser reads alike. Quoted
 * local parts, comments, address literals and anything outside ASCII are refused: they are where one program sees one
 * recipient and the next program another.
 */
import type { LoggerInstance } from "../../core/contracts/logger.js"
import type { EmailProvider } from "../../core/contracts/provider.js"
import { SignInError } from "../../core/errors.js"

/** Octets (RFC 5321 §4.5.3.1). */
const longest = { address: 254, localPart: 64, domain: 253 }

const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i

/** The one spelling of a typed address: lower case, without spaces around it. `null` for what is no address. */
export function readAddress(typed: unknown): string | null {
  if (typeof typed !== "string" || typed.length > longest.address + 100) return null
  const address = typed.replace(/^ +| +$/g, "").toLowerCase()
  return typed.replace(/[\x20-\x7e]/g, "") === "" && isAddress(address) ? address : null
}

export function isAddress(address: unknown): address is string {
  if (typeof address !== "string" || address.length > longest.address) return false
  const [local = "", domain = "", ...more] = address.split("@")
  if (more.length > 0 || local.length > longest.localPart || domain.length > longest.domain) return false
  // A "-" in front is an option of mail programs; "=?" begins an encoded word (RFC 2047 §2).
  return localPart.test(local) && !local.startsWith("-") && !local.includes("=?") && isDomain(domain)
}

/** Two labels at least, the last with a letter. Browsers and mail servers must agree about what an `xn--` label stands for. */
function isDomain(domain: string): boolean {
  const labels = domain.split(".")
  if (labels.length < 2 || !labels.every((it) => label.test(it)) || /^\d+$/.test(labels.at(-1) ?? "")) return false
  const url = `http://${domain}`
  return URL.canParse(url) && new URL(url).hostname === domain.toLowerCase()
}

/**
 * The identifier of whoever typed this, as it is stored and mailed. Checked before a function of the developer's sees it, and after.
 *
 * @throws {SignInError} `EmailSignin`
 */
export function readIdentifier(
  typed: unknown,
  { normalizeIdentifier, id }: EmailProvider,
  log: LoggerInstance,
): string {
  const address = readAddress(typed)
  if (address === null) throw new SignInError("EmailSignin", "What was typed is not an e-mail address.")
  if (!normalizeIdentifier) return address
  let identifier: unknown
  try {
    identifier = normalizeIdentifier(typed as string)
  } catch (cause) {
    throw new SignInError("EmailSignin", `\`normalizeIdentifier\` of "${id}" refused the address.`, { cause })
  }
  if (isAddress(identifier)) return identifier
  const error = new TypeError(
    `\`normalizeIdentifier\` of "${id}" returned no address: return one, as a string, or throw.`,
  )
  log.error("SIGNIN_EMAIL_ERROR", { error, providerId: id }) // a mistake of the developer's: the visitor typed an address
  throw new SignInError("EmailSignin", error.message)
}
