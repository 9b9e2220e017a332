import { expect, test } from "vitest"
import { assertAccessTokenHash } from "./access-token-hash.js"

// OpenID Connect Core 1.0, appendix A.4
const accessToken = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"
const hash = "77QmUPtjPfzWtF2AnpK9RQ"

test("the access token that came with an ID token is accepted", async () => {
  await expect(assertAccessTokenHash(hash, accessToken, "RS256")).resolves.toBeUndefined()
})

test("an access token of another ID token is refused", async () => {
  await expect(assertAccessTokenHash(hash, `${accessToken}x`, "RS256")).rejects.toThrow("at_hash")
  await expect(assertAccessTokenHash(hash.slice(0, 20), accessToken, "RS256")).rejects.toThrow("at_hash")
  await expect(assertAccessTokenHash(null, accessToken, "RS256")).rejects.toThrow("at_hash")
})

test("the hash is that of the signature algorithm", async () => {
  await expect(assertAccessTokenHash(hash, accessToken, "ES384")).rejects.toThrow("at_hash")
  const sha512 = new Uint8Array(await crypto.subtle.digest("SHA-512", new TextEncoder().encode(accessToken)))
  const half = Buffer.from(sha512.subarray(0, 32)).toString("base64url")
  for (const algorithm of ["RS512", "EdDSA", "Ed25519"]) {
    await expect(assertAccessTokenHash(half, accessToken, algorithm)).resolves.toBeUndefined()
  }
})
