import { expect, test } from "vitest"
import { testProvider } from "../../../test/support/request-context.js"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { assertVerifiable, idTokenAlgorithm, isSignedBySecret } from "./id-token-algorithm.js"

const withAlgorithm = (algorithm: string, more: Partial<OAuthProvider> = {}) =>
  testProvider({ idToken: true, client: { id_token_signed_response_alg: algorithm }, ...more })

test.each(["RS256", "RS384", "RS512", "PS256", "ES256", "ES512", "EdDSA", "Ed25519", "HS256", "HS384", "HS512"])(
  "ID tokens signed with %s can be checked",
  (algorithm) => expect(() => assertVerifiable(withAlgorithm(algorithm))).not.toThrow(),
)

test.each([
  "none",
  "",
  "RS1",
  "xRS256",
  "RS2567",
  "HS2567",
  "xHS256",
  "xEdDSA",
  "EdDSAx",
  "xEd25519",
  "Ed25519x",
  "ES256K",
])("ID tokens signed with %j cannot, and the developer is told", (algorithm) => {
  expect(() => assertVerifiable(withAlgorithm(algorithm))).toThrow("are not supported")
  expect(() => assertVerifiable(withAlgorithm(algorithm, { idToken: false }))).not.toThrow()
})

test("without the client's secret nothing is checked by it", () => {
  expect(() => assertVerifiable(withAlgorithm("HS256", { clientSecret: undefined }))).toThrow("set `clientSecret`")
  expect(["HS256", "HS384", "HS512"].every(isSignedBySecret)).toBe(true)
  expect(["RS256", "HS128", "xHS256", "HS256x"].some(isSignedBySecret)).toBe(false)
})

test("where nothing is said the algorithm is RS256", () => expect(idTokenAlgorithm(testProvider())).toBe("RS256"))
