import type { Standard } from "./standard.js"

const password = { why: "where passwords are chosen is the app's own so far", until: "src/methods/password" }

export const nist: Standard = {
  title: "NIST SP 800-63B-4",
  source: "[Authentication and authenticator management](https://pages.nist.gov/800-63-4/sp800-63b.html).",
  rows: [
    { id: "N-1", asks: "passwords of 15 characters, of 8 beside a second factor", excluded: password },
    {
      id: "N-2",
      asks: "64 characters and more, any character, each counted once",
      shownBy: {
        "src/features/passwords/password.test.ts": [
          "a password counts to its last character: %s",
          "a password is the same on every keyboard (NFKC): %s",
        ],
      },
      note: "By `countersign/passwords`; a NUL at the end is no character of a password",
    },
    { id: "N-3", asks: "no rules of composition, no hints, no change by the calendar", excluded: password },
    { id: "N-4", asks: "a list of passwords that everybody tries", excluded: password },
    {
      id: "N-5",
      asks: "the whole secret is verified",
      shownBy: {
        "test/security/typed-secrets.test.ts": ["what somebody types reaches `authorize` as it is: %s"],
        "src/features/passwords/password.test.ts": ["a password counts to its last character: %s"],
      },
      note: "By `authorize` of the app, which is handed all of it",
    },
    {
      id: "N-6",
      asks: "at most 100 failures of an account in a row",
      shownBy: {
        "test/flows/rate-limit.test.ts": [
          "the hundred and first failure of a day is refused, in whatever windows they were",
          "a right password ends the failures before it",
        ],
      },
      note: "Counted by the day: a lock without an end could be turned by anybody against anybody",
    },
    {
      id: "N-7",
      asks: "a salted hash that costs memory",
      shownBy: {
        "src/features/passwords/password.test.ts": [
          "a hash is the one of its password and of no other, is salted, and needs no other",
          "what costs less to guess than a hash of today is hashed anew: %s",
        ],
      },
      note: "By `hashPassword` of `countersign/passwords`, which `authorize` may use",
    },
    {
      id: "N-8",
      asks: "a one-time secret is accepted once, a code for ten minutes",
      shownBy: {
        "test/flows/email-code.test.ts": [
          "the same code twice at once signs in once",
          "a code is good for ten minutes, and the link beside it for its day",
        ],
        "test/adapters/races.test.ts": ["of 100 simultaneous uses of a verification token exactly one gets it"],
      },
    },
    {
      id: "N-9",
      asks: "nothing that was seen can be replayed: nonces of 64 bits and more",
      shownBy: {
        "test/security/oauth-flow.test.ts": [
          "of two hundred attempts no state, nonce or verifier is like another's, and each challenge is the hash of its verifier",
        ],
        "test/security/purpose-confusion.test.ts": ["do not serve twice"],
      },
    },
    {
      id: "N-10",
      asks: "reauthentication: 30 days, 24 hours, 12 hours, by level of assurance",
      shownBy: {
        "test/security/session-lifecycle.test.ts": [
          "ends when it was not used for as long as the app says, to the second",
        ],
        "test/flows/signed-in-within.test.ts": ["`callbacks.jwt` cannot make a session younger than it is"],
        "src/frameworks/next/policy-middleware.test.ts": ["signed in %s seconds ago: %s"],
      },
      note: "`session.maxAge` is the time without use; `signedInWithin` of a policy is the time since the sign-in, used or not",
    },
    {
      id: "N-11",
      asks: "the session cookie is Secure, HttpOnly, and says nothing of a person",
      shownBy: {
        "test/security/session-lifecycle.test.ts": ["says nothing of its owner in the cookie"],
        "test/security/every-answer.test.ts": [
          "every cookie of every flow is HttpOnly, Secure, SameSite=Lax and without a domain, and sent no further and kept no longer than its purpose",
        ],
      },
    },
    {
      id: "N-12",
      asks: "pasting and password managers work",
      shownBy: {
        "src/pages/pages.test.ts": [
          "a credentials form posts the CSRF token and its labelled fields, and no destination",
          "an e-mail provider asks for an address",
          "the field for a code is one that phones fill in, and says when it was wrong",
        ],
      },
    },
    {
      id: "N-13",
      asks: "e-mail is no out-of-band authenticator",
      excluded: {
        why: "sign-in by mail proves that somebody reads the mailbox, and no level of 800-63B: [the threat model](threat-model.md) says so",
      },
    },
  ],
}
