/** Where chance comes from: everything that must not be guessed, from the platform's secure generator. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { repository } from "../support/install-countersign.js"

/** Chance that decides nothing but how long somebody waits, or how a record of a test is called. */
const harmless = ["src/adapters/sql/retry.ts", "src/cli/migrate/run.ts", "src/testing/adapter/records.ts"]

const sources = readdirSync(join(repository, "src"), { recursive: true, encoding: "utf8" })
  .filter((path) => /\.tsx?$/.test(path) && !path.includes(".test."))
  .map((path) => ({
    path: `src/${path.replaceAll("\\", "/")}`,
    text: readFileSync(join(repository, "src", path), "utf8"),
  }))

test("no secret is made by a generator that can be foretold (GHSA-fjxv-7rqg-78g4, CVE-2025-7783)", () => {
  expect(sources.length).toBeGreaterThan(200)
  const weak = sources.filter(({ text }) => /\bMath\s*(?:\.|\[["'`])\s*random|pseudoRandomBytes/.test(text))
  expect(weak.map(({ path }) => path).sort()).toEqual(harmless)
  for (const { path, text } of weak) {
    if (path.startsWith("src/testing")) continue
    for (const line of text.split("\n").filter((it) => it.includes("Math.random")))
      expect(line).toMatch(/sleep\(|setTimeout\(/)
  }
})

test("no identifier is made of the time", () => {
  const timed = sources.filter(({ text }) =>
    /Date\.now\(\)\.toString\((?:36|16)\)|performance\.now\(\)\.toString/.test(text),
  )
  expect(timed.map(({ path }) => path)).toEqual([])
})
