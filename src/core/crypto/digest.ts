/** Digests of a text's UTF-8 bytes. */
export { digest, sha256Hex } from "#crypto"
