/** Writes docs/security/faults.md: each fault of scripts/fault-list.mjs, with the tests whose titles name it or the reason why none does. */
import { writeFileSync } from "node:fs"
import { pathToFileURL } from "node:url"
import { root } from "./doors.mjs"
import { faultTables } from "./fault-list.mjs"
import { isNamed, titlesWithIds } from "./generate-catalogue.mjs"

const page = `${root}docs/security/faults.md`

export const faults = faultTables.flatMap((table) => table.faults)

const kinds = "DB|ML|IDP|RC|CO|PT"

/** The ids of faults that a title names. */
export const faultsIn = (title) => title.match(new RegExp(`\\b(?:${kinds})-\\d+\\b`, "g")) ?? []

/** Titles of tests that name a fault. */
export const titlesWithFaults = () =>
  titlesWithIds([`(?:${kinds})-\\d`]).filter(({ title }) => faultsIn(title).length > 0)

const cell = (text) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;")

/** A title as a sentence: without its ids, and with a dot where a table fills in. */
const sentenceOf = (title) =>
  title
    .replace(new RegExp(`:? *\\((?:(?:(?:${kinds}|CVE|GHSA)-[\\w-]+|[\\w-]+#\\d+)(?:, )?)+\\)`, "g"), "")
    .replace(/%(?:\.?\d*)?[sdifjoc]|\$[a-z]\w*/g, "…")
    .replace(/:$/, "")

function shownBy({ id, why }, titles) {
  if (why) return `No test: ${why}`
  const mine = titles.filter(({ title }) => isNamed(id, title))
  return mine.map(({ path, title }) => `[${sentenceOf(title)}](../../${path})`).join("; ") || "**no test yet**"
}

const rowOf = (fault, titles) =>
  `| ${[fault.id, fault.fault, fault.expected, shownBy(fault, titles)].map(cell).join(" | ")} |`

/** The whole page. */
export function faultsPage() {
  const titles = titlesWithFaults()
  const tested = faults.filter(({ why }) => !why)
  return `# What may fail, and what comes of it

<!-- Generated from scripts/fault-list.mjs and the titles of the tests by \`npm run docs:faults\`. Change them there. -->

${faults.length} kinds of faults of what Countersign depends on. ${tested.length} have tests, whose titles name them; ${faults.length - tested.length} have none, for the reason given.
After each case the same must hold: a step that failed began no session and showed nothing protected; nobody is doubled or lost; what serves
once served at most once; the answer came within its deadline, with a code of [the list](../errors.md), and no secret in it or in the log; and the same
thing works afterwards. \`TEST_CAMPAIGN=long\` plays more of each.

${faultTables
  .map(
    ({ title, faults: rows }) => `## ${title}

| fault | what fails | what must come of it | shown by |
|---|---|---|---|
${rows.map((fault) => rowOf(fault, titles)).join("\n")}
`,
  )
  .join("\n")}`
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) writeFileSync(page, faultsPage())
