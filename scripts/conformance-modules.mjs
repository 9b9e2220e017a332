/**
 * The modules of the OpenID Foundation's conformance suite for relying parties, by test plan. A test's title begins with
 * the module's full name; what a plan repeats of another is tested once.
 */

const oidc = (names) => names.map((name) => (name === "" ? "oidcc-client-test" : `oidcc-client-test-${name}`))
const fapi = (names) => names.map((name) => `fapi2-security-profile-final-client-test-${name}`)
const logout = (plan, names) => names.map((name) => `oidcc-client-test-${plan}${name}`)

/** @type {{ plan: string, modules: string[] }[]} */
export const plans = [
  {
    plan: "Basic RP",
    modules: oidc([
      "",
      "client-secret-basic",
      "idtoken-sig-none",
      "idtoken-sig-rs256",
      "invalid-aud",
      "invalid-iss",
      "invalid-sig-rs256",
      "kid-absent-multiple-jwks",
      "kid-absent-single-jwks",
      "missing-iat",
      "missing-sub",
      "nonce-invalid",
      "scope-userinfo-claims",
      "userinfo-bearer-body",
      "userinfo-bearer-header",
      "userinfo-invalid-sub",
    ]),
  },
  {
    plan: "Config RP",
    modules: oidc([
      "discovery-issuer-mismatch",
      "discovery-jwks-uri-keys",
      "discovery-openid-config",
      "signing-key-rotation",
      "signing-key-rotation-just-before-signing",
    ]),
  },
  { plan: "Form-post RP", modules: oidc(["form-post", "form-post-error"]) },
  {
    plan: "Comprehensive RP",
    modules: oidc([
      "aggregated-claims",
      "distributed-claims",
      "invalid-athash",
      "invalid-sig-es256",
      "invalid-sig-hs256",
      "missing-aud",
      "mtls-endpoint-aliases",
    ]),
  },
  { plan: "Third-party-initiated login RP", modules: oidc(["3rd-party-init-login"]) },
  {
    plan: "Refresh-token RP",
    modules: oidc(["refresh-token", "refresh-token-invalid-issuer", "refresh-token-invalid-sub"]),
  },
  {
    plan: "RP-initiated logout RP",
    modules: logout("rp-init-logout", ["", "-no-state", "-other-state"]),
  },
  {
    plan: "Back-channel logout RP",
    modules: logout("backchannel-rpinitlogout", [
      "",
      "-alg-none",
      "-no-event",
      "-with-nonce",
      "-wrong-alg",
      "-wrong-aud",
      "-wrong-event",
      "-wrong-iss",
    ]),
  },
  { plan: "Front-channel logout RP", modules: logout("frontchannel-rpinitlogout", [""]) },
  {
    plan: "Dynamic RP",
    modules: oidc([
      "dynamic-registration",
      "discovery-webfinger-acct",
      "discovery-webfinger-url",
      "request-uri-signed-none",
      "request-uri-signed-rs256",
      "userinfo-signed",
    ]),
  },
  {
    plan: "Implicit and Hybrid RP",
    modules: oidc(["nonce-unless-code-flow", "missing-athash", "invalid-chash", "missing-chash"]),
  },
  { plan: "Session management RP", modules: oidc(["session-management"]) },
  {
    plan: "FAPI 2.0 Security Profile client",
    modules: fapi([
      "discovery-issuer-mismatch",
      "ensure-authorization-response-with-invalid-missing-state-fails",
      "ensure-authorization-response-with-invalid-state-fails",
      "ensure-jarm-signature-is-not-none",
      "ensure-jarm-with-expired-exp-fails",
      "ensure-jarm-with-invalid-aud-fails",
      "ensure-jarm-with-invalid-iss-fails",
      "ensure-jarm-with-invalid-sig-fails",
      "ensure-jarm-without-aud-fails",
      "ensure-jarm-without-exp-fails",
      "ensure-jarm-without-iss-fails",
      "happy-path-no-dpop-nonce",
      "invalid-alternate-alg",
      "invalid-aud",
      "invalid-authorization-response-iss",
      "invalid-expired-exp",
      "invalid-iss",
      "invalid-missing-aud",
      "invalid-missing-exp",
      "invalid-missing-iss",
      "invalid-missing-nonce",
      "invalid-nonce",
      "invalid-null-alg",
      "invalid-secondary-aud",
      "remove-authorization-response-iss",
      "token-endpoint-response-without-expires_in",
      "token-type-case-insensitivity",
      "valid-aud-as-array",
    ]),
  },
]

/** Module → why nothing here answers to it. */
export const excluded = {
  "oidcc-client-test-userinfo-bearer-body":
    "the access token goes in the Authorization header; RFC 6750 §2.2 advises against the body",
  "oidcc-client-test-dynamic-registration": "clients are registered by hand; their ids stand in the configuration",
  "oidcc-client-test-discovery-webfinger-acct":
    "the provider is configured, not looked up by an address that somebody typed",
  "oidcc-client-test-discovery-webfinger-url":
    "the provider is configured, not looked up by an address that somebody typed",
  "oidcc-client-test-request-uri-signed-none": "a request object that nobody signed protects nothing",
  "oidcc-client-test-request-uri-signed-rs256":
    "request objects are sent by value or pushed; none is hosted for the provider to fetch",
  "oidcc-client-test-nonce-unless-code-flow": "only the code flow is spoken: no token travels through the browser",
  "oidcc-client-test-missing-athash": "only the code flow is spoken, where `at_hash` is optional",
  "oidcc-client-test-invalid-chash": "only the code flow is spoken: there is no `c_hash` to compare",
  "oidcc-client-test-missing-chash": "only the code flow is spoken: there is no `c_hash` to compare",
  "oidcc-client-test-session-management": "its iframe needs third-party cookies, which browsers no longer send",
}
