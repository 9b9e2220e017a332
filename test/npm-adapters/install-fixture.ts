/** Installs the packages of a fixture, once per lock. A fixture is a package of its own, as an app would be. */
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { hashOf, readStamp, writeStamp } from "../../scripts/stamp.mjs"

const folderOf = (fixture: string): string => fileURLToPath(new URL(`fixtures/${fixture}`, import.meta.url))

/** @throws when `npm ci` fails, with what it said */
export async function installFixture(fixture: string): Promise<string> {
  const folder = folderOf(fixture)
  const stamp = `${folder}/node_modules/.countersign-installed`
  const lock = hashOf(`${folder}/package-lock.json`)
  if (readStamp(stamp) === lock) return folder
  await npm("ci", "--prefix", folder, "--workspaces=false", "--no-audit", "--no-fund", "--loglevel=error")
  writeStamp(stamp, lock)
  return folder
}

const run = promisify(execFile)
const npm = (...args: string[]) => {
  const cli = process.env.npm_execpath
  if (cli?.endsWith(".js")) return run(process.execPath, [cli, ...args])
  return run(process.platform === "win32" ? "npm.cmd" : "npm", args, { shell: process.platform === "win32" })
}
