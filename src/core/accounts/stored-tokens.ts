/** Provider tokens as a database keeps them: sealed, where the developer asks for it. */
import type { AdapterAccount } from "../contracts/adapter.js"
import { sha256Hex } from "../crypto/digest.js"
import { open, seal } from "../crypto/seal.js"
import { StorageError } from "../errors.js"

/** What somebody with a copy of the database could use at the provider. */
const tokenFields = ["access_token", "refresh_token", "id_token"] as const

/** Keys of their own: nothing that is sealed for another purpose opens here, nor the reverse. */
const salt = "countersign account tokens"

/** What our seal begins with. No provider sends a token like it. */
export const sealedPrefix = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0.."

type Tokens = Partial<Pick<AdapterAccount, (typeof tokenFields)[number]>>

/** The account with its tokens sealed under the first secret; as it is when there is none. */
export async function sealTokens<A extends Tokens>(account: A, secrets: readonly string[]): Promise<A> {
  const [secret] = secrets
  return secret === undefined ? account : eachToken(account, (token) => seal(token, secret, salt))
}

/**
 * The account with its tokens readable, whichever of the secrets sealed them. Tokens that were stored before sealing was
 * asked for are left as they are.
 *
 * @throws {StorageError} when none of the secrets opens a token
 */
export async function openTokens<A extends Tokens>(account: A, secrets: readonly string[]): Promise<A> {
  return eachToken(account, (token) => (token.startsWith(sealedPrefix) ? openToken(token, secrets) : token))
}

/** Names the refusal of an account's refresh token, which may be sealed. */
export const refusalKey = async ({ refresh_token }: Tokens): Promise<string> =>
  `refused-refresh:${await sha256Hex(refresh_token ?? "")}`

async function openToken(token: string, secrets: readonly string[]): Promise<string> {
  for (const secret of secrets) {
    const opened = await open(token, secret, salt)
    if (opened !== null) return opened
  }
  throw new StorageError(
    "STORAGE_FAILED",
    "A stored token was sealed with another secret: add the former one to `encryptTokens`, behind the present one.",
  )
}

async function eachToken<A extends Tokens>(
  account: A,
  change: (token: string) => string | Promise<string>,
): Promise<A> {
  const changed: Tokens = {}
  for (const field of tokenFields) {
    const token = account[field]
    if (typeof token === "string" && token !== "") changed[field] = await change(token)
  }
  return { ...account, ...changed }
}
