/** How session tokens are kept: plain, as other libraries do, or as SHA-256, so that reading the table opens no session. */
import { sha256Hex } from "../../core/crypto/digest.js"

export interface TokenKeeping {
  /** What is stored for a new session. */
  store(token: string): Promise<string>
  /** What a stored session of this token may be found by. */
  find(token: string): Promise<readonly string[]>
  /** What names a session without opening it. */
  name(stored: string): Promise<string>
}

export const plainTokens: TokenKeeping = {
  store: async (token) => token,
  find: async (token) => [token],
  name: sha256Hex,
}

export const hashedTokens: TokenKeeping = {
  store: sha256Hex,
  find: async (token) => [await sha256Hex(token)],
  name: async (stored) => stored,
}

const isHash = (token: string): boolean => /^[0-9a-f]{64}$/.test(token)

/**
 * For a table that another library has filled: rows with plain tokens are found too, until they are replaced. A token that looks
 * like a hash is looked up by its own hash only: otherwise whoever had read a hash could present it.
 */
export const takenOverTokens: TokenKeeping = {
  store: sha256Hex,
  find: async (token) => (isHash(token) ? [await sha256Hex(token)] : [await sha256Hex(token), token]),
  name: async (stored) => (isHash(stored) ? stored : sha256Hex(stored)),
}
