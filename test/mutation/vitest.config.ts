/** The judges of one folder (`MUTATED_FOLDER`), for Stryker: quickest first, because the first that fails ends a mutant. */
import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"
import { mutatedFolders } from "./folders.mjs"

const root = fileURLToPath(new URL("../..", import.meta.url))
const judges = mutatedFolders.find(({ folder }) => folder === process.env.MUTATED_FOLDER)?.judges ?? []

class NextToTheSourceFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.sort((a, b) => rank(a) - rank(b) || a.moduleId.localeCompare(b.moduleId))
  }
}

const rank = ({ moduleId }: TestSpecification): number => {
  const path = moduleId.slice(root.length)
  return judges.findIndex(
    (glob) => path === glob || (/[*{]/.test(glob) && path.startsWith(glob.split(/[*{]/)[0] ?? "")),
  )
}

export default defineConfig({
  root,
  resolve: { alias: { "#crypto": `${root}src/core/crypto/platform-node.ts` } },
  test: {
    include: judges,
    exclude: ["**/node_modules/**"],
    environment: "node",
    isolate: false,
    runner: "test/mutation/judging.ts",
    reporters: [{}],
    testTimeout: 10_000,
    hookTimeout: 10_000,
    sequence: { sequencer: NextToTheSourceFirst },
  },
})
