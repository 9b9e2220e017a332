/** Digests of a text's UTF-8 bytes, for the other rooms: which platform makes them is known in this one alone. */
export { digest, sha256Hex } from "#crypto"
