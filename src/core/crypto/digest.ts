import { platform } from "#crypto"
import { encodeHex } from "./random.js"

const encoder = new TextEncoder()

/** SHA-256 of a text's UTF-8 bytes, in lower-case hex. */
export async function sha256Hex(text: string): Promise<string> {
  return encodeHex(await platform.sha256(encoder.encode(text)))
}
