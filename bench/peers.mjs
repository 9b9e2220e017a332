/** The peers that only the benchmark needs: installed when it first runs, and when their list has changed. */
import { spawnSync } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const folder = fileURLToPath(new URL("peers/", import.meta.url))
const installedFrom = `${folder}node_modules/.installed-from.json`

export function installPeers() {
  const wanted = readFileSync(`${folder}package-lock.json`, "utf8")
  if (existsSync(installedFrom) && readFileSync(installedFrom, "utf8") === wanted) return
  console.log("Installing what Countersign is measured beside …")
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  })
  if (status === 0) return writeFileSync(installedFrom, wanted)
  console.error("The peers cannot be installed: `npm ci` failed in bench/peers.")
  process.exit(1)
}
