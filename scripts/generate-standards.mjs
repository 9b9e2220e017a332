/**
 * Writes docs/security/standards.md: each requirement of test/security/standards with the tests that show it, or the reason why
 * it is left out. A check compares the page with the rows, and the rows with the titles of the tests.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { pathToFileURL } from "node:url"
import { root } from "./doors.mjs"
import { importTypeScript } from "./import-typescript.mjs"
import { testsOf, withoutIds } from "./titles-of.mjs"

const page = `${root}docs/security/standards.md`

/** The files of test/security/standards, in the order of the page. */
const files = ["oauth", "openid", "protocol", "jwt", "cookies", "asvs", "nist", "owasp", "webauthn"]

const standardIn = async (file) => Object.values(await importTypeScript(`test/security/standards/${file}.ts`))[0]

/** @returns {Promise<import("../test/security/standards/standard.js").Standard[]>} */
export const readStandards = () => Promise.all(files.map(standardIn))

const tests = new Map()

/** What a file's tests are within, by their titles; of two with one title the first. */
function testsIn(file) {
  if (!tests.has(file)) {
    const found = existsSync(`${root}${file}`) ? testsOf(readFileSync(`${root}${file}`, "utf8"), file) : []
    tests.set(file, new Map(found.reverse().map(({ title, within }) => [withoutIds(title), within.map(withoutIds)])))
  }
  return tests.get(file)
}

/** Whether a file has a test of this title; one that does not run is none. */
export const hasTest = (file, title) => testsIn(file).has(withoutIds(title))

const cell = (text) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;")

/** A title as a sentence, with what it is within, and a mark where a table fills in. */
const sentenceOf = (file, title) =>
  [...(testsIn(file).get(withoutIds(title)) ?? []), withoutIds(title)]
    .join(" ")
    .replace(/%(?:\.?\d*)?[sdifjoc]|\$[a-z]\w*/g, "…")
    .replace(/[:,]$/, "")

const testsOfRow = ({ shownBy = {} }) =>
  Object.entries(shownBy).flatMap(([file, titles]) =>
    titles.map((title) => `[${sentenceOf(file, title)}](../../${file})`),
  )

const reasonOf = ({ excluded }) => (excluded ? [`Left out: ${excluded.why}`] : [])

const rowOf = (row) => {
  const shown = [...testsOfRow(row), ...reasonOf(row), ...(row.note ? [row.note] : [])].join("; ")
  return `| ${[row.id, row.asks, shown].map(cell).join(" | ")} |`
}

/** The whole page. */
export async function standardsPage() {
  const standards = await readStandards()
  const rows = standards.flatMap((standard) => standard.rows)
  const shown = rows.filter(({ shownBy }) => shownBy)

  return `# Standards, and what shows that they are kept

<!-- Generated from test/security/standards by \`npm run docs:standards\`. Change it there. -->

What the documents of this field ask of a library that signs people in: ${rows.length} requirements, of which ${shown.length} are shown by tests, named here by
their titles. The others are left out for the reason given; a reason that waits for a feature ends when the feature comes, and a check then
demands the test. The requirements are in short: the documents have the words that count.

${standards
  .map(
    ({ title, source, rows }) => `## ${title}

${source}

| id | asks for | shown by |
|---|---|---|
${rows.map(rowOf).join("\n")}
`,
  )
  .join("\n")}`
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(page, await standardsPage())
}
