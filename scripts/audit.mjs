/**
 * `npm run audit`: fails on any advisory in what an app installs with us, and on any in what we develop with that
 * scripts/audit-exceptions.mjs does not argue. Asks the registry, so it is for CI and for people who are online: where the
 * registry does not answer, it says so and fails, as nothing is known then.
 */
import { pathToFileURL } from "node:url"
import { exceptions } from "./audit-exceptions.mjs"
import { root } from "./doors.mjs"
import { collect } from "./run.mjs"
import { inRuntimeProject } from "./runtime-project.mjs"

/** The advisories that a report of `npm audit --json` names, by package. `null` when it is no report. */
export function advisoriesIn(output) {
  let report
  try {
    report = JSON.parse(output.slice(output.indexOf("{")))
  } catch {
    return null
  }
  if (report.auditReportVersion !== 2) return null
  const found = Object.values(report.vulnerabilities ?? {}).flatMap(({ via }) =>
    via.filter((it) => typeof it === "object"),
  )
  return found.map(({ name, url, title, severity }) => ({
    package: name,
    id: /GHSA(?:-\w{4}){3}/.exec(url ?? "")?.[0] ?? String(url),
    title,
    severity,
  }))
}

const isArgued = (advisory, argued) =>
  argued.some(({ package: name, ids }) => name === advisory.package && ids.includes(advisory.id))

/**
 * What is to be done about two reports: of what is installed at run time, and of everything.
 *
 * @returns {string[]} a sentence for each; none when all is well
 */
export function judge({ runtime, everything }, argued = exceptions) {
  if (!runtime || !everything)
    return ["The registry did not answer what is known of these packages, so nobody can tell: run this where it does."]
  const said = (advisory) => `${advisory.package}: ${advisory.id} (${advisory.severity}) ${advisory.title}`
  const seen = new Set(runtime.map(({ id }) => id))
  const stale = argued.flatMap(({ package: name, ids }) =>
    ids
      .filter((id) => !everything.some((it) => it.package === name && it.id === id))
      .map((id) => `${name}: ${id} is argued, and no longer there: take it out of scripts/audit-exceptions.mjs`),
  )
  return [
    ...runtime.map((advisory) => `${said(advisory)}: at run time, which nothing excuses`),
    ...everything
      .filter((advisory) => !seen.has(advisory.id) && !isArgued(advisory, argued))
      .map((advisory) => `${said(advisory)}: raise it, or argue it in scripts/audit-exceptions.mjs`),
    ...stale,
  ]
}

const ask = async (folder) => advisoriesIn((await collect("npm", ["audit", "--json"], { cwd: folder })).output)

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const problems = [...new Set(judge({ runtime: await inRuntimeProject(ask), everything: await ask(root) }))]
  for (const problem of problems) console.error(problem)
  if (problems.length === 0)
    console.log("No advisory is known of what is installed at run time, and none unargued of the rest.")
  process.exit(problems.length ? 1 : 0)
}
