import { describe, expect, test } from "vitest"
import { testProvider } from "../../../test/support/request-context.js"
import { assertIssuer, tokenIssuer } from "./issuer.js"

const accepts = (wellKnown: string, found: string, issuer?: string): boolean => {
  try {
    assertIssuer(testProvider({ discovery: wellKnown, issuer }), found)
    return true
  } catch {
    return false
  }
}

const google = "https://accounts.google.com/.well-known/openid-configuration"
const multiTenant = "https://login.example/{tenantid}/v2.0"
const common = "https://login.example/common/v2.0/.well-known/openid-configuration?appid=1"

describe("a discovery document", () => {
  test("may speak for the issuer it was found at", () => {
    expect(accepts(google, "https://accounts.google.com")).toBe(true)
    expect(accepts(`${google}?tenant=1`, "https://accounts.google.com")).toBe(true)
    expect(accepts("https://id.example/realms/a/.well-known/openid-configuration", "https://id.example/realms/a")).toBe(
      true,
    )
    expect(accepts("https://id.example/.well-known/oauth-authorization-server/a", "https://id.example/a")).toBe(true)
  })

  test("may end its issuer with the slash that discovery removes", () => {
    expect(
      accepts("https://t.auth0.com/.well-known/openid-configuration", "https://t.auth0.com/", "https://t.auth0.com"),
    ).toBe(true)
  })

  test.each([
    "https://accounts.google.com.evil.example",
    "http://accounts.google.com",
    "https://ACCOUNTS.google.com",
    "https://accounts.google.com:8443",
    "https://accounts.google.com/other",
    "https://evil.example",
    "",
  ])("may not speak for %j", (issuer) => {
    expect(accepts(google, issuer)).toBe(false)
  })

  test("may speak for the issuer that the developer configured", () => {
    expect(
      accepts("http://keycloak:8080/realms/a/.well-known/openid-configuration", "https://id.example/realms/a"),
    ).toBe(false)
    expect(
      accepts(
        "http://keycloak:8080/realms/a/.well-known/openid-configuration",
        "https://id.example/realms/a",
        "https://id.example/realms/a",
      ),
    ).toBe(true)
  })

  test("may name a tenant, or all of them, where the issuer has a place for it", () => {
    expect(accepts(common, multiTenant, multiTenant)).toBe(true)
    expect(accepts(common, "https://login.example/9188040d-6c67/v2.0", multiTenant)).toBe(true)
    expect(accepts(common, "https://login.example/a/b/v2.0", multiTenant)).toBe(false)
    expect(accepts(common, "https://evil.example/9188040d-6c67/v2.0", multiTenant)).toBe(false)
    expect(accepts(common, "https://login.example//v2.0", multiTenant)).toBe(false)
  })
})

const tokenWith = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`

describe("the issuer of an ID token", () => {
  test("is the document's", () => {
    expect(tokenIssuer("https://id.example", tokenWith({ tid: "evil" }))).toBe("https://id.example")
  })

  test("holds the token's own tenant where the document leaves it open", () => {
    expect(tokenIssuer(multiTenant, tokenWith({ tid: "9188040d-6c67" }))).toBe(
      "https://login.example/9188040d-6c67/v2.0",
    )
  })

  test.each([{ tid: "../evil" }, { tid: "a/b" }, { tid: 1 }, {}])(
    "stays open, and so matches no token, for %j (GHSA-v36f-qvww-8w8m, CVE-2026-31813, supabase-auth#2560)",
    (claims) => {
      expect(tokenIssuer(multiTenant, tokenWith(claims))).toBe(multiTenant)
    },
  )

  test("stays open for what is no token", () => {
    expect(tokenIssuer(multiTenant, "")).toBe(multiTenant)
    expect(tokenIssuer(multiTenant, "a.%%%.b")).toBe(multiTenant)
  })
})
