import type { Standard } from "./standard.js"

export const protocol: Standard = {
  title: "Issuer identification, PKCE, pushed requests, DPoP",
  source:
    "[RFC 9207](https://www.rfc-editor.org/rfc/rfc9207), [RFC 7636](https://www.rfc-editor.org/rfc/rfc7636), [RFC 9126](https://www.rfc-editor.org/rfc/rfc9126), [RFC 9449](https://www.rfc-editor.org/rfc/rfc9449).",
  rows: [
    {
      id: "ISS-1",
      asks: "`iss` of an answer is the issuer, letter by letter (RFC 9207 §2.4)",
      shownBy: {
        "test/conformance/fapi2.test.ts": [
          "fapi2-security-profile-final-client-test-invalid-authorization-response-iss: an answer of another issuer is refused, letter by letter",
        ],
        "src/methods/oauth/authorization-response.test.ts": ["may not repeat a parameter"],
      },
    },
    {
      id: "ISS-2",
      asks: "it is there where the server promises it",
      shownBy: {
        "test/conformance/fapi2.test.ts": [
          "fapi2-security-profile-final-client-test-remove-authorization-response-iss: an answer must name its issuer where that is promised",
        ],
      },
    },
    {
      id: "ISS-3",
      asks: "an `iss` that nobody promised",
      shownBy: {
        "src/methods/oauth/authorization-response.test.ts": [
          "that names an issuer nobody configured says what to configure",
          "is refused when it is %j and the state %j",
        ],
      },
      note: "It is compared like a promised one",
    },
    {
      id: "ISS-4",
      asks: "errors carry it and are checked too",
      shownBy: { "test/conformance/fapi2.test.ts": ["an error in the name of another issuer is refused as such"] },
    },
    {
      id: "PKCE-1",
      asks: "the verifier is 43 to 128 unreserved characters of 256 random bits (§4.1)",
      shownBy: {
        "test/security/oauth-flow.test.ts": [
          "of two hundred attempts no state, nonce or verifier is like another's, and each challenge is the hash of its verifier",
        ],
      },
    },
    {
      id: "PKCE-2",
      asks: "the verifier is in no address",
      shownBy: {
        "src/methods/oauth/authorization-request.test.ts": [
          "each check that is configured adds its parameter, and no verifier leaves",
        ],
        "test/security/oauth-flow.test.ts": [
          "of two hundred attempts no state, nonce or verifier is like another's, and each challenge is the hash of its verifier",
        ],
      },
    },
    {
      id: "PKCE-3",
      asks: "the verifier is sent once",
      shownBy: {
        "src/methods/oauth/index.test.ts": ["works once"],
        "test/security/purpose-confusion.test.ts": ["do not serve twice"],
      },
    },
    {
      id: "PKCE-4",
      asks: "no downgrade to `plain`",
      shownBy: {
        "test/conformance/requested-claims.test.ts": [
          "a verifier is never sent in the clear: a server that knows only `plain` is told to be configured so",
        ],
      },
    },
    {
      id: "PAR-1",
      asks: "a pushed request is authenticated, and the browser carries a reference only (RFC 9126 §4)",
      shownBy: {
        "test/conformance/pushed-request.test.ts": [
          "what is pushed is authenticated and whole, and the browser carries a reference only",
        ],
        "test/flows/openid-protocol.test.ts": [
          "alice signs in with a pushed request, of which her browser carries a reference only",
        ],
      },
    },
    {
      id: "PAR-2",
      asks: "a reference is used once and soon",
      shownBy: {
        "test/security/oauth-flow.test.ts": [
          "each attempt pushes a request of its own, and one whose time is over at the provider is begun anew",
        ],
      },
    },
    {
      id: "PAR-3",
      asks: "nobody is sent away when the push failed",
      shownBy: {
        "test/conformance/pushed-request.test.ts": [
          "nobody is sent away when the server answers a pushed request with %s",
        ],
      },
    },
    {
      id: "DPOP-1",
      asks: "the proof: type, algorithm, public key, method, address, time, id (RFC 9449 §4.2)",
      shownBy: {
        "test/conformance/dpop.test.ts": [
          "fapi2-security-profile-final-client-test-happy-path-no-dpop-nonce: each request proves anew that we hold the key",
        ],
      },
    },
    {
      id: "DPOP-2",
      asks: "`htu` without query, `ath` where a token is used",
      shownBy: {
        "test/conformance/dpop.test.ts": [
          "fapi2-security-profile-final-client-test-happy-path-no-dpop-nonce: each request proves anew that we hold the key",
        ],
      },
    },
    {
      id: "DPOP-3",
      asks: "a server's nonce costs one more request, never a loop (§8)",
      shownBy: {
        "test/conformance/dpop.test.ts": [
          "a server that wants a nonce in the proof gets it, by one more request",
          "a server that is content with no nonce is asked twice, and never again",
        ],
      },
    },
    {
      id: "DPOP-4",
      asks: "`token_type` is what was asked for",
      shownBy: {
        "test/conformance/dpop.test.ts": [
          "a token that is not bound is refused where it was to be, and a bound one where we hold no key",
        ],
      },
    },
    {
      id: "DPOP-5",
      asks: "an id for each proof; keys are not mixed up",
      shownBy: {
        "test/conformance/dpop.test.ts": [
          "the key is the app's own at each provider, the same in every process, and another with another secret",
          "fapi2-security-profile-final-client-test-happy-path-no-dpop-nonce: each request proves anew that we hold the key",
        ],
      },
      note: "The key is the app's at each provider, and no person's",
    },
  ],
}
