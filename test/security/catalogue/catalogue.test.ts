import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { cataloguePage, isNamed, readSections, titlesWithIds } from "../../../scripts/generate-catalogue.mjs"
import { titlesOf } from "../../../scripts/titles-of.mjs"
import { repository } from "../../support/install-countersign.js"
import type { Advisories } from "./advisory.js"

const rows: Advisories = (await readSections()).flatMap((section) => section.rows)
const ids = rows.flatMap((row) => row.ids)
const titles = titlesWithIds(ids.filter((id) => id.includes("#")))

test("every advisory is named by the title of a test, unless it cannot apply", () => {
  const named = (id: string): boolean => titles.some(({ title }) => isNamed(id, title))
  const missing = rows.filter((row) => !row.notApplicable).flatMap((row) => row.ids.filter((id) => !named(id)))
  expect(missing).toEqual([])
  console.log(`${rows.length} rows, ${ids.length} ids, ${titles.length} titles of tests that name one`)
})

test("a reason that waits for a feature ends when the feature is there", () => {
  const ended = rows.filter(({ notApplicable }) => {
    const path = notApplicable?.until
    return path !== undefined && (!path.startsWith("src/") || existsSync(join(repository, path)))
  })
  expect(ended.map(({ row, notApplicable }) => `row ${row} waits for ${notApplicable?.until}`)).toEqual([])
})

test("no advisory stands in two rows, and no row is without one unless it says why", () => {
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
  expect(rows.filter((row) => row.ids.length === 0 && !row.notApplicable)).toEqual([])
  expect(rows.filter((row) => row.notApplicable?.why === "")).toEqual([])
})

test("no title names an advisory that no row has", () => {
  const named = titles.flatMap(({ title }) => title.match(/\b(?:CVE-\d{4}-\d+|GHSA(?:-\w{4})+)/g) ?? [])
  expect(named.filter((id) => !ids.includes(id))).toEqual([])
})

test("the rows stand in order, and none is missing", () => {
  expect(rows.map(({ row }) => row)).toEqual(rows.map((_, at) => at + 1))
})

test("docs/security/catalogue.md is what rows and titles say: else run `npm run docs:catalogue`", async () => {
  expect(readFileSync(join(repository, "docs/security/catalogue.md"), "utf8")).toBe(await cataloguePage())
})

describe("what counts as the title of a test", () => {
  const read = (source: string): string[] => titlesOf(source, "a.test.ts")

  test("is what stands first in test, it or describe, and in what they make", () => {
    expect(read('test("a", () => {}); it("b"); describe("c", f); test.each([["x"]])("d", f)')).toEqual([
      "a",
      "b",
      "c",
      "d",
    ])
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the source of a template
    expect(read("test.skipIf(x).concurrent('a'); describe.each`x`(`b ${y} c`)")).toEqual(["a", "b … c"])
    expect(titlesOf('test("a", () => <p>b</p>)', "a.test.tsx")).toEqual(["a"])
  })

  test("is no comment, no other text, and no test that does not run", () => {
    expect(read('/* test("a") */ contest("b"); expect("c"); x.test("d"); test.skip("e"); test.todo("f")')).toEqual([])
    expect(read('test.skip.each([1])("a"); test.each(["b"])(name, f)')).toEqual([])
  })

  test("names an advisory by its whole id", () => {
    expect(isNamed("CVE-2021-2144", "… (CVE-2021-21449)")).toBe(false)
    expect(isNamed("GHSA-28wg", "… (GHSA-28wg-1234-5678)")).toBe(false)
    expect(isNamed("CVE-2021-21449", "… (GHSA-8jhw-6pjj-8723, CVE-2021-21449)")).toBe(true)
  })
})
