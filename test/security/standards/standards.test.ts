import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { hasTest, readStandards, standardsPage } from "../../../scripts/generate-standards.mjs"
import { withoutIds } from "../../../scripts/titles-of.mjs"
import { repository } from "../../support/install-countersign.js"

const standards = await readStandards()
const rows = standards.flatMap((standard) => standard.rows)
const shownBy = (row: (typeof rows)[number]) => ("shownBy" in row ? row.shownBy : {})
const excluded = (row: (typeof rows)[number]) => ("excluded" in row ? row.excluded : undefined)

test("every requirement is shown by tests that are there, or is left out for a reason", () => {
  const unshown = rows.filter((row) => Object.keys(shownBy(row)).length === 0 && !excluded(row)?.why)
  expect(unshown.map(({ id }) => id)).toEqual([])
  const missing = rows.flatMap((row) =>
    Object.entries(shownBy(row)).flatMap(([file, titles]) =>
      titles.filter((title) => !hasTest(file, title)).map((title) => `${row.id}: ${file} has no test "${title}"`),
    ),
  )
  expect(missing).toEqual([])
  const shown = rows.filter((row) => Object.keys(shownBy(row)).length > 0)
  console.log(`${rows.length} requirements, ${shown.length} shown by tests, ${rows.length - shown.length} left out`)
})

test("a reason that waits for a feature ends when the feature is there", () => {
  const ended = rows.filter((row) => {
    const path = excluded(row)?.until
    return path !== undefined && (!path.startsWith("src/") || existsSync(join(repository, path)))
  })
  expect(ended.map((row) => `${row.id} waits for ${excluded(row)?.until}`)).toEqual([])
})

test("every file of requirements is in the page", () => {
  const files = readdirSync(join(repository, "test/security/standards")).filter(
    (name) => !["standard.ts", "standards.test.ts"].includes(name),
  )
  expect(standards).toHaveLength(files.length)
})

test("no requirement is there twice", () => {
  const ids = rows.map(({ id }) => id)
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
})

test("docs/security/standards.md is what the rows say: else run `npm run docs:standards`", async () => {
  expect(readFileSync(join(repository, "docs/security/standards.md"), "utf8")).toBe(await standardsPage())
})

test("a title that names advisories or faults is the same test without it, and no other", () => {
  for (const title of [
    "a link works once (CVE-2021-21310)",
    "a link works once (GHSA-pg53-56cg-4m8q, CVE-2021-21310)",
    "a link works once: GHSA-pg53-56cg-4m8q CVE-2021-21310",
    "a link works once (better-auth#10203, DB-2)",
    "a link works once (DB-2) (DB-11)",
    "better-auth #10203: a link works once",
  ])
    expect(withoutIds(title)).toBe("a link works once")
  expect(withoutIds("a link works once (not twice)")).toBe("a link works once (not twice)")
  expect(hasTest("test/security/standards/standards.test.ts", "no requirement is there twice")).toBe(true)
  expect(hasTest("test/security/standards/standards.test.ts", "no requirement is there")).toBe(false)
  expect(hasTest("test/security/nowhere.test.ts", "no requirement is there twice")).toBe(false)
})
