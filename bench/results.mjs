/** Results for programs, and for docs/performance.md: one file for each group, with the machine they were measured on. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { cpus, loadavg, release, totalmem } from "node:os"

const at = (path) => new URL(path, import.meta.url)

export function machine() {
  const [cpu] = cpus()
  const version = (folder) => JSON.parse(readFileSync(at(`${folder}/package.json`), "utf8")).version
  const versions = {
    node: process.versions.node,
    openssl: process.versions.openssl,
    countersign: version(".."),
    "next-auth-v4": version("../node_modules/next-auth-v4"),
    "auth-js-v5": version("peers/node_modules/next-auth-v5"),
    "better-auth": version("peers/node_modules/better-auth"),
    "iron-session": version("peers/node_modules/iron-session"),
    next: version("../node_modules/next"),
  }
  return {
    processors: `${cpus().length} × ${cpu.model.trim()}`,
    system: `${process.platform} ${release()}`,
    memoryBytes: totalmem(),
    loadAverage: loadavg()[0],
    versions,
  }
}

const content = (settings, results) => ({ date: new Date().toISOString(), machine: machine(), settings, results })

/** `name` and `title` stand in the file too, so that it says what it is. */
export function saveGroup({ name, title }, settings, results) {
  mkdirSync(at("results"), { recursive: true })
  write(at(`results/${name}.json`), { name, title, ...content(settings, results) })
}

export const writeJson = (file, settings, results) => write(file, content(settings, results))

const write = (file, value) => writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`)
