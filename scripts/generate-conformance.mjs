/**
 * Runs test/conformance and writes docs/conformance.md: which module of the OpenID Foundation's suite is answered by which
 * test, and how that test ended. A check compares the page with the titles.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { pathToFileURL } from "node:url"
import { excluded, plans } from "./conformance-modules.mjs"
import { root } from "./doors.mjs"
import { runNode } from "./run.mjs"

const page = `${root}docs/conformance.md`
const report = `${root}.cache/test/conformance.json`
const cell = (text) => text.replaceAll("|", "\\|")

/** A title is `<module>: <sentence>`; without the colon it belongs to no module. */
function partsOf(title) {
  const [, name, sentence] = /^((?:oidcc|fapi2)[\w.-]+): (.+)$/.exec(title) ?? []
  return name === undefined ? null : { name, sentence }
}

function rowsOf(module, tests) {
  const mine = tests.filter(({ name }) => name === module)
  if (mine.length > 0) return mine.map(({ sentence, result }) => `| \`${module}\` | ${cell(sentence)} | ${result} |`)
  const reason = excluded[module]
  return [`| \`${module}\` | ${reason ? `left out: ${cell(reason)}` : "no test yet"} | – |`]
}

/** The whole page, from the tests' titles and how they ended. */
export function conformancePage(results) {
  const tests = results.flatMap(({ title, result }) => {
    const parts = partsOf(title)
    return parts ? [{ ...parts, result }] : []
  })
  const modules = plans.flatMap((plan) => plan.modules)
  const unknown = tests.filter(({ name }) => !modules.includes(name)).map(({ name }) => name)
  if (unknown.length > 0) throw new Error(`No plan in scripts/conformance-modules.mjs has ${unknown.join(", ")}`)
  const answered = modules.filter((module) => tests.some(({ name }) => name === module))

  return `# Conformance

<!-- Generated from the titles in test/conformance by \`npm run docs:conformance\`. Change them there. -->

The OpenID Foundation's suite plays a provider that misbehaves, one fault in each module. Its faults are played here by a provider that
a test scripts (\`test/support/scripted-provider.ts\`), over real HTTP, and each test bears its module's name. This is no certification: the suite itself
was not run. ${answered.length} of ${modules.length} modules have a test; ${Object.keys(excluded).length} are left out, with the reason.

${plans
  .map(
    ({ plan, modules: names }) => `## ${plan}

| module | what holds | result |
|---|---|---|
${names.flatMap((module) => rowsOf(module, tests)).join("\n")}
`,
  )
  .join("\n")}`
}

async function runTests() {
  const args = ["run", "--project", "conformance", "--reporter=json", `--outputFile.json=${report}`]
  await runNode(["node_modules/vitest/vitest.mjs", ...args])
  const { testResults } = JSON.parse(readFileSync(report, "utf8"))
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .map(({ title, status }) => ({ title, result: status }))
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(page, conformancePage(await runTests()))
}
