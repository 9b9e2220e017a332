import { expect, test } from "vitest"
import { testProvider } from "../../../test/support/request-context.js"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { assertEndpoint, assertReachable } from "./endpoint-trust.js"

const passes = (provider: Partial<OAuthProvider>, endpoint: string): boolean => {
  try {
    assertEndpoint(testProvider(provider), new URL(endpoint))
    return true
  } catch (error) {
    expect(String(error)).toContain(`${new URL(endpoint).origin}${new URL(endpoint).pathname} does not use https`)
    return false
  }
}
const reached = (provider: Partial<OAuthProvider>, endpoint: string): Promise<boolean> =>
  assertReachable(testProvider(provider), new URL(endpoint)).then(
    () => true,
    () => false,
  )
const at = (url: string) => ({ url, params: {} })

test.each<[string, Partial<OAuthProvider>, string, boolean]>([
  ["https", {}, "https://idp.example/token", true],
  ["http", {}, "http://idp.example/token?secret=1", false],
  ["another scheme", { issuer: "http://idp.example" }, "ftp://idp.example/token", false],
  ["http below an issuer with http", { issuer: "http://idp.example" }, "http://idp.example/token", true],
  ["http below a discovery address with http", { discovery: "http://idp.example/x" }, "http://other.example/", true],
  ["http beside a token endpoint with http", { token: at("http://idp.example/") }, "http://idp.example/", true],
  [
    "http though the discovery address has https",
    { discovery: "https://a.example/", issuer: "http://a.example" },
    "http://a.example/",
    false,
  ],
  [
    "http below an issuer that a customer named",
    { issuer: "http://idp.example", untrustedIssuer: true },
    "http://idp.example/",
    false,
  ],
  [
    "http on this machine, where that is written",
    { userinfo: at("http://localhost:4000/") },
    "http://localhost:9/",
    true,
  ],
  ["http on this machine, by address", { jwksEndpoint: "http://127.0.0.1/" }, "http://127.0.0.1/jwks", true],
  ["http on this machine, by IPv6", { revocation: "http://[::1]/" }, "http://[::1]/r", true],
  ["http on this machine, by a name of it", { endSession: "http://idp.localhost/" }, "http://idp.localhost/x", true],
  ["http on this machine, unwritten", {}, "http://localhost/", false],
  [
    "http on this machine, for a customer",
    { userinfo: at("http://localhost/"), untrustedIssuer: true },
    "http://localhost/",
    false,
  ],
  [
    "http at a name that only begins so",
    { userinfo: at("http://localhost.example/") },
    "http://localhost.example/",
    false,
  ],
  ["http at a name that only ends so", { userinfo: at("http://xlocalhost/") }, "http://xlocalhost/", false],
])("an endpoint with %s", (_, provider, endpoint, isFine) => expect(passes(provider, endpoint)).toBe(isFine))

test.each([
  ["discovery", "https://10.0.0.7/x"],
  ["issuer", "https://10.0.0.7/x"],
  ["authorization", at("https://10.0.0.7/x")],
  ["token", at("https://10.0.0.7/x")],
  ["userinfo", at("https://10.0.0.7/x")],
  ["jwksEndpoint", "https://10.0.0.7/x"],
  ["revocation", "https://10.0.0.7/x"],
  ["endSession", "https://10.0.0.7/x"],
])("a private address that stands in `%s` is the developer's own word", async (name, value) => {
  expect(await reached({ [name]: value }, "https://10.0.0.7:8443/other")).toBe(true)
  expect(await reached({ [name]: value, untrustedIssuer: true }, "https://10.0.0.7/x")).toBe(false)
})

test("a provider inside may name its neighbours, one outside may not", async () => {
  expect(await reached({ discovery: "https://10.0.0.7/x" }, "https://10.0.0.8/")).toBe(true)
  expect(await reached({ discovery: "https://1.1.1.1/x" }, "https://10.0.0.8/")).toBe(false)
  expect(await reached({ discovery: "https://10.0.0.7/x", untrustedIssuer: true }, "https://10.0.0.8/")).toBe(false)
  expect(await reached({ issuer: "https://10.0.0.7" }, "https://10.0.0.8/")).toBe(false)
  expect(await reached({}, "https://1.1.1.1/")).toBe(true)
})
