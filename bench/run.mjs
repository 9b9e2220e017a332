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
import { openStore } from "./stores.mjs"
import { startSubject, subjectNames } from "./subject.mjs"

const { calls, stored, http, settings, json } = readCommandLine()
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

/** Engine by engine: the next one's server starts when the last one has stopped. */
async function measureAllStored(subjects) {
  if (stored.length) printHeading("Reading a stored session", "µs")
  const results = []
  for (const one of stored) {
    const store = await openStore(one.engine)
    if (!store) {
      console.log(`${one.name}: skipped, for this machine has no such server`)
      continue
    }
    const { stop, ...address } = store
    try {
      const queries = new Map()
      for (const subject of orderOfOpening(subjects))
        queries.set(subject.name, await subject.ask("openStored", { store: address }))
      const result = await measureCalls(subjects, one, settings, progressOf(one.name))
      const { countersign, "next-auth-v4": v4 } = Object.fromEntries(queries)
      printResult(result, result.microseconds)
      console.log(`  queries for a read: Countersign ${countersign}, next-auth 4 ${v4}`)
      results.push({ ...result, queries: { countersign, "next-auth-v4": v4 } })
    } finally {
      await stop()
    }
  }
  return results
}

/** Countersign makes the tables, where they have to be made. */
const orderOfOpening = (subjects) =>
  [...subjects].sort((a, b) => Number(b.name === "countersign") - Number(a.name === "countersign"))

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
  const results = [
    ...(await measureAllCalls(subjects)),
    ...(await measureAllStored(subjects)),
    ...(await measureAllHttp(subjects)),
  ]
  printFootnotes()
  if (json) writeJson(json, settings, results)
} finally {
  for (const subject of subjects) subject.stop()
}
