import { randomBytes } from "./random.js"

/** So many decimal digits, each combination as likely as any other. */
export function randomDigits(length: number): string {
  let digits = ""
  while (digits.length < length) {
    for (const byte of randomBytes(length)) if (byte < 250 && digits.length < length) digits += byte % 10
  }
  return digits
}
