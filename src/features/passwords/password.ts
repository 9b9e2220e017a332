import { randomBytes, timingSafeEqual } from "node:crypto"
import { RequestError, StorageError } from "../../core/errors.js"
import { scrypt } from "./scrypt.js"
import { bytesFor, parseStoredHash, type StoredHash, serialiseStoredHash } from "./stored-hash.js"

/** N = 2^17, r = 8, p = 1: 128 MiB and some tenths of a second, the first choice of OWASP's Password Storage Cheat Sheet for scrypt. */
const cost = { ln: 17, r: 8, p: 1 }

const saltLength = 16
const hashLength = 32

/** Bytes of a password that is hashed at all. NIST SP 800-63B-4 §3.1.1.2 asks for 64 characters. */
const longest = 4096

/** What the password of nobody is compared with, so that it takes as long. */
const nobody: StoredHash = { ...cost, salt: Buffer.alloc(saltLength), hash: Buffer.alloc(hashLength) }

/**
 * Hashes a password with a salt of its own, as a text to store: `$scrypt$ln=17,r=8,p=1$…`, 88 characters.
 *
 * It takes 128 MiB of memory and some tenths of a second of another thread. At most one password fewer than there are cores, or threads of
 * libuv's pool, is hashed at a time; others wait their turn.
 *
 * @throws {RequestError} `INVALID_BODY` for a password that is empty or longer than 4,096 bytes
 * @throws {SignInError} `TooManyRequests`, with `retryAfter` in seconds, when too many wait already
 * @see https://www.rfc-editor.org/rfc/rfc7914
 * @example
 * ```ts
 * await db.user.create({ email, passwordHash: await hashPassword(password) })
 * ```
 */
export async function hashPassword(password: string): Promise<string> {
  const bytes = bytesOf(password)
  if (!bytes) throw new RequestError("INVALID_BODY", `A password has 1 to ${longest} bytes, the last of them no NUL.`)
  const salt = randomBytes(saltLength)
  return serialiseStoredHash({ ...cost, salt, hash: await scrypt(bytes, salt, hashLength, cost) })
}

/**
 * Whether this is the password that the hash was made of.
 *
 * Pass no hash where nobody has this name: the answer is `false`, and takes as long as for somebody, so that the time does not tell who has
 * an account. A password that is missing, empty or longer than 4,096 bytes is wrong at once, whoever it is for.
 *
 * @throws {StorageError} `STORAGE_FAILED` when the stored text is no scrypt hash, or one that costs more than 256 MiB
 * @throws {SignInError} `TooManyRequests`, with `retryAfter` in seconds, when too many wait already; `authorize` lets it pass
 * @example
 * ```ts
 * authorize: async (typed) => {
 *   const user = await db.user.findByName(typed?.username)
 *   return (await verifyPassword(typed?.password, user?.passwordHash)) ? user : null
 * }
 * ```
 */
export async function verifyPassword(
  password: string | null | undefined,
  hash: string | null | undefined,
): Promise<boolean> {
  const isSomebody = hash !== null && hash !== undefined
  const stored = isSomebody ? parseStoredHash(hash) : nobody
  if (!stored) throw notReadable()
  const bytes = bytesOf(password)
  if (!bytes) return false
  const derived = await scrypt(bytes, stored.salt, stored.hash.length, stored)
  return timingSafeEqual(derived, stored.hash) && isSomebody
}

/**
 * Whether a stored hash costs less to guess than what `hashPassword` writes today, or is of another kind. Ask once the password has been
 * verified, and store it hashed anew.
 */
export function needsRehash(hash: string): boolean {
  const stored = parseStoredHash(hash)
  return !stored || bytesFor(stored) < bytesFor(cost) || stored.salt.length < saltLength
}

/**
 * The same bytes on every keyboard: NFKC, as NIST SP 800-63B-4 §3.1.1.2 recommends. `null` for what is not hashed at all; a NUL at the end is
 * among it, because scrypt's HMAC would not see it (RFC 2104 §2).
 */
function bytesOf(password: unknown): Buffer | null {
  if (typeof password !== "string" || password === "" || password.endsWith("\0")) return null
  return Buffer.byteLength(password) <= longest ? Buffer.from(password.normalize("NFKC")) : null
}

/** Without the text: it may be a password that was never hashed. */
const notReadable = (): StorageError =>
  new StorageError(
    "STORAGE_FAILED",
    "The stored password is no scrypt hash (`$scrypt$ln=17,r=8,p=1$…`), or one that costs more than 256 MiB. Store what `hashPassword` returns, and have hashes of another kind verified by the library that made them.",
  )
