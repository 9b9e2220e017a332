/** What an app gets that installs the package, as a project of its own: the runtime dependencies, in the versions of our lock file. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { root } from "./doors.mjs"

const read = (file) => JSON.parse(readFileSync(`${root}${file}`, "utf8"))

/** Entries of a lock file that the dependencies of an entry lead to, by their paths. Peers are the app's own. */
function closureOf(dependencies, packages, found = {}) {
  for (const name of Object.keys(dependencies ?? {})) {
    const path = `node_modules/${name}`
    if (!packages[path]) throw new Error(`package-lock.json has no ${path}`)
    if (found[path]) continue
    found[path] = packages[path]
    closureOf(packages[path].dependencies, packages, found)
  }
  return found
}

/**
 * Makes the project in a folder of its own, hands it to `use`, and removes it.
 *
 * @template T
 * @param {(folder: string) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function inRuntimeProject(use) {
  const { name, version, description, license, dependencies } = read("package.json")
  const project = { name, version, description, license, dependencies }
  const packages = { "": project, ...closureOf(dependencies, read("package-lock.json").packages) }
  const above = mkdtempSync(join(tmpdir(), "runtime-"))
  const folder = join(above, name) // npm calls the project by its folder
  try {
    mkdirSync(folder)
    writeFileSync(join(folder, "package.json"), JSON.stringify(project))
    writeFileSync(
      join(folder, "package-lock.json"),
      JSON.stringify({ name, version, lockfileVersion: 3, requires: true, packages }),
    )
    return await use(folder)
  } finally {
    rmSync(above, { recursive: true, force: true })
  }
}
