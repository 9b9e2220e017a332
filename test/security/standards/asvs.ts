import type { Standard } from "./standard.js"

const password = { why: "where passwords are chosen is the app's own so far", until: "src/methods/password" }
const secondFactor = { why: "there is no second factor yet", until: "src/features/two-factor" }

const lifecycle = "test/security/session-lifecycle.test.ts"
const code = "test/flows/email-code.test.ts"
const idToken = "test/security/id-token.test.ts"
const every = "test/security/every-answer.test.ts"

export const asvs: Standard = {
  title: "OWASP Application Security Verification Standard 5.0",
  source:
    "[ASVS 5.0.0](https://github.com/OWASP/ASVS/tree/v5.0.0/5.0), V3.3, V3.5, V6, V7, V9, V10 and V16, as far as a library can keep them.",
  rows: [
    {
      id: "3.3.1–3.3.5",
      asks: "cookies: Secure and prefixed, SameSite, HttpOnly, small",
      shownBy: {
        [every]: [
          "every cookie of every flow is HttpOnly, Secure, SameSite=Lax and without a domain, and sent no further and kept no longer than its purpose",
        ],
        "test/security/cookies.test.ts": [
          "a cookie with its name, value and attributes fits into the 4096 bytes that browsers keep",
        ],
      },
      note: "The session's name begins with `__Secure-`, as in next-auth v4; `cookies.sessionToken` may give it `__Host-`",
    },
    {
      id: "3.5.1–3.5.3",
      asks: "CSRF: a token, or what a foreign form cannot send; state changes by POST only",
      shownBy: {
        "test/security/csrf.test.ts": [
          "%s does not do",
          "a request that the browser says another site sent does not do, whatever it holds",
          "a body that a form of another site can send as %j does not do",
        ],
        "test/security/csrf-matrix.test.ts": [
          "of all that a request may come from and hold, only the right changes anything",
          "nothing changes by another method than POST, whatever the request holds",
          "no content type makes a form of another site do, however it is written",
        ],
        [lifecycle]: ["is not begun, changed or ended by any GET"],
      },
    },
    {
      id: "6.1.1, 6.3.1",
      asks: "guessing and spending are limited, and the limits documented",
      shownBy: {
        [code]: [
          "a wrong code is said to be wrong, and may be tried five times; then even the right one is none",
          "the tries of one address are 25 a day, over all mails and browsers, and it is said how long to wait",
        ],
        "test/flows/email-limits.test.ts": [
          "one address gets five mails in a quarter of an hour, whoever asks; then it is said how long to wait",
        ],
        "test/flows/rate-limit.test.ts": [
          "guessing gets slower towards the limit, then it is refused with the time to come back, and works when that has passed",
        ],
        "test/security/rate-limit.test.ts": [
          "of 200 wrong passwords at once with a limit of five, five are looked at",
          "an attacker can lock nobody out of a session, nor of a device they have signed in from",
        ],
      },
      note: "[Limits](../rate-limit.md) names all of them, and argues the figures",
    },
    { id: "6.2.1", asks: "passwords of 8 characters, better 15", excluded: password },
    { id: "6.2.2, 6.2.3", asks: "a password is changed with the present one", excluded: password },
    { id: "6.2.4, 6.2.12", asks: "common and breached passwords are refused", excluded: password },
    { id: "6.2.5", asks: "no rules of composition", excluded: password },
    {
      id: "6.2.8",
      asks: "a password is verified as it was typed",
      shownBy: { "test/security/typed-secrets.test.ts": ["what somebody types reaches `authorize` as it is: %s"] },
    },
    {
      id: "6.2.9",
      asks: "64 characters and more; far too many are refused before hashing",
      shownBy: {
        "test/security/typed-secrets.test.ts": [
          "what somebody types reaches `authorize` as it is: %s",
          "a password of a megabyte is refused before anybody hashes it",
        ],
        "src/features/passwords/password.test.ts": ["%s is nobody's password"],
      },
    },
    { id: "6.2.10", asks: "no change by the calendar", excluded: password },
    { id: "6.3.3", asks: "a second factor can be had", excluded: secondFactor },
    {
      id: "6.3.4",
      asks: "no undocumented way in, and all of the same strength",
      shownBy: {
        "test/docs/tables.test.ts": ["the endpoints in docs/start.md are those that answer"],
        "src/core/guard/policy.test.ts": [
          "what is open by a line of its own stays open, though a careless reading of it is not named",
        ],
        "test/security/missing-secret.test.ts": ["answers %s %s with an error, and with nobody's session"],
      },
      note: "One function begins sessions, whatever the method: `src/core/flows/complete-sign-in.ts`",
    },
    { id: "6.3.5, 6.3.7", asks: "a mail tells of suspicious sign-ins and of changed factors", excluded: secondFactor },
    {
      id: "6.3.6",
      asks: "e-mail is no authenticator (level 3)",
      excluded: { why: "sign-in by mail is for levels 1 and 2: [the threat model](threat-model.md) says so" },
    },
    {
      id: "6.3.8",
      asks: "nobody learns who has an account: by message, status or time",
      shownBy: {
        "test/flows/email-limits.test.ts": [
          "a known address is answered as fast as an unknown one",
          "what is no address costs nobody anything, and the limit holds for those who are known and those who are not",
        ],
        "test/security/who-has-an-account.test.ts": [
          "asking for a mail is answered alike, to the byte, for an address that has an account and for one that has none",
          "a wrong code is answered alike, to the byte, for an address that has an account and for one that has none",
          "`null` of `authorize` is one answer, whatever the reason was",
        ],
      },
      note: "How long `authorize` takes is the app's own",
    },
    {
      id: "6.4.1",
      asks: "codes to begin with are random, and end",
      shownBy: {
        "src/core/crypto/random-digits.test.ts": [
          "the bytes that are used are those that stand for ten equally likely digits",
        ],
        [code]: ["a code is good for ten minutes, and the link beside it for its day"],
      },
    },
    { id: "6.4.3", asks: "resetting a password passes no second factor by", excluded: password },
    {
      id: "6.5.1",
      asks: "a code is used once",
      shownBy: {
        [code]: ["the same code twice at once signs in once", "the link voids the code, and the code the link"],
        "test/flows/email.test.ts": ["a link signs in once", "of many who press the button at once one is signed in"],
      },
    },
    {
      id: "6.5.2",
      asks: "what is stored of a secret opens nothing",
      shownBy: {
        [code]: ["whoever knows what the browser keeps cannot read the code from it, nor from the database"],
        "test/flows/email.test.ts": ["the database and the log hold nothing that opens the link"],
        "test/adapters/at-rest.test.ts": ["a session opens for the cookie, and for nothing that is stored"],
      },
    },
    {
      id: "6.5.3, 6.5.4",
      asks: "a generator made for it; 20 bits and more in a code",
      shownBy: {
        "src/core/crypto/random-digits.test.ts": ["as many digits as asked for, with zeros in front"],
        [code]: ["the options %j are refused, with what would do"],
        "test/security/randomness.test.ts": [
          "no secret is made by a generator that can be foretold",
          "no identifier is made of the time",
        ],
      },
      note: "A code has 6 digits at least, five tries, and ten minutes",
    },
    {
      id: "6.5.5",
      asks: "a code lives for ten minutes at most",
      shownBy: { [code]: ["a code is good for ten minutes, and the link beside it for its day"] },
      note: "A link lives a day, as in next-auth v4, unless `maxAge` says otherwise: its secret has 256 bits",
    },
    { id: "6.5.8", asks: "TOTP by the server's clock", excluded: secondFactor },
    {
      id: "6.6.2",
      asks: "a code belongs to the request that it was asked by",
      shownBy: {
        [code]: [
          "a code is good in the browser that asked, and in no other",
          "a newer code makes the older one void, in whichever browser it was asked for",
        ],
      },
    },
    {
      id: "6.6.3",
      asks: "codes cannot be guessed",
      shownBy: {
        [code]: [
          "of a hundred guesses at once five are heard",
          "the tries of one address are 25 a day, over all mails and browsers, and it is said how long to wait",
        ],
      },
    },
    {
      id: "6.7.2",
      asks: "a challenge of 64 bits and more, each another",
      shownBy: {
        "test/security/oauth-flow.test.ts": [
          "of two hundred attempts no state, nonce or verifier is like another's, and each challenge is the hash of its verifier",
        ],
      },
    },
    {
      id: "6.8.1",
      asks: "a provider cannot speak for another's users",
      shownBy: {
        "test/flows/accounts.test.ts": [
          "a taken e-mail address opens nobody's account (%s)",
          "whoever is signed in cannot take another's account (%s)",
        ],
        "src/core/accounts/decide.test.ts": [
          "an account that belongs to somebody signs them in, whoever has the e-mail address",
        ],
      },
    },
    {
      id: "6.8.2",
      asks: "signatures are always validated",
      shownBy: { [idToken]: ["an ID token that was altered anywhere after it was signed signs nobody in", "alg %j"] },
    },
    {
      id: "6.8.4",
      asks: "strength and time of the provider's authentication, where an app wants them",
      shownBy: {
        "test/conformance/requested-claims.test.ts": [
          "an app that sets %s gets nobody who proved themselves longer ago",
          "an app that asks for an authentication context gets nobody with a lower one",
        ],
      },
    },
    {
      id: "7.2.1–7.2.4",
      asks: "sessions are checked on the server, of 128 random bits and more, new at each sign-in",
      shownBy: {
        [lifecycle]: ["the key of a database session has 256 random bits: none comes twice, and no bit is fixed"],
        "test/security/cookies.test.ts": [
          "%s is gone from the browser afterwards",
          "two sign-ins never give the same token",
          "a key planted for a database session is not taken over",
        ],
      },
    },
    {
      id: "7.3.1, 7.3.2",
      asks: "a session ends without use, and after a time in all",
      shownBy: {
        [lifecycle]: [
          "ends when it was not used for as long as the app says, to the second",
          "lasts while it is used, by a cookie that is set anew",
        ],
        "test/flows/signed-in-within.test.ts": ["`callbacks.jwt` cannot make a session younger than it is"],
        "src/frameworks/next/policy-middleware.test.ts": ["signed in %s seconds ago: %s"],
      },
      note: "A session that is used has no end of its own, as in next-auth v4; `signedInWithin` of a policy bounds the time in all",
    },
    {
      id: "7.4.1",
      asks: "a session that was ended opens nothing",
      shownBy: {
        "test/security/session-fixation.test.ts": [
          "a copy of the cookie that was made before signing out opens nothing afterwards, with sessions in a database",
          "after signing out the browser holds nothing of the session, and the next person gets nothing of it",
        ],
        "test/adapters/two-machines.test.ts": ["somebody who signs out at either is signed out at both"],
      },
      note: "A session in its cookie is removed from the browser; a copy taken before opens until it expires, which [the threat model](threat-model.md) says",
    },
    {
      id: "7.4.2",
      asks: "somebody who is disabled has no session",
      shownBy: {
        "test/security/revoked-access.test.ts": [
          "a user who is deleted is nobody at the next request, at every door",
          "with sessions in a cookie, `callbacks.jwt` ends a session at its next read",
          "somebody whom the app has suspended gets in by no way, nor by %s",
        ],
        "src/adapters/sql/create-tables.test.ts": ["accounts, sessions and passkeys go with their user"],
      },
    },
    {
      id: "7.4.3, 7.5.2",
      asks: "sessions are listed and ended, also after a factor changed",
      excluded: {
        why: "sessions in the database are rows of the app, which it may list and delete; no factor is kept here that could change",
        until: "src/features/two-factor",
      },
    },
    {
      id: "7.5.1",
      asks: "authentication anew before what matters is changed",
      shownBy: {
        "src/frameworks/next/policy-middleware.test.ts": ["signed in %s seconds ago: %s"],
        "src/frameworks/next/guards.test.ts": [
          "how long ago somebody signed in is known to a session in a cookie and to one in a database",
        ],
      },
      note: "`signedInWithin` of a policy asks for it",
    },
    {
      id: "7.6.1, 7.6.2",
      asks: "how sessions here and at the provider end is documented; none begins by itself",
      shownBy: {
        [lifecycle]: ["is not begun, changed or ended by any GET"],
        "test/flows/provider-logout.test.ts": [
          "somebody who signs out is signed out at the provider, and comes back to where they asked to go",
          "somebody who ends their session at the provider is signed out here by its notice",
        ],
      },
      note: "[Signing out](../signing-out.md)",
    },
    {
      id: "9.1.1–9.1.3",
      asks: "tokens: verified before use, by listed algorithms, with keys from a trusted place",
      shownBy: {
        [idToken]: ["by a key that it brings, or whose address it names: no such address is asked", "alg %j"],
        "test/security/session-token.test.ts": ["with a token one byte of which has one bit flipped: the tag"],
      },
    },
    {
      id: "9.2.1–9.2.4",
      asks: "tokens: within their time, of their kind, for us",
      shownBy: {
        [idToken]: [
          "clocks may be ten seconds apart, and not one more: an ID token ends to the second",
          "an ID token that says an odd thing signs nobody in:",
        ],
        "test/security/purpose-confusion.test.ts": ["by %s"],
      },
    },
    {
      id: "10.1.1",
      asks: "tokens go only where they are needed",
      shownBy: {
        "test/flows/provider-tokens.test.ts": [
          "the session and the page learn no token, and signing out takes the cookie away",
        ],
        "test/security/secrets-in-logs.test.ts": [
          "the list of providers, and the sign-in page, hold no secret of theirs",
        ],
      },
    },
    {
      id: "10.1.2",
      asks: "values of the own transaction of the same browser only",
      shownBy: {
        "test/security/oauth-flow.test.ts": [
          "a code of the attacker's, planted in the victim's answer, signs nobody in, though the provider checks no PKCE",
        ],
        "test/security/purpose-confusion.test.ts": ["do not serve in another browser: login CSRF"],
      },
    },
    {
      id: "10.2.1, 10.2.2",
      asks: "CSRF and mix-up at the client",
      shownBy: {
        "test/security/purpose-confusion.test.ts": ["do not serve at another provider", "do not pass without the %s"],
        "test/conformance/fapi2.test.ts": [
          "fapi2-security-profile-final-client-test-invalid-authorization-response-iss: an answer of another issuer is refused, letter by letter",
        ],
      },
    },
    {
      id: "10.2.3",
      asks: "no more scopes than needed",
      shownBy: {
        "src/methods/oauth/authorization-request.test.ts": [
          "without a scope of its own, a provider of type %s is asked for %j",
        ],
        "src/providers/v5.test.ts": ["%s is asked where and what Auth.js v5 asks, but for the parts that are named"],
      },
    },
    {
      id: "10.3.x, 10.4.x, 10.6.x, 10.7.x",
      asks: "resource servers, authorization servers, OpenID providers, consent",
      excluded: {
        why: "Countersign is a client; `countersign dev` is a provider for one's own machine, and refuses production",
        until: "src/features/oauth-provider",
      },
    },
    {
      id: "10.5.1",
      asks: "replayed ID tokens: nonce",
      shownBy: {
        "test/conformance/fapi2.test.ts": [
          "fapi2-security-profile-final-client-test-invalid-nonce: an ID token of another attempt is refused",
        ],
        [idToken]: ["an ID token that says an odd thing signs nobody in:"],
      },
    },
    {
      id: "10.5.2",
      asks: "somebody is known by `sub`, which nobody can take over",
      shownBy: {
        "src/core/accounts/decide.test.ts": [
          "an account that belongs to somebody signs them in, whoever has the e-mail address",
        ],
        "test/adapters/sql.test.ts": ["letters that look alike are different letters: in addresses, tokens and ids"],
      },
    },
    {
      id: "10.5.3",
      asks: "metadata of another issuer is refused",
      shownBy: {
        "test/conformance/config.test.ts": [
          "oidcc-client-test-discovery-issuer-mismatch: a document that speaks for another issuer ends the attempt",
        ],
        "src/methods/oauth/issuer.test.ts": ["may not speak for %j"],
      },
    },
    {
      id: "10.5.4",
      asks: "the ID token is for this client",
      shownBy: {
        "test/conformance/fapi2.test.ts": [
          "fapi2-security-profile-final-client-test-invalid-aud: an ID token for another client is refused",
          "fapi2-security-profile-final-client-test-invalid-secondary-aud: an ID token that is for others too is refused",
        ],
      },
    },
    {
      id: "10.5.5",
      asks: "back-channel logout: denial of service and confusion of tokens",
      shownBy: {
        "test/conformance/logout.test.ts": [
          "a logout token %s is refused",
          "a logout token is no ID token, and an ID token is no logout token",
          "a logout token that is sent again does not end the session that began since",
        ],
      },
    },
    {
      id: "16.2.5",
      asks: "no secret in a log",
      note: "Twelve secrets are planted, and searched for in whatever is written or answered through the whole run of the tests",
      shownBy: {
        "test/security/secrets-in-logs.test.ts": [
          "nothing secret is written or shown when the provider does this: %s",
          "the search above looks for every secret that a sign-in makes, and would find it",
        ],
        "test/flows/email.test.ts": ["the database and the log hold nothing that opens the link"],
        "test/security/canaries.test.ts": ["whoever leaks one is caught:", "all of them were there to be found"],
        "test/security/log-injection.test.ts": [
          "nothing that an error repeats forges a line, steers a terminal or fills the disk",
        ],
      },
    },
    {
      id: "16.3.1–16.3.4",
      asks: "authentications, refusals and errors are logged",
      shownBy: {
        [lifecycle]: [
          "an app is told of every sign-in and sign-out, with who it was, and its log of every answer that failed a check",
        ],
        "test/security/secrets-in-logs.test.ts": ["nothing secret is written or shown when the provider does this: %s"],
      },
      note: "A wrong password is told by `authorize` of the app, which alone knows whose it was",
    },
    {
      id: "16.5.1",
      asks: "a visitor sees a general error",
      shownBy: {
        "test/security/authorize-errors.test.ts": [
          "an adapter that fails within them is told to the log, and nothing of it to the visitor",
        ],
        "test/security/secrets-in-logs.test.ts": [
          "a page that says a sign-in failed says nothing that the provider said",
        ],
      },
    },
    {
      id: "16.5.2, 16.5.3",
      asks: "a dependency that fails opens nothing",
      shownBy: {
        "test/flows/accounts.test.ts": ["a database that is away signs nobody in and nobody out"],
        "test/security/sick-provider.test.ts": ["%s, nobody is signed in"],
        "test/security/missing-secret.test.ts": ["answers %s %s with an error, and with nobody's session"],
        "src/frameworks/next/middleware.test.ts": ["nobody passes while the database is away"],
        "test/security/config-faults.test.ts": ["an app is closed as a whole"],
        "test/faults/sweep.test.ts": ["and sessions of strategy %s, each call fails once during"],
      },
    },
    {
      id: "16.5.4",
      asks: "whatever is thrown is caught at last",
      shownBy: {
        "test/security/campaign/requests.test.ts": [
          "no request at all ends in a server's error, a rejection or another kind of answer",
        ],
        "test/security/bad-input.test.ts": [
          "a redirect callback that throws, whatever it throws",
          "a logger that throws",
        ],
      },
    },
  ],
}
