import type { Standard } from "./standard.js"

const reset = { why: "there is no password to be forgotten yet", until: "src/methods/password" }
const lifecycle = "test/security/session-lifecycle.test.ts"
const guessing = "test/security/rate-limit.test.ts"
const limits = "test/flows/email-limits.test.ts"

export const owasp: Standard = {
  title: "OWASP cheat sheets",
  source:
    "[Forgot Password, Credential Stuffing, Session Management, Cross-Site Request Forgery, Authentication, Password Storage](https://cheatsheetseries.owasp.org). What they ask of reset links is asked here of links in mails that sign in.",
  rows: [
    {
      id: "FP-1",
      asks: "the same words and the same time, whether the account exists or not",
      shownBy: {
        "test/security/who-has-an-account.test.ts": [
          "asking for a mail is answered alike, to the byte, for an address that has an account and for one that has none",
          "a wrong code is answered alike, to the byte, for an address that has an account and for one that has none",
        ],
        [limits]: ["a known address is answered as fast as an unknown one"],
      },
    },
    {
      id: "FP-2",
      asks: "a token is random, used once, short-lived, stored as a digest, and its user's",
      shownBy: {
        "test/flows/email.test.ts": [
          "a link signs in once",
          "a link that is late signs nobody in",
          "the database and the log hold nothing that opens the link",
          "a link is good at the provider that sent it, and until any other sends a newer one",
        ],
      },
    },
    {
      id: "FP-3",
      asks: "a link's host is configured, not taken from the request",
      shownBy: {
        "test/security/host-header.test.ts": [
          "is ignored where NEXTAUTH_URL says what the site is",
          "is ignored where nothing says what the site is",
        ],
      },
    },
    { id: "FP-4", asks: "no sign-in by resetting; other sessions end; a mail tells of it", excluded: reset },
    {
      id: "FP-5",
      asks: "a page whose address holds a token tells it nobody",
      shownBy: {
        "test/security/every-answer.test.ts": [
          "every page tells other sites no more than the site's origin, by `Referrer-Policy`",
        ],
        "src/pages/pages.test.ts": [
          "no page has a script, an inline handler, a style attribute or anything a browser would fetch unasked",
        ],
      },
      note: "`strict-origin` and not `no-referrer`: with that, browsers send the forms of the page with `Origin: null`",
    },
    {
      id: "FP-6",
      asks: "limits for mails, by address and by client",
      shownBy: {
        [limits]: [
          "one address gets five mails in a quarter of an hour, whoever asks; then it is said how long to wait",
          "one visitor has mails sent to thirty addresses, wherever in their network they are",
          "of many who ask at once for one address, as many mails go out as may",
        ],
      },
    },
    {
      id: "PS-1",
      asks: "Argon2id, or scrypt with N = 2^17, r = 8, p = 1; a salt each; a cost that can be raised",
      shownBy: {
        "src/features/passwords/password.test.ts": [
          "a hash is the one of its password and of no other, is salted, and needs no other",
          "what costs less to guess than a hash of today is hashed anew: %s",
        ],
      },
      note: "By `countersign/passwords`, which `authorize` may use",
    },
    {
      id: "PS-2",
      asks: "the time and the words of a wrong password tell nobody who has an account",
      shownBy: {
        "src/features/passwords/password.test.ts": ["nobody's password takes as long as somebody's"],
        "test/security/passwords.test.ts": ["a name that nobody has is answered like a wrong password, to the byte"],
      },
    },
    {
      id: "CS-1",
      asks: "limits by account and by client, IPv6 by /64",
      shownBy: {
        [limits]: ["one visitor has mails sent to thirty addresses, wherever in their network they are"],
        "test/flows/rate-limit.test.ts": [
          "one client tries a hundred passwords at as many accounts; whoever signs in costs the client nothing",
        ],
        [guessing]: ["a thousand addresses of one IPv6 network, however they are written, are one client"],
      },
    },
    {
      id: "CS-2",
      asks: "what a limiter keeps is bounded, and shared by processes",
      shownBy: {
        "src/core/limits/counters.test.ts": [
          "a million invented keys free nobody who is counted, take no more than 32 MB, and hardly touch anybody else",
        ],
        "test/flows/rate-limit.test.ts": [
          "two processes of an app count together, in the adapter or a store of its own",
        ],
      },
    },
    {
      id: "CS-3",
      asks: "a limiter whose store is away does not open",
      shownBy: {
        [limits]: [
          "a database that cannot count opens nothing: each process counts on its own until it can, and says so once",
        ],
        [guessing]: [
          "a store that goes away, or answers nothing, opens nothing and fails nobody: counting goes on here, and the log says so once",
        ],
      },
    },
    {
      id: "SM-1",
      asks: "128 random bits; a new key when somebody signs in",
      shownBy: {
        [lifecycle]: ["the key of a database session has 256 random bits: none comes twice, and no bit is fixed"],
        "test/security/cookies.test.ts": [
          "%s is gone from the browser afterwards",
          "a key planted for a database session is not taken over",
        ],
      },
    },
    {
      id: "SM-2",
      asks: "an end without use, an end in all, and renewal",
      shownBy: {
        [lifecycle]: [
          "ends when it was not used for as long as the app says, to the second",
          "lasts while it is used, by a cookie that is set anew",
        ],
        "src/frameworks/next/policy-middleware.test.ts": ["signed in %s seconds ago: %s"],
      },
      note: "The end in all is a rule of a policy (`signedInWithin`)",
    },
    {
      id: "SM-3",
      asks: "signing out ends the session on the server",
      shownBy: {
        "test/security/session-fixation.test.ts": [
          "a copy of the cookie that was made before signing out opens nothing afterwards, with sessions in a database",
        ],
      },
      note: "Sessions in their cookie end in the browser: see 7.4.1",
    },
    {
      id: "SM-4",
      asks: "no cache keeps an answer that a session is in",
      shownBy: {
        "test/security/cookies.test.ts": ["GET %s", "nor one of the Pages Router"],
        "test/security/shared-cache.test.ts": [
          "behind a cache that keeps all it may, nobody is given another's session, cookie or page",
        ],
        "test/flows/endpoints.test.ts": ["no cache keeps the answer of %s"],
        "src/frameworks/next/guards.test.ts": [
          "a session that is read is extended, in an answer that nobody may store",
        ],
      },
    },
    {
      id: "SM-5",
      asks: "`Clear-Site-Data` when somebody signs out, as an option",
      excluded: {
        why: "the cookies of a session are removed by name; what else an app keeps in the browser is its own, and it can send the header from the page that people come to",
      },
    },
    {
      id: "CSRF-1",
      asks: "a signed double-submit cookie; Fetch Metadata or Origin",
      shownBy: {
        "test/security/csrf.test.ts": [
          "%s does not do",
          "a request that the browser says another site sent does not do, whatever it holds",
          "a request of no origin does only where the browser says that this site sent it, or says nothing and the token is right",
          "tokens are compared without stopping at the first difference",
        ],
        "test/security/csrf-matrix.test.ts": [
          "of all that a request may come from and hold, only the right changes anything",
          "a sender that is `null` is another site wherever the browser tells sites apart, and needs the token elsewhere",
        ],
      },
      note: "The token is the browser's, kept under `__Host-` so that no other host can plant one; bound to no session, as forms are open before there is one",
    },
    {
      id: "CSRF-2",
      asks: "signing in and signing out are protected too",
      shownBy: {
        "test/security/csrf.test.ts": ["%s does not do"],
        "test/security/purpose-confusion.test.ts": ["do not serve in another browser: login CSRF"],
        "test/flows/email.test.ts": ["a form of another site cannot sign anybody in with a link of its own"],
      },
    },
  ],
}
