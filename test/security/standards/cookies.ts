import type { Standard } from "./standard.js"

const every = "test/security/every-answer.test.ts"
const limits = "test/security/cookie-limits.test.ts"
const file = "test/security/cookies.test.ts"
const tokens = "test/security/session-token.test.ts"

export const cookies: Standard = {
  title: "Cookies",
  source:
    "[RFC 6265bis](https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis), and CHIPS for partitioned cookies.",
  rows: [
    {
      id: "CK-1",
      asks: "HttpOnly, Secure on https, SameSite=Lax, no Domain",
      shownBy: {
        [every]: [
          "every cookie of every flow is HttpOnly, Secure, SameSite=Lax and without a domain, and sent no further and kept no longer than its purpose",
        ],
        [file]: [
          "on https every cookie is HttpOnly, Secure, SameSite=Lax, for this host and the whole site, under a guarded name",
          "on http the same, without Secure and the names that promise it",
        ],
      },
    },
    {
      id: "CK-2",
      asks: "the CSRF cookie is `__Host-`; what a prefix forbids is refused",
      shownBy: {
        [limits]: ["%s is refused with what would do, before a browser drops it silently"],
        "test/security/config-faults.test.ts": [
          "a cookie of the developer's that would set another one keeps the app closed",
        ],
        [file]: [
          "on https every cookie is HttpOnly, Secure, SameSite=Lax, for this host and the whole site, under a guarded name",
        ],
      },
    },
    {
      id: "CK-3",
      asks: "a cookie without the prefix counts for nothing on https",
      shownBy: {
        [tokens]: ["the cookie of http counts for nobody on https", "a good token under %s is nobody's"],
        "test/security/csrf.test.ts": ["%s does not do"],
      },
    },
    {
      id: "CK-4",
      asks: "name and value of at most 4096 octets: chunks, and an end to them",
      shownBy: {
        [file]: ["a cookie with its name, value and attributes fits into the 4096 bytes that browsers keep"],
        [limits]: [
          "a session of %i bytes comes back whole",
          "a session that no server could read back signs nobody in, and says what to do",
        ],
      },
    },
    {
      id: "CK-5",
      asks: "kept for 400 days at most",
      shownBy: { [limits]: ["a session of ten years is kept for the 400 days that browsers allow"] },
    },
    {
      id: "CK-6",
      asks: "no control, comma, semicolon, space, quote or backslash in a value",
      shownBy: {
        [limits]: ["whatever a value holds, it is one value: no control, comma, semicolon, space, quote or backslash"],
        [file]: ["a user called %j", "a callbackUrl of /%j", "an app whose redirect callback repeats %j"],
      },
    },
    {
      id: "CK-7",
      asks: "a cookie is removed under the attributes that it was set with",
      shownBy: {
        [file]: ["removes the session in every form the browser may hold it, with the attributes it was set with"],
        "src/core/http/cookies.test.ts": ["removing a cookie keeps the attributes that name it"],
        "test/browser/sign-in.test.ts": ["somebody signs out by the button in the header"],
      },
    },
    {
      id: "CK-8",
      asks: "of two cookies with one name one counts, by one rule",
      shownBy: {
        [tokens]: ["of two cookies with one name the first counts, at every door that is given them as sent"],
        "test/security/csrf.test.ts": ["%s does not do"],
      },
    },
    {
      id: "CK-9",
      asks: "SameSite=None with Secure only, and only where a provider posts",
      shownBy: { [file]: ["check cookies of a provider that answers with a form are SameSite=None, and only those"] },
    },
    {
      id: "CK-10",
      asks: "Partitioned with Secure only, and passed on",
      shownBy: {
        [limits]: [
          "an app in other sites' frames has partitioned cookies, which signing out removes under the same attributes",
          "%s is refused with what would do, before a browser drops it silently",
        ],
      },
    },
    {
      id: "CK-11",
      asks: "chunks that are not needed any more are removed",
      shownBy: {
        [file]: ["a session that shrinks leaves no chunk behind"],
        "test/flows/credentials.test.ts": ["a session too large for one cookie is cut into chunks, and shrinks again"],
      },
    },
    {
      id: "CK-12",
      asks: "names from a request are repeated only where they are ours",
      shownBy: {
        [file]: [
          "the name of a cookie that came with the request",
          "leaves cookies alone that only look like it",
          "answers a hundred planted chunks with no more removals than there can be chunks",
        ],
      },
    },
  ],
}
