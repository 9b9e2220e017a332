/**
 * The folders whose every line is a rule of security, and the tests that judge a change in them. Judges run in process, start
 * no database and are quick: each of some thousand mutants is tried by every judge that reaches it, until one fails.
 */

const flows = (...names) => names.map((name) => `test/flows/${name}.test.ts`)
const attacks = (...names) => names.map((name) => `test/security/${name}.test.ts`)

/** @type {{ folder: string, judges: string[] }[]} Small folders first. `judges`: globs. */
export const mutatedFolders = [
  {
    folder: "src/core/accounts",
    judges: [
      "src/core/accounts/*.test.ts",
      ...flows("accounts", "email", "managing-accounts", "provider-tokens", "providers", "strict-adapter"),
      ...attacks("pre-registered"),
    ],
  },
  {
    folder: "src/core/guard",
    judges: ["src/core/guard/*.test.ts", "src/frameworks/next/{guards,middleware,policy-middleware}.test.ts"],
  },
  {
    folder: "src/core/crypto",
    judges: ["src/core/{crypto,accounts}/*.test.ts", "src/core/http/cookies.test.ts"],
  },
  {
    folder: "src/core/session",
    judges: [
      "src/core/session/*.test.ts",
      ...flows("database-session", "reissued-sessions", "session", "signed-in-within", "strict-adapter"),
      ...attacks("session-lifetime"),
    ],
  },
  {
    folder: "src/core/http",
    judges: ["src/core/http/*.test.ts", ...flows("endpoints", "session"), ...attacks("cookies", "host-header")],
  },
  {
    folder: "src/methods/oauth",
    judges: [
      "src/methods/oauth/*.test.ts",
      ...flows("granted-scope", "provider-logout", "provider-tokens", "providers"),
      ...attacks("authorization-answer", "id-token", "oauth-flow", "redirect-proxy"),
      "test/conformance/{basic,client-authentication,dpop,fapi2,pushed-request,refresh,requested-claims,signed-response,third-party-login}.test.ts",
    ],
  },
]
