/**
 * The public doors: what an app writes after `countersign`, and the source behind it.
 * The build, package.json and the package tests are made from, or checked against, this table.
 */
import { existsSync, readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("..", import.meta.url))

const fixed = {
  index: "src/index.ts",
  react: "src/react/index.ts",
  next: "src/frameworks/next/index.ts",
  middleware: "src/frameworks/next/middleware.ts",
  jwt: "src/jwt.ts",
  policy: "src/policy.ts",
  guards: "src/frameworks/next/guards.ts",
  errors: "src/core/errors.ts",
  accounts: "src/accounts.ts",
  tokens: "src/tokens.ts",
  passwords: "src/passwords.ts",
  adapters: "src/adapters/index.ts",
  "adapters/sql": "src/adapters/sql/index.ts",
  "adapters/memory": "src/adapters/memory.ts",
  "adapters/redis": "src/adapters/redis.ts",
  "features/logout": "src/features/logout/index.ts",
  "features/rate-limit": "src/features/rate-limit/index.ts",
  testing: "src/testing/index.ts",
  dev: "src/dev/index.ts",
  "providers/index": "src/providers/index.ts",
}

/** What `#crypto` stands for: chosen by the runtime through package.json#imports, so never bundled into a door. */
export const platformFiles = {
  "platform-node": "src/core/crypto/platform-node.ts",
  "platform-web": "src/core/crypto/platform-web.ts",
}

const isProvider = (file) => /\.ts$/.test(file) && !/(\.test|\.d)\.ts$/.test(file) && file !== "index.ts"

const providerDoors = () =>
  Object.fromEntries(
    readdirSync(`${root}src/providers`)
      .filter(isProvider)
      .map((file) => [`providers/${file.slice(0, -3)}`, `src/providers/${file}`]),
  )

/** Door → source file, relative to the root. The door's name is its file's name in `dist/esm` and `dist/cjs`. */
export const doors = () => ({ ...fixed, ...providerDoors() })

/** Source files of doors that are not there: an import of such a door would fail only at the user's. */
export const missingSources = (table) => Object.values(table).filter((file) => !existsSync(root + file))
