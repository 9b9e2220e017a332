import { digest } from "#crypto"
import { encodeHex } from "./hex.js"

export { digest }

/** SHA-256 of a text's UTF-8 bytes, in lower-case hex. */
export const sha256Hex = async (text: string): Promise<string> => encodeHex(await digest(256, text))
