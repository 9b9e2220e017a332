import { availableParallelism } from "node:os"
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"
import { testRooms } from "./scripts/test-rooms.mjs"

/** In source, `#crypto` is the file that Node gets; package.json#imports decides in the built package. */
const alias = { "#crypto": fileURLToPath(new URL("src/core/crypto/platform-node.ts", import.meta.url)) }

export default defineConfig({
  test: {
    projects: testRooms.map(({ name, folder, takesTurns, needsDatabases }) => ({
      resolve: { alias },
      test: {
        name,
        include: [`${folder}/**/*.test.{ts,tsx}`],
        exclude: ["**/node_modules/**", "**/fixtures/**"],
        environment: "node",
        setupFiles: ["test/support/catch-leaks.ts"],
        globalSetup: needsDatabases ? ["test/support/shared-servers.ts"] : [],
        maxWorkers: takesTurns ? 1 : availableParallelism(), // Vitest leaves one core idle unless told
        testTimeout: takesTurns ? 180_000 : 20_000,
        hookTimeout: takesTurns ? 240_000 : 120_000,
      },
    })),
  },
})
