import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

/** In source, `#crypto` is the file that Node gets; package.json#imports decides in the built package. */
const alias = { "#crypto": fileURLToPath(new URL("src/core/crypto/platform-node.ts", import.meta.url)) }

/** Folders of `test/`, and whether their files share the machine or take turns. */
const rooms = {
  flows: { takesTurns: false },
  security: { takesTurns: false },
  contracts: { takesTurns: false },
  types: { takesTurns: true },
  package: { takesTurns: true },
  replay: { takesTurns: true },
  browser: { takesTurns: true },
}

const project = (name: string, include: string, takesTurns: boolean) => ({
  resolve: { alias },
  test: {
    name,
    include: [`${include}/**/*.test.{ts,tsx}`],
    exclude: ["**/node_modules/**", "**/fixtures/**"],
    environment: "node",
    fileParallelism: !takesTurns,
    testTimeout: takesTurns ? 60_000 : 20_000,
    hookTimeout: takesTurns ? 240_000 : 120_000,
  },
})

export default defineConfig({
  test: {
    projects: [
      project("unit", "src", false),
      project("next", "test/{next,replay}", true),
      ...Object.entries(rooms).map(([name, { takesTurns }]) => project(name, `test/${name}`, takesTurns)),
    ],
  },
})
