/**
 * One spelling of an e-mail address, or none.
 *
 * Printable ASCII only: case folding and Unicode normalisation can turn one address into another's, and parsers disagree about quotes,
 * comments, lists and display names. Somebody with another kind of address is let in by a `normalizeIdentifier` of the app's own.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2
 */

const longest = { address: 254, local: 64, domain: 253 }

const dotAtom = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** @throws {TypeError} when it is no address */
export function normalizeAddress(typed: string): string {
  const address = typed.replace(/^ +| +$/g, "").toLowerCase()
  const [local = "", domain = "", ...more] = address.split("@")
  const isAddress =
    more.length === 0 && /^[\x21-\x7e]*$/.test(typed.trim()) && address.length <= longest.address && isLocal(local)
  if (!isAddress || !isDomain(domain)) throw new TypeError("That is no e-mail address")
  return address
}

/** A leading hyphen would be an option to a mail program; `=?` begins an encoded word, which some programs decode. */
const isLocal = (local: string): boolean =>
  local.length <= longest.local &&
  dotAtom.test(local) &&
  !local.startsWith("-") &&
  !local.includes("=?") &&
  !isQuoted(local)

/** `'a@b'@c` is split at its last `@` by some, and at its first by others; it has more than one and never comes here. */
const isQuoted = (local: string): boolean => local.startsWith("'") && local.endsWith("'")

function isDomain(domain: string): boolean {
  const labels = domain.split(".")
  const isName = domain.length <= longest.domain && labels.length > 1 && labels.every((it) => label.test(it))
  return isName && !/^\d+$/.test(labels.at(-1) ?? "") && labels.every(isReadable)
}

/** An `xn--` label that stands for no name is refused: what it shows is anybody's guess. */
function isReadable(part: string): boolean {
  if (!part.startsWith("xn--")) return true
  const host = `${part}.example`
  return URL.canParse(`https://${host}`) && new URL(`https://${host}`).hostname === host
}
