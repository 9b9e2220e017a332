import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { isNamed } from "../../scripts/generate-catalogue.mjs"
import { faults, faultsIn, faultsPage, titlesWithFaults } from "../../scripts/generate-faults.mjs"
import { repository } from "../support/install-countersign.js"

const titles: { title: string }[] = titlesWithFaults()
const isTested = (id: string): boolean => titles.some(({ title }) => isNamed(id, title))

test("every kind of fault is named by the title of a test, or says why none names it", () => {
  expect(faults.filter(({ id, why }) => !why && !isTested(id)).map(({ id }) => id)).toEqual([])
  expect(faults.filter(({ id, why }) => why && isTested(id)).map(({ id }) => id)).toEqual([])
  console.log(`${faults.length} kinds of faults, ${titles.length} titles of tests that name one`)
})

test("no title names a fault that is not in the list", () => {
  const known = new Set(faults.map(({ id }) => id))
  const named: string[] = titles.flatMap(({ title }) => faultsIn(title))
  expect(named.filter((id) => !known.has(id))).toEqual([])
})

test("docs/security/faults.md is what the tests say: else run `npm run docs:faults`", () => {
  expect(readFileSync(join(repository, "docs/security/faults.md"), "utf8")).toBe(faultsPage())
})
