/** Programs that the tests need and npm does not bring: those that are there, or those of the system's packages. */
import { accessSync, constants, readdirSync } from "node:fs"
import { run } from "./run.mjs"

const folders = () => [
  ...(process.env.PATH ?? "").split(":"),
  "/usr/sbin",
  "/usr/local/sbin",
  ...postgresFolders("/usr/lib/postgresql"),
]

/** Newest first. */
function postgresFolders(home) {
  try {
    return readdirSync(home)
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => `${home}/${version}/bin`)
  } catch {
    return []
  }
}

export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Path of a program; `null` when it is not there. */
export const programAt = (name) =>
  folders()
    .map((folder) => `${folder}/${name}`)
    .find(isExecutable) ?? null

/** apt-get refuses to run beside itself. */
let installing = Promise.resolve()

/** Installs packages where that is possible: as root, with apt-get, and one call after the other. */
export function installFromSystem(packages) {
  installing = installing.then(() => install(packages))
  return installing
}

async function install(packages) {
  const aptGet = process.getuid?.() === 0 && programAt("apt-get")
  if (!aptGet) return
  console.log(`Installing ${packages.join(", ")} with apt-get`)
  const options = { env: { DEBIAN_FRONTEND: "noninteractive" } }
  const patiently = ["-qq", "-o", "DPkg::Lock::Timeout=300"]
  await run(aptGet, ["update", ...patiently], options)
  await run(aptGet, ["install", "-y", ...patiently, "--no-install-recommends", ...packages], options)
}
