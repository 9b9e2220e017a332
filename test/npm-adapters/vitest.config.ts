/** `npm run test:npm-adapters`: the adapters that `npm test` runs, and all others. */
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const root = fileURLToPath(new URL("../..", import.meta.url))

export default defineConfig({
  root,
  resolve: { alias: { "#crypto": `${root}src/core/crypto/platform-node.ts` } },
  test: {
    include: ["test/npm-adapters/*.test.ts", "test/npm-adapters/campaign/*.campaign.ts"],
    environment: "node",
    globalSetup: "test/support/shared-servers.ts",
    fileParallelism: false,
    reporters: ["default", fileURLToPath(new URL("write-results.ts", import.meta.url))],
    testTimeout: 180_000,
    hookTimeout: 240_000,
  },
})
