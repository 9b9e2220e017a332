import { encodeHex } from "./random.js"

const encoder = new TextEncoder()

/** HMAC-SHA-256 of a text's UTF-8 bytes (RFC 2104), in lower-case hex: a digest that nobody without the secret can try values against. */
export async function hmacHex(secret: string, text: string): Promise<string> {
  const algorithm = { name: "HMAC", hash: "SHA-256" }
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign"])
  return encodeHex(new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(text))))
}
