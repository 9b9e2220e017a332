/**
 * Fails on an import against the direction of the house, on a package in the wrong room, and on a cycle.
 * Types count: a type that points upwards makes a newcomer read upwards.
 *
 * `node scripts/check-layers.mjs [folder]` checks `src/`, or another tree of the same shape.
 */
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, posix, relative, resolve, sep } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { coreFloors, packages, rooms } from "./house.mjs"
import { importsOf } from "./imports-of.mjs"

const isSource = (name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name)

/** @returns {Map<string, { specifier: string, typeOnly: boolean, target: string | null }[]>} by path under the folder */
function readImports(folder) {
  const files = readdirSync(folder, { recursive: true })
    .map((name) => name.split(sep).join("/"))
    .filter(isSource)
  const known = new Set(files)
  const targetOf = (file, specifier) => {
    if (!specifier.startsWith(".")) return null
    const path = posix.join(posix.dirname(file), specifier)
    const asTsx = path.replace(/\.js$/, ".tsx")
    return known.has(asTsx) ? asTsx : path.replace(/\.js$/, ".ts")
  }
  return new Map(
    files.map((file) => [
      file,
      importsOf(readFileSync(join(folder, file), "utf8")).map((found) => ({
        ...found,
        target: targetOf(file, found.specifier),
      })),
    ]),
  )
}

const floorOf = (file) => coreFloors.indexOf(file.split("/")[1].replace(/\.ts$/, ""))
const reaches = (path, list) => list.some((allowed) => path === allowed || path.startsWith(allowed))

/** The sentence that says what is wrong with this import; `null` when nothing is. */
function problemOf(file, { specifier, typeOnly, target }) {
  if (target === null) return packageProblem(file, specifier, typeOnly)
  if (target.startsWith("../")) return `leaves the house for ${specifier}`
  const room = file.split("/")[0]
  if (room === "core") return coreProblem(file, target)
  const rule = rooms[room]
  if (!rule) return `is in no room that scripts/house.mjs knows`
  if (target.split("/")[0] === room) return methodProblem(file, target)
  if (reaches(target, rule.values) || (typeOnly && reaches(target, rule.types))) return null
  return `may not import ${target}${reaches(target, rule.types) ? " (types only)" : ""}`
}

function coreProblem(file, target) {
  if (!target.startsWith("core/")) return `is core, and imports ${target} from outside it`
  if (floorOf(file) < 0) return `is on no floor that scripts/house.mjs knows`
  if (floorOf(target) < 0) return `imports ${target}, which is on no floor that scripts/house.mjs knows`
  return floorOf(target) > floorOf(file) ? `imports ${target}, which is a later floor` : null
}

/** A sign-in method stands alone: what two of them share belongs to the core. */
const methodProblem = (file, target) =>
  file.startsWith("methods/") && file.split("/")[1] !== target.split("/")[1] ? `may not import ${target}` : null

function packageProblem(file, specifier, typeOnly) {
  const name = Object.keys(packages).find((known) => specifier === known || specifier.startsWith(`${known}/`))
  if (name) return reaches(file, packages[name]) ? null : `may not import ${specifier}`
  if (specifier.startsWith("node:") && (typeOnly || file === "core/crypto/platform-node.ts")) return null
  return `imports ${specifier}, which no room may`
}

/** Every cycle once, as the path that closes it. */
function cyclesIn(graph) {
  const done = new Set()
  const cycles = []
  const visit = (file, path) => {
    if (path.includes(file)) return cycles.push([...path.slice(path.indexOf(file)), file])
    if (done.has(file)) return
    for (const { target } of graph.get(file) ?? []) if (target) visit(target, [...path, file])
    done.add(file)
  }
  for (const file of graph.keys()) visit(file, [])
  return cycles
}

/** @returns {string[]} a sentence for each violation; empty when the house stands. */
export function violationsIn(folder) {
  const graph = readImports(folder)
  const imports = [...graph].flatMap(([file, found]) =>
    found.flatMap((one) => {
      const problem = problemOf(file, one)
      return problem ? [`${file} ${problem}`] : []
    }),
  )
  return [...imports, ...cyclesIn(graph).map((path) => `cycle: ${path.join(" → ")}`)]
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), "../src"))
  const violations = violationsIn(folder)
  for (const violation of violations) console.error(violation)
  console.log(`${relative(process.cwd(), folder) || folder}: ${violations.length} imports against the house`)
  process.exit(violations.length ? 1 : 0)
}
