/**
 * Writes docs/security/catalogue.md: each advisory of test/security/catalogue, with the tests whose titles name it or the reason
 * why none can. `--check` writes nothing, and fails when the page is not what it would write.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { pathToFileURL } from "node:url"
import { root } from "./doors.mjs"
import { importTypeScript } from "./import-typescript.mjs"
import { titlesOf, withoutIds } from "./titles-of.mjs"

const page = `${root}docs/security/catalogue.md`

/** The files of test/security/catalogue, in the order of their rows. */
export const sections = [
  { file: "next-auth", title: "next-auth and @auth/core" },
  { file: "better-auth", title: "better-auth and its plugins" },
  { file: "tokens", title: "Libraries for JWT, JWS, JWE and cryptography" },
  { file: "clients", title: "Passport, SAML, session middleware, OAuth clients" },
  { file: "frameworks", title: "Frameworks that apps are built with" },
  { file: "parsing", title: "Mail, cookies, parsing, passwords" },
  { file: "identity-servers", title: "Identity servers" },
]

const rowsOf = async (file) => Object.values(await importTypeScript(`test/security/catalogue/${file}.ts`))[0]

/** @returns {Promise<(typeof sections[number] & { rows: import("../test/security/catalogue/advisory.js").Advisories })[]>} */
export const readSections = () =>
  Promise.all(sections.map(async (section) => ({ ...section, rows: await rowsOf(section.file) })))

const isTest = (path) => /\.tsx?$/.test(path) && !/(^|\/)(node_modules|fixtures)\//.test(path)

/** Whether the text names the id, and not only a longer one that begins like it. */
export const isNamed = (id, text) => new RegExp(`(?<![\\w-])${id}(?!-?\\w)`).test(text)

/**
 * Every title that names an advisory, or an id of `others`.
 * @param {readonly string[]} others ids that do not look like one: `better-auth#10203`
 * @returns {{ path: string, title: string }[]}
 */
export function titlesWithIds(others = []) {
  const looksLikeId = new RegExp([String.raw`\b(CVE-\d|GHSA-\w{4})`, ...others].join("|"))
  return ["src", "test"]
    .flatMap((folder) => readdirSync(`${root}${folder}`, { recursive: true }).map((path) => `${folder}/${path}`))
    .filter(isTest)
    .sort()
    .flatMap((path) => {
      const source = readFileSync(`${root}${path}`, "utf8")
      const titles = looksLikeId.test(source) ? titlesOf(source, path) : []
      return titles.filter((title) => looksLikeId.test(title)).map((title) => ({ path, title }))
    })
}

const cell = (text) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;")

/** A title as a sentence: without its ids, and with a mark where a table fills in. */
const sentenceOf = (title) =>
  withoutIds(title)
    .replace(/%(?:\.?\d*)?[sdifjoc]|\$[a-z]\w*/g, "…")
    .replace(/[:,]$/, "")

function shownBy({ ids, notApplicable }, titles) {
  if (notApplicable) return `Cannot apply: ${notApplicable.why}`
  const mine = titles.filter(({ title }) => ids.some((id) => isNamed(id, title)))
  return mine.map(({ path, title }) => `[${sentenceOf(title)}](../../${path})`).join("; ") || "**no test yet**"
}

const rowOf = (advisory, titles) =>
  `| ${[advisory.row, advisory.ids.join(", "), advisory.affected, advisory.cause, shownBy(advisory, titles)]
    .map((text) => cell(String(text)))
    .join(" | ")} |`

/** The whole page. */
export async function cataloguePage() {
  const all = await readSections()
  const rows = all.flatMap((section) => section.rows)
  const ids = rows.flatMap((row) => row.ids)
  const titles = titlesWithIds(ids.filter((id) => id.includes("#")))
  const tested = rows.filter((row) => !row.notApplicable)

  return `# Published vulnerabilities, and what shows that Countersign has none of them

<!-- Generated from test/security/catalogue and the titles of the tests by \`npm run docs:catalogue\`. Change them there. -->

${rows.length} rows with ${ids.length} advisories and issues of this field: of the libraries that Countersign succeeds, of those it competes with, of what it is
built on, and of identity servers, which fail in the same ways. ${tested.length} rows have a test, whose title names the id. ${rows.length - tested.length} cannot apply, for
the reason given; a reason that waits for a feature ends when the feature comes, and a check then demands the test.

${all
  .map(
    ({ title, rows }) => `## ${title}

| row | advisory | affected | cause | shown by |
|---|---|---|---|---|
${rows.map((row) => rowOf(row, titles)).join("\n")}
`,
  )
  .join("\n")}`
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const text = await cataloguePage()
  if (!process.argv.includes("--check")) writeFileSync(page, text)
  else if (readFileSync(page, "utf8") !== text) {
    console.error("docs/security/catalogue.md is not what the tests say: run `npm run docs:catalogue`.")
    process.exit(1)
  }
}
