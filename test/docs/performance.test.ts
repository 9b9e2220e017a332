import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { groups } from "../../bench/groups/index.mjs"
import { performancePage, resultsByGroup } from "../../scripts/generate-performance.mjs"
import { repository } from "../support/install-countersign.js"

const page = readFileSync(join(repository, "docs/performance.md"), "utf8")

test("the tables of docs/performance.md are what bench/results holds: else run `npm run docs:performance`", () => {
  expect(page).toBe(performancePage())
})

test.each(groups)("the bench's group $name has its results in the page", ({ name, cases }) => {
  expect(page).toContain(`<!-- results: ${name} -->`)
  const measured: string[] =
    resultsByGroup()
      .get(name)
      ?.results.map((result: { name: string }) => result.name) ?? []
  for (const one of cases) expect(measured.some((result) => result.startsWith(one))).toBe(true)
})
