import { digest, sha256Hex as sha256HexOf } from "#crypto"

export { digest }

/** SHA-256 of a text's UTF-8 bytes, in lower-case hex. */
export const sha256Hex = async (text: string): Promise<string> => sha256HexOf(text)
