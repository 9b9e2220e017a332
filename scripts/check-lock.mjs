/**
 * Fails when package-lock.json lacks an optional package that another one names, as platform binaries are: `npm ci` would stop
 * on such a lock, or leave another platform without its binary.
 */
import { readFileSync } from "node:fs"

const { packages } = JSON.parse(readFileSync(process.argv[2] ?? "package-lock.json", "utf8"))
const wanted = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}))
const missing = wanted.filter((name) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)))

for (const name of new Set(missing)) console.error(`${name} is missing from package-lock.json`)
process.exit(missing.length ? 1 : 0)
