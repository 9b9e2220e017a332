import type { Standard } from "./standard.js"

const claims = "test/security/id-token.test.ts"

export const openid: Standard = {
  title: "OpenID Connect Core 1.0, relying party",
  source:
    "[OpenID Connect Core](https://openid.net/specs/openid-connect-core-1_0.html) §3.1.3.7, §5.3.2, §12, Discovery, and Back-Channel Logout. The modules of the OpenID Foundation's suite are in [conformance](../conformance.md).",
  rows: [
    {
      id: "OIDC-1",
      asks: "`iss` is the issuer, letter by letter",
      shownBy: {
        [claims]: ["an ID token that says an odd thing signs nobody in:"],
        "test/conformance/fapi2.test.ts": [
          "fapi2-security-profile-final-client-test-invalid-iss: an ID token of another issuer is refused",
          "fapi2-security-profile-final-client-test-invalid-missing-iss: an ID token of nobody is refused",
        ],
      },
    },
    {
      id: "OIDC-2",
      asks: "`aud` holds the client and nobody unknown",
      shownBy: {
        [claims]: ["an ID token that says an odd thing signs nobody in:"],
        "test/conformance/fapi2.test.ts": [
          "fapi2-security-profile-final-client-test-invalid-aud: an ID token for another client is refused",
          "fapi2-security-profile-final-client-test-invalid-secondary-aud: an ID token that is for others too is refused",
          "fapi2-security-profile-final-client-test-invalid-missing-aud: an ID token for nobody is refused",
          "fapi2-security-profile-final-client-test-valid-aud-as-array: an ID token for us alone may say so in a list",
        ],
      },
    },
    {
      id: "OIDC-3",
      asks: "`azp` is there where audiences are several, and is the client",
      shownBy: { [claims]: ["an ID token that says an odd thing signs nobody in:"] },
    },
    {
      id: "OIDC-4",
      asks: "the signature holds, by a key of the issuer's",
      shownBy: {
        [claims]: ["an ID token that was altered anywhere after it was signed signs nobody in"],
        "test/conformance/basic.test.ts": [
          "oidcc-client-test-invalid-sig-rs256: an ID token altered after it was signed is refused",
          "oidcc-client-test-invalid-sig-es256: the same with an elliptic curve is refused",
        ],
      },
    },
    {
      id: "OIDC-5",
      asks: "`alg` is the registered one, RS256 unless told; never `none`",
      shownBy: {
        [claims]: [
          "HS256 with the client secret, where RS256 is registered",
          "HS256 with the provider's public key, in each of its forms",
          "alg %j",
        ],
        "test/conformance/fapi2.test.ts": [
          "fapi2-security-profile-final-client-test-invalid-alternate-alg: an ID token signed another way than registered is refused",
          "fapi2-security-profile-final-client-test-invalid-null-alg: an ID token nobody signed is refused, however `none` is spelled",
        ],
      },
    },
    {
      id: "OIDC-6",
      asks: "`exp` is over when it is over, with little skew",
      shownBy: {
        [claims]: [
          "clocks may be ten seconds apart, and not one more: an ID token ends to the second",
          "an ID token that says an odd thing signs nobody in:",
        ],
      },
      note: "An end in the far future is the provider's word, and no session lasts longer by it",
    },
    {
      id: "OIDC-7",
      asks: "`iat` is there and makes sense",
      shownBy: {
        [claims]: [
          "clocks may be ten seconds apart, and not one more: an ID token ends to the second",
          "an ID token that says an odd thing signs nobody in:",
        ],
        "test/conformance/basic.test.ts": [
          "oidcc-client-test-missing-iat: an ID token without a time of issue is refused",
        ],
      },
      note: "An hour ahead at most",
    },
    {
      id: "OIDC-8",
      asks: "`nonce` is the one that was sent",
      shownBy: {
        [claims]: ["an ID token that says an odd thing signs nobody in:"],
        "test/conformance/fapi2.test.ts": [
          "fapi2-security-profile-final-client-test-invalid-nonce: an ID token of another attempt is refused",
          "fapi2-security-profile-final-client-test-invalid-missing-nonce: an ID token of no attempt is refused",
        ],
      },
    },
    {
      id: "OIDC-9",
      asks: "`auth_time` where `max_age` was sent",
      shownBy: {
        "test/conformance/requested-claims.test.ts": [
          "an app that sets %s gets nobody who proved themselves longer ago",
          "an app that requires auth_time gets nobody without it",
        ],
      },
    },
    {
      id: "OIDC-10",
      asks: "`acr` where it was asked for",
      shownBy: {
        "test/conformance/requested-claims.test.ts": [
          "an app that asks for an authentication context gets nobody with a lower one",
        ],
      },
    },
    {
      id: "OIDC-11",
      asks: "`sub` is a text of at most 255 ASCII characters",
      shownBy: {
        [claims]: [
          "an ID token that says an odd thing signs nobody in:",
          "but not one whose subject has 255 characters, which ends in the far future, and is for us alone in a list",
        ],
        "test/conformance/basic.test.ts": ["oidcc-client-test-missing-sub: an ID token about nobody is refused"],
      },
    },
    {
      id: "OIDC-12",
      asks: "`at_hash`, where it is there, is that of the access token",
      shownBy: {
        "test/conformance/basic.test.ts": [
          "oidcc-client-test-invalid-athash: an access token that was swapped is refused",
        ],
        "src/methods/oauth/access-token-hash.test.ts": [
          "an access token of another ID token is refused",
          "the hash is that of the signature algorithm",
        ],
      },
    },
    {
      id: "OIDC-13",
      asks: "`c_hash` and `s_hash` of hybrid answers",
      excluded: { why: "only the code flow is spoken; an answer that holds a token in the browser is never asked for" },
    },
    {
      id: "OIDC-14",
      asks: "userinfo is about whom the ID token is about",
      shownBy: {
        "test/conformance/basic.test.ts": [
          "oidcc-client-test-userinfo-invalid-sub: userinfo about somebody else is refused",
          "oidcc-client-test-userinfo-signed: signed userinfo is verified like an ID token",
        ],
      },
    },
    {
      id: "OIDC-15",
      asks: "an account is (issuer, subject), never an address",
      shownBy: {
        "src/core/accounts/decide.test.ts": [
          "an account that belongs to somebody signs them in, whoever has the e-mail address",
          "an e-mail address alone opens an account only where the provider vouches for it",
        ],
        "test/flows/accounts.test.ts": [
          "somebody who comes back is the same user, and not new (%s)",
          "a taken e-mail address opens nobody's account (%s)",
        ],
      },
    },
    {
      id: "OIDC-16",
      asks: "an address is verified only where `email_verified` says so",
      shownBy: {
        "src/core/options/resolve.test.ts": ["an address whose `email_verified` is %j counts as verified: %j"],
        "test/flows/accounts.test.ts": ["but not by one that it says is unverified (%s)"],
      },
      note: 'The text `"true"` counts, as Apple sends it; a provider that says nothing links only where the app sets `allowDangerousEmailAccountLinking`',
    },
    {
      id: "OIDC-17",
      asks: "an ID token without `kid`: the only key, or none",
      shownBy: {
        "test/conformance/basic.test.ts": [
          "oidcc-client-test-kid-absent-single-jwks: without a key id, the only key is tried",
          "oidcc-client-test-kid-absent-multiple-jwks: without a key id among several keys, nobody is signed in",
        ],
      },
    },
    {
      id: "OIDC-18",
      asks: "keys may rotate; unknown ones do not cost a fetch each",
      shownBy: {
        "test/conformance/config.test.ts": [
          "oidcc-client-test-signing-key-rotation: keys that were replaced between two sign-ins are fetched again",
          "oidcc-client-test-signing-key-rotation-just-before-signing: many who wait for new keys fetch them once",
          "a provider that signs with a new key each time does not make us fetch each time",
        ],
        [claims]: ["twenty forged key ids in a row cost the provider one question for its keys"],
      },
    },
    {
      id: "OIDC-19",
      asks: "keys are fetched within limits of size and time, and good ones stay",
      shownBy: {
        "test/security/sick-provider.test.ts": [
          "%s, nobody is signed in",
          "a provider that swamps us is cut off after a megabyte, and its connection is free again",
          "%s to %j is not followed",
        ],
        "test/conformance/config.test.ts": ["keys that we have serve on while the provider cannot publish them"],
      },
    },
    {
      id: "OIDC-20",
      asks: "`use`, `key_ops`, `alg` and kind of a key are respected",
      shownBy: {
        "test/security/sick-provider.test.ts": [
          "sign nobody in: %s",
          "do not keep the good one among them from being used",
        ],
        [claims]: ["a provider that publishes its private key by mistake signs nobody in with it"],
      },
    },
    {
      id: "OIDC-21",
      asks: "an encrypted ID token holds a signed one",
      shownBy: { [claims]: ["sealed instead of signed, or unsigned in a seal"] },
      note: "Encrypted ID tokens are not spoken: all are refused",
    },
    {
      id: "OIDC-22",
      asks: "a refreshed ID token has the same issuer, subject and audience (§12.2)",
      shownBy: {
        "test/conformance/refresh.test.ts": [
          "oidcc-client-test-refresh-token-invalid-issuer: tokens with an ID token of another issuer are refused, and nobody is signed out",
          "oidcc-client-test-refresh-token-invalid-sub: tokens with an ID token about somebody else are refused, and nobody is signed out",
          "tokens with a forged ID token are refused",
        ],
      },
      note: "Its `auth_time` decides nothing here: how long ago somebody proved themselves is checked when they sign in",
    },
    {
      id: "OIDC-23",
      asks: "of a provider's error a code is shown, and nothing else",
      shownBy: {
        "src/methods/oauth/authorization-response.test.ts": [
          "a provider's error ends the attempt, and only a code that looks like one is repeated",
        ],
        "test/security/secrets-in-logs.test.ts": [
          "a page that says a sign-in failed says nothing that the provider said",
        ],
        "src/pages/pages.test.ts": [
          "an error code that nobody defined (%s) shows the general sentence and is not repeated",
        ],
      },
    },
    {
      id: "OIDC-24",
      asks: "third-party initiated login: a known `iss`, a safe `target_link_uri`",
      shownBy: {
        "test/conformance/third-party-login.test.ts": [
          "a link in the name of issuer %j leads nowhere",
          "a link to sign in does not lead to %s afterwards",
        ],
      },
    },
    {
      id: "OIDC-25",
      asks: "logout tokens: event, subject, no nonce, once, signed, for us, fresh",
      shownBy: {
        "test/conformance/logout.test.ts": [
          "a logout token %s is refused",
          "a logout token that is sent again does not end the session that began since",
          "a logout token is no ID token, and an ID token is no logout token",
          "oidcc-client-test-backchannel-rpinitlogout-%s: is refused, and nobody is signed out",
        ],
      },
    },
    {
      id: "OIDC-26",
      asks: "an answer that the provider posts is bound to its browser too",
      shownBy: {
        "test/conformance/form-post.test.ts": [
          "oidcc-client-test-form-post: an answer that the provider posts signs somebody in",
          "an answer that is posted to another browser signs nobody in there",
        ],
        "test/security/cookies.test.ts": [
          "check cookies of a provider that answers with a form are SameSite=None, and only those",
        ],
      },
    },
    {
      id: "OIDC-27",
      asks: "the discovery document is validated, and kept for a time",
      shownBy: {
        "src/methods/oauth/discovery.test.ts": [
          "is fetched once for many sign-ins, and again after ten minutes",
          "that fails is asked for again: %s",
        ],
        "test/security/sick-provider.test.ts": [
          "%s to %j is not followed",
          "to a page that is not one is refused before the visitor goes there",
        ],
        "test/security/outbound-requests.test.ts": [
          "a header of a token, and a claim of somebody's, are not addresses to fetch",
        ],
      },
    },
  ],
}
