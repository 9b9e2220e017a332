import type { Standard } from "./standard.js"

const tokens = "test/security/session-token.test.ts"
const idTokens = "test/security/id-token.test.ts"

export const jwt: Standard = {
  title: "JSON Web Token Best Current Practices",
  source:
    "[RFC 8725](https://www.rfc-editor.org/rfc/rfc8725), for the sealed tokens of sessions and checks, and for what providers sign.",
  rows: [
    {
      id: "JWT-1",
      asks: "the algorithm is fixed, not taken from the token (§3.1)",
      shownBy: {
        [tokens]: [
          "a token that says how it wants to be opened is not opened:",
          "Auth.js v5's format under next-auth's name, and the reverse",
        ],
      },
      note: "`dir` with A256GCM, or with A256CBC-HS512 under the name of Auth.js v5",
    },
    {
      id: "JWT-2",
      asks: "appropriate algorithms, never `none` (§3.2)",
      shownBy: { [tokens]: ["a token that says how it wants to be opened is not opened:"], [idTokens]: ["alg %j"] },
    },
    {
      id: "JWT-3",
      asks: "every cryptographic operation is validated, nested ones too (§3.3)",
      shownBy: { [tokens]: ["an unsigned token, bare or sealed in place of claims"] },
    },
    {
      id: "JWT-4",
      asks: "inputs of cryptography are validated (§3.4)",
      shownBy: {
        [tokens]: [
          "with a token whose tag is short",
          "with a token whose initialisation vector has another length",
          "with a sealed key beside direct encryption",
          "PBES2 with a billion rounds, and quickly",
          "a hundred megabytes in a small token",
        ],
        "test/security/sick-provider.test.ts": ["sign nobody in: %s"],
      },
      note: "No key is agreed on, so there is no curve to be left",
    },
    {
      id: "JWT-5",
      asks: "keys of enough entropy (§3.5)",
      shownBy: {
        "src/core/options/resolve.test.ts": ["in %s a site at %s with the secret %s is warned of, once: %j"],
        "test/cli/doctor.test.ts": ["that %s is found"],
        "test/security/missing-secret.test.ts": ["nothing is sealed or opened with an empty secret"],
      },
      note: "A secret of fewer than 32 characters is warned of in production, and an error of `countersign doctor`; it is not refused, as apps of next-auth v4 with one go on",
    },
    {
      id: "JWT-6",
      asks: "no compression before encryption (§3.6)",
      shownBy: {
        [tokens]: ["a hundred megabytes in a small token"],
        "src/core/crypto/seal.test.ts": ["refuses a header that asks for %j"],
      },
    },
    {
      id: "JWT-7",
      asks: "UTF-8 (§3.7)",
      shownBy: {
        [tokens]: ["invalid UTF-8 never breaks a door"],
        "src/core/crypto/seal.test.ts": ["a sealed text that is not UTF-8 is opened neither by Node nor by Web Crypto"],
      },
    },
    {
      id: "JWT-8",
      asks: "issuer, subject and audience are validated (§3.8, §3.9)",
      shownBy: { [idTokens]: ["an ID token that says an odd thing signs nobody in:"] },
    },
    {
      id: "JWT-9",
      asks: "no look-up by what a header says: `kid`, `jku`, `jwk`, `x5u` (§3.10)",
      shownBy: {
        [idTokens]: [
          "by a key that it brings, or whose address it names: no such address is asked",
          "by a key id that is a path, a query or a statement",
        ],
      },
    },
    {
      id: "JWT-10",
      asks: "a token of one kind is none of another (§3.11, §3.12)",
      shownBy: {
        "test/security/purpose-confusion.test.ts": [
          "by %s",
          "wherever a sealed value is opened",
          "not even with the right content, sealed for another purpose, in either form",
        ],
        "src/core/accounts/stored-tokens.test.ts": ["a stored token is no session token"],
      },
    },
    {
      id: "JWT-11",
      asks: "keys can be replaced: the former still opens, the present seals, a dropped one opens nothing",
      shownBy: {
        "test/security/secret-rotation.test.ts": [
          "people stay signed in while a secret is replaced, twice, and are sealed anew under the present one",
          "once the former secret is dropped, what it sealed opens nothing, at every door",
        ],
        "src/core/accounts/stored-tokens.test.ts": [
          "a secret can be replaced: the former one still opens, the present one seals",
        ],
      },
    },
    {
      id: "JWT-12",
      asks: "times are numbers, with little skew",
      shownBy: {
        [tokens]: [
          "%s: %s is a refusal, not an absent claim",
          "a token that expired 14 seconds ago is good",
          "a token that expired 15 seconds ago is not",
          "a token that begins in 16 seconds is not",
        ],
      },
    },
    {
      id: "JWT-13",
      asks: "the tag is verified before anything else, in constant time",
      shownBy: {
        [tokens]: [
          "with a token one byte of which has one bit flipped: the header",
          "with a token one byte of which has one bit flipped: the initialisation vector",
          "with a token one byte of which has one bit flipped: the ciphertext",
          "with a token one byte of which has one bit flipped: the tag",
        ],
        "src/core/crypto/seal.test.ts": ["compares texts of any length"],
      },
    },
  ],
}
