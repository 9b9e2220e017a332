import type { Standard } from "./standard.js"

export const oauth: Standard = {
  title: "OAuth 2.0 Security Best Current Practice",
  source: "[RFC 9700](https://www.rfc-editor.org/rfc/rfc9700), what it asks of clients.",
  rows: [
    {
      id: "BCP-1",
      asks: "no open redirector in the client (§2.1, §4.11)",
      shownBy: {
        "test/security/open-redirect.test.ts": [
          "by %s",
          "by %s, where the address stands raw, or encoded twice",
          "by any endpoint, with every parameter that might be an address",
        ],
        "test/security/redirect-proxy.test.ts": [
          "no code is forwarded to %s, whatever a deployment was made to believe of its own host",
        ],
      },
    },
    {
      id: "BCP-2",
      asks: "CSRF: a one-time state bound to the browser (§2.1)",
      shownBy: {
        "test/security/purpose-confusion.test.ts": [
          "do not pass without the %s",
          "do not serve in another browser: login CSRF",
          "do not serve twice",
        ],
        "test/conformance/fapi2.test.ts": [
          "fapi2-security-profile-final-client-test-ensure-authorization-response-with-invalid-state-fails: an answer with another state is refused",
          "fapi2-security-profile-final-client-test-ensure-authorization-response-with-invalid-missing-state-fails: an answer without a state is refused",
        ],
        "src/methods/oauth/index.test.ts": ["has values of its own: 256 bits each"],
      },
    },
    {
      id: "BCP-3",
      asks: "an injected code is refused, by PKCE or nonce (§2.1.1)",
      shownBy: {
        "src/methods/oauth/index.test.ts": ["does not end with the code of another browser"],
        "test/security/oauth-flow.test.ts": [
          "a code of the attacker's, planted in the victim's answer, signs nobody in, though the provider checks no PKCE",
        ],
      },
    },
    {
      id: "BCP-4",
      asks: "PKCE by S256 only: the request does not expose the verifier",
      shownBy: {
        "src/methods/oauth/authorization-request.test.ts": [
          "each check that is configured adds its parameter, and no verifier leaves",
        ],
        "test/conformance/requested-claims.test.ts": [
          "a server that announces S256 gets it, whatever checks are configured",
          "a verifier is never sent in the clear: a server that knows only `plain` is told to be configured so",
        ],
        "test/security/oauth-flow.test.ts": [
          "of two hundred attempts no state, nonce or verifier is like another's, and each challenge is the hash of its verifier",
        ],
      },
    },
    {
      id: "BCP-5",
      asks: "PKCE and nonce are of one transaction",
      shownBy: {
        "test/security/oauth-flow.test.ts": [
          "of two hundred attempts no state, nonce or verifier is like another's, and each challenge is the hash of its verifier",
        ],
        "test/security/authorization-answer.test.ts": [
          "of two tabs, the one that began last ends well, and the other says so",
        ],
      },
      note: "The checks are in cookies under the names of next-auth v4, so a second tab takes the place of the first",
    },
    {
      id: "BCP-6",
      asks: "mix-up: an answer belongs to the server that was asked (§2.1, §4.4)",
      shownBy: {
        "test/security/relying-party.test.ts": [
          "belongs to the provider that was asked: another's callback takes neither its cookies nor its code",
        ],
        "test/security/purpose-confusion.test.ts": ["do not serve at another provider"],
        "test/conformance/fapi2.test.ts": [
          "fapi2-security-profile-final-client-test-invalid-authorization-response-iss: an answer of another issuer is refused, letter by letter",
        ],
      },
      note: "Each provider has a `redirect_uri` of its own",
    },
    {
      id: "BCP-7",
      asks: "no 307 where credentials are sent (§4.12)",
      shownBy: {
        "test/security/every-answer.test.ts": [
          "a redirect after a POST never has the browser send the form again: 302, not 307 or 308",
        ],
        "src/frameworks/next/middleware.test.ts": [
          "a form that is sent to a guarded page is not sent on to the sign-in page: RFC 9700 §4.12",
        ],
        "src/frameworks/next/policy-middleware.test.ts": [
          "a form that is sent to a page that asks to sign in is not sent on",
        ],
      },
    },
    {
      id: "BCP-8",
      asks: "no implicit grant, no resource owner password credentials (§2.1.2, §2.4)",
      shownBy: {
        "test/security/oauth-flow.test.ts": ["no provider is asked for a token in the browser, or sent a password"],
      },
    },
    {
      id: "BCP-9",
      asks: "a `redirect_uri` with http on this machine only (§2.6)",
      shownBy: {
        "src/core/options/resolve.test.ts": ["in %s a site at %s with the secret %s is warned of, once: %j"],
        "test/cli/doctor.test.ts": ["that %s is found"],
        "src/methods/oauth/authorization-request.test.ts": [
          "plain http is used for a provider on the own machine, and where the developer wrote it",
        ],
        "test/security/redirect-proxy.test.ts": ["nobody is sent to a stable deployment at %s"],
      },
      note: "A site whose own address is http is warned of in production, and an error of `countersign doctor`; it is not refused, as some networks have no certificates",
    },
    {
      id: "BCP-10",
      asks: "nothing leaks by `Referer` (§4.2)",
      shownBy: {
        "test/security/every-answer.test.ts": [
          "the answer to a provider's redirect is a redirect without content, to an address without code, state or token",
          "every page tells other sites no more than the site's origin, by `Referrer-Policy`",
        ],
        "src/pages/pages.test.ts": [
          "no page has a script, an inline handler, a style attribute or anything a browser would fetch unasked",
        ],
      },
    },
    {
      id: "BCP-11",
      asks: "no code or state stays in the address",
      shownBy: {
        "test/security/every-answer.test.ts": [
          "the answer to a provider's redirect is a redirect without content, to an address without code, state or token",
        ],
        "test/security/relying-party.test.ts": ["leads to an address without code or state"],
      },
    },
    {
      id: "BCP-12",
      asks: "refresh tokens that rotate (§2.2.2, §4.14)",
      shownBy: {
        "test/flows/provider-tokens.test.ts": [
          "the refresh token that came with it serves the next time: rotation goes on",
          "a hundred calls at once make one request, and all get the same token",
          "a refused refresh is told as what it is, does not sign out, and is not asked for again",
        ],
      },
      note: "A refusal for good is told to the app, and the session stays: it was the provider's token that ended, as in next-auth v4",
    },
    {
      id: "BCP-13",
      asks: "server metadata, whose issuer is compared (§2.6)",
      shownBy: {
        "src/methods/oauth/issuer.test.ts": ["may not speak for %j"],
        "test/conformance/config.test.ts": [
          "oidcc-client-test-discovery-issuer-mismatch: a document that speaks for another issuer ends the attempt",
        ],
      },
      note: "One slash at the end is no difference: discovery itself removes it (OpenID Connect Discovery §4)",
    },
    {
      id: "BCP-14",
      asks: "no CORS where people are sent",
      shownBy: {
        "test/security/every-answer.test.ts": [
          "no endpoint lets a page of another site read its answer, or asks the browser to send more (CORS)",
        ],
      },
    },
    {
      id: "BCP-15",
      asks: "the client proves itself as it is registered",
      shownBy: {
        "test/conformance/basic.test.ts": [
          "oidcc-client-test-client-secret-basic: the secret is form-encoded in the Authorization header",
        ],
        "test/flows/openid-protocol.test.ts": ["alice signs in where the client proves itself by %s"],
        "test/conformance/client-authentication.test.ts": [
          "a client that cannot do %s with %j is told what is missing before anybody is sent away",
        ],
      },
    },
    {
      id: "BCP-16",
      asks: "messages between windows check their origin (§4.17)",
      shownBy: { "src/client/client.test.ts": ["what others say on our channel is not taken for a session"] },
      note: "No answer of a provider comes by `postMessage`; tabs of one origin tell each other of sessions by `BroadcastChannel`",
    },
  ],
}
