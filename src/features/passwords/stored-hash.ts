/**
 * A hash as it is stored: `$scrypt$ln=17,r=8,p=1$<salt>$<hash>`, with everything that is needed to check a password against it.
 *
 * @see https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md
 */

/** What scrypt is to cost: N is `2 ** ln`. It takes `128 · N · r` bytes, `p` times. RFC 7914 §2. */
export interface Cost {
  readonly ln: number
  readonly r: number
  readonly p: number
}

export interface StoredHash extends Cost {
  readonly salt: Buffer
  readonly hash: Buffer
}

/** Bytes that a hash of the database may have us fill: twice what ours take. */
const costliest = 268_435_456

export const bytesFor = ({ ln, r, p }: Cost): number => 128 * 2 ** ln * r * p

const form = /^\$scrypt\$ln=([1-9]\d?),r=([1-9]\d{0,2}),p=([1-9]\d{0,2})\$([\w+/]{2,86})\$([\w+/]{22,86})$/

/** `null` for a text that is none, that would cost too much, or whose salt is no salt or whose hash could be guessed. */
export function parseStoredHash(text: string): StoredHash | null {
  const [, ln, r, p, salt, hash] = form.exec(text) ?? []
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) }
  const bytes = { salt: decode(salt), hash: decode(hash) }
  const isPossible = cost.ln < 16 * cost.r && bytesFor(cost) <= costliest // RFC 7914 §6, step 1
  return bytes.salt && bytes.hash && isPossible ? { ...cost, salt: bytes.salt, hash: bytes.hash } : null
}

export const serialiseStoredHash = ({ ln, r, p, salt, hash }: StoredHash): string =>
  `$scrypt$ln=${ln},r=${r},p=${p}$${encode(salt)}$${encode(hash)}`

/** Base64 without padding (RFC 4648 §4), as PHC strings have it. */
const encode = (bytes: Buffer): string => bytes.toString("base64").replaceAll("=", "")

function decode(text = ""): Buffer | null {
  const bytes = Buffer.from(text, "base64")
  return encode(bytes) === text ? bytes : null
}
