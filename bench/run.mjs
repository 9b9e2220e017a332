/**
 * `npm run bench`: what a session costs here, with next-auth 4, and with nothing but the cipher, in one run.
 * How the figures are made, and what they were, is in docs/performance.md.
 */
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { readCommandLine } from "./command-line.mjs"
import { printFootnotes, printHeading, printResult, progressOf, writeJson } from "./report.mjs"
import { measureCalls, measureHttp } from "./rounds.mjs"
import { startSubject, subjectNames } from "./subject.mjs"

const { calls, http, settings, json } = readCommandLine()
const root = fileURLToPath(new URL("..", import.meta.url))

/** What is measured is the package as it is published, so it is built first, unless nothing changed since. */
function build() {
  spawnSync(process.execPath, ["scripts/build.mjs", "--if-changed"], { cwd: root, stdio: "inherit" })
  if (existsSync(`${root}dist/esm/index.js`)) return
  console.error("There is nothing to measure: `npm run build` failed.")
  process.exit(1)
}

async function measureAllCalls(subjects) {
  if (calls.length) printHeading("Calls", "µs")
  const results = []
  for (const one of calls) {
    const result = await measureCalls(subjects, one, settings, progressOf(one.name))
    printResult(result, result.microseconds)
    results.push(result)
  }
  return results
}

async function measureAllHttp(subjects) {
  if (!http.length) return []
  const ports = new Map()
  for (const subject of subjects) ports.set(subject, await subject.ask("listen"))
  const results = []
  for (const one of http) results.push(await measureHttp(subjects, ports, one, settings, progressOf(one.name)))

  printHeading("GET /api/auth/session, 16 connections", "CPU µs for a request")
  for (const result of results) printResult(result, result.cpuMicroseconds)
  for (const { microseconds } of results) {
    const each = subjectNames.map((name) => `${name} ${Math.round(1e6 / microseconds[name])}`)
    console.log(`Requests per second, with the load on the same processors: ${each.join(", ")}`)
  }
  return results
}

build()
const subjects = await Promise.all(subjectNames.map(startSubject))
try {
  const results = [...(await measureAllCalls(subjects)), ...(await measureAllHttp(subjects))]
  printFootnotes()
  if (json) writeJson(json, settings, results)
} finally {
  for (const subject of subjects) subject.stop()
}
