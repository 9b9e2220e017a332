/**
 * `npm run bench`: what a session costs here, with its peers, and with nothing but the cipher, in one run.
 * How the figures are made, and what they were, is in docs/performance.md.
 */
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { readCommandLine } from "./command-line.mjs"
import { installPeers } from "./peers.mjs"
import { printFootnotes, printHeading, report } from "./report.mjs"
import { saveGroup, writeJson } from "./results.mjs"

const { asked, settings, wantsSaved, json } = readCommandLine()
const root = fileURLToPath(new URL("..", import.meta.url))

/** What is measured is the package as it is published, so it is built first, unless nothing changed since. */
function build() {
  spawnSync(process.execPath, ["scripts/build.mjs", "--if-changed"], { cwd: root, stdio: "inherit" })
  if (existsSync(`${root}dist/esm/index.js`)) return
  console.error("There is nothing to measure: `npm run build` failed.")
  process.exit(1)
}

build()
installPeers()
const all = []
for (const { group, cases } of asked) {
  printHeading(group.title)
  const results = await group.measure({ cases, settings, report })
  all.push(...results)
  if (wantsSaved && cases.length === group.cases.length) saveGroup(group, settings, results)
}
printFootnotes()
if (json) writeJson(json, settings, all)
