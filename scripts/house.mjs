/** The house as data: its rooms, and what each may import. The words are in docs/architecture.md. */

/** The parts of the core, first floor first: each may import itself and those before it. */
export const coreFloors = [
  "errors",
  "model",
  "maybe-promise",
  "when-needed",
  "contracts",
  "crypto",
  "http",
  "options",
  "limits",
  "session",
  "accounts",
  "guard",
  "flows",
  "handler",
]

/**
 * Room → what it may import besides itself; `types` counts for `import type` only.
 * An entry is a room, or the beginning of a path under `src/`.
 */
export const rooms = {
  // A mail is a page too: the tag that escapes, and colours that can be read.
  methods: { values: ["core/", "pages/html.ts", "pages/colour.ts"], types: [] },
  providers: { values: ["core/contracts/", "methods/"], types: ["core/model.ts"] },
  adapters: {
    values: [
      "core/contracts/",
      "core/errors.ts",
      "core/crypto/digest.ts",
      "core/limits/counters.ts",
      "core/options/env.ts",
    ],
    types: ["core/model.ts"],
  },
  pages: { values: ["core/contracts/"], types: ["core/model.ts"] },
  features: { values: ["core/", "methods/"], types: [] },
  // Limits are on without being named.
  "auth.ts": { values: ["core/", "methods/", "pages/", "features/rate-limit/limiting.ts"], types: [] },
  "accounts.ts": { values: ["auth.ts", "core/accounts/"], types: ["core/"] },
  "tokens.ts": { values: ["auth.ts", "features/provider-tokens/"], types: ["core/"] },
  "passwords.ts": { values: ["features/passwords/"], types: [] },
  "policy.ts": { values: ["core/guard/"], types: ["core/contracts/"] },
  "jwt.ts": { values: ["core/"], types: [] },
  frameworks: {
    values: ["auth.ts", "core/guard/", "core/http/cookies.ts", "core/errors.ts", "core/maybe-promise.ts"],
    types: ["core/"],
  },
  "index.ts": {
    values: ["auth.ts", "jwt.ts", "frameworks/next/", "core/errors.ts", "core/contracts/provider.ts"],
    types: ["core/", "adapters/"],
  },
  client: { values: [], types: ["core/"] },
  react: { values: ["client/"], types: ["core/"] },
  testing: { values: ["core/contracts/"], types: ["core/model.ts"] },
  dev: { values: ["core/errors.ts", "core/options/env.ts", "pages/html.ts"], types: [] },
  cli: {
    values: [
      "adapters/sql/",
      "core/accounts/stored-tokens.ts",
      "core/crypto/token.ts",
      "core/errors.ts",
      "core/guard/patterns.ts",
      "core/options/cookie-options.ts",
      "core/options/env.ts",
      "dev/index.ts",
    ],
    types: ["core/"],
  },
}

/** Package → the rooms that may import it, so that nobody pays for what they do not use. */
export const packages = {
  "#crypto": ["core/crypto/"],
  "node:crypto": ["core/crypto/platform-node.ts", "features/passwords/", "dev/", "cli/"],
  oauth4webapi: ["methods/oauth/", "features/logout/protocol.ts"],
  kysely: ["adapters/sql/", "cli/migrate/", "cli/doctor/read-database.ts"],
  pg: ["adapters/sql/drivers.ts"],
  mysql2: ["adapters/sql/drivers.ts"],
  libsql: ["adapters/sql/drivers.ts"],
  "better-sqlite3": ["adapters/sql/drivers.ts"],
  next: ["frameworks/next/"],
  react: ["react/"],
  nodemailer: ["methods/email/smtp.ts"],
  "oidc-provider": ["dev/issuer.ts"],
  "smtp-server": ["dev/mail-server.ts"],
  "postal-mime": ["dev/mail-server.ts"],
  citty: ["cli/"],
  "@babel/parser": ["cli/routes/"],
  "node:assert": ["testing/"],
  "node:child_process": ["cli/init/detect.ts", "cli/doctor/git.ts"],
  "node:fs": ["cli/", "dev/keep.ts"],
  "node:http": ["cli/probe/", "dev/"],
  "node:https": ["cli/probe/"],
  "node:net": ["dev/"],
  "node:os": ["features/passwords/scrypt.ts"],
  "node:path": ["cli/"],
  "node:stream": ["dev/"],
  "node:timers/promises": ["cli/", "dev/"],
  "node:url": ["cli/probe/"],
  "node:util": ["cli/"],
}
