import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { conformancePage } from "../../scripts/generate-conformance.mjs"
import { collect } from "../../scripts/run.mjs"
import { documentAt } from "./documents.js"

/** The titles in test/conformance, without running them: the room of that name does. */
async function titles(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "conformance-"))
  const file = join(folder, "tests.json")
  try {
    const { code, output } = await collect(process.execPath, [
      "node_modules/vitest/vitest.mjs",
      "list",
      "--project",
      "conformance",
      `--json=${file}`,
    ])
    if (code !== 0) throw new Error(output)
    const listed: { name: string }[] = JSON.parse(readFileSync(file, "utf8"))
    return listed.map(({ name }) => name)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test("docs/conformance.md lists the tests there are, all passed: else run `npm run docs:conformance`", async () => {
  const passed = (await titles()).map((title) => ({ title, result: "passed" }))
  expect(documentAt("docs/conformance.md").text).toBe(conformancePage(passed))
})
