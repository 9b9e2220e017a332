/** Packages: installed once per package-lock.json. */
import { existsSync, readFileSync } from "node:fs"
import { root } from "./doors.mjs"
import { run, runNode } from "./run.mjs"
import { hashOf, readStamp, writeStamp } from "./stamp.mjs"

const stampFile = `${root}node_modules/.countersign-installed`
const readJson = (file) => JSON.parse(readFileSync(file, "utf8"))

/** Whether what npm last installed, by hand perhaps, is what the lock asks for on every platform. */
function matchesLock() {
  const installed = `${root}node_modules/.package-lock.json`
  if (!existsSync(installed)) return false
  const { packages } = readJson(installed)
  return Object.entries(readJson(`${root}package-lock.json`).packages)
    .filter(([path, entry]) => path.includes("node_modules/") && !entry.optional && !entry.devOptional && !entry.peer)
    .every(([path, entry]) => packages[path]?.version === entry.version)
}

const npm = (args) => {
  const cli = process.env.npm_execpath
  return cli?.endsWith(".js") ? runNode([cli, ...args]) : run(process.platform === "win32" ? "npm.cmd" : "npm", args)
}

/** Installs the packages of the lock, unless they are there. @throws {Error} when npm fails */
export async function installPackages() {
  const lock = hashOf(`${root}package-lock.json`)
  if (readStamp(stampFile) === lock) return "already installed"
  if (!matchesLock()) {
    const code = await npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
    if (code !== 0) throw new Error("`npm ci` failed: see its message above")
  }
  writeStamp(stampFile, lock)
  return "installed"
}
