/** The App Router: files below `app` to routes. */
import { readdirSync } from "node:fs"
import { join } from "node:path"
import type { Entry } from "./entries.js"
import type { Module } from "./modules.js"
import { isFolder, isHidden, type Project } from "./project.js"

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

export function appRouter(project: Project): readonly Entry[] {
  const folder = join(project.base, "app")
  return isFolder(folder) ? [...entriesIn(project, folder, [], [])] : []
}

function* entriesIn(
  project: Project,
  folder: string,
  segments: readonly string[],
  outer: readonly Module[],
): Generator<Entry> {
  const route = `/${segments.join("/")}`
  const layout = moduleNamed(project, folder, "layout")
  const layouts = layout ? [...outer, layout] : outer
  const shared = { router: "app", route, layouts } as const
  if (layout) yield { ...shared, kind: "layout", module: layout, subject: "default", methods: ["GET"] }
  const page = moduleNamed(project, folder, "page")
  if (page) yield { ...shared, kind: "page", module: page, subject: "default", methods: ["GET"] }
  const handler = moduleNamed(project, folder, "route")
  for (const method of handler ? methods.filter((one) => exportsName(project, handler, one)) : [])
    yield { ...shared, kind: "route", module: handler as Module, subject: method, methods: [method] }
  for (const name of foldersIn(folder)) yield* entriesIn(project, join(folder, name), into(segments, name), layouts)
}

function exportsName(project: Project, module: Module, name: string): boolean {
  if (module.exports.has(name)) return true
  return module.stars.some((source) => {
    const file = project.resolve(module.file, source)
    const other = file ? project.load(file) : null
    return other !== null && other !== module && exportsName(project, other, name)
  })
}

/** A folder with an underscore is private, one that starts with `%5F` has an underscore in its name. */
const foldersIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((one) => one.isDirectory() && !one.name.startsWith("_") && !isHidden(one.name))
    .map(({ name }) => name)
    .sort()

function moduleNamed(project: Project, folder: string, name: string): Module | null {
  for (const extension of project.pageExtensions) {
    const module = project.load(join(folder, `${name}.${extension}`))
    if (module) return module
  }
  return null
}

/** Groups and slots are no part of the URL; an intercepting route has that of what it intercepts. */
function into(segments: readonly string[], folder: string): readonly string[] {
  const [, marker = "", name = ""] = /^((?:\(\.\.\.\)|(?:\(\.\.\))+|\(\.\))?)(.*)$/.exec(folder) ?? []
  if (marker === "(...)") return [name]
  if (marker === "(.)") return [...segments, name]
  if (marker) return [...segments.slice(0, -marker.length / 4), name]
  if (/^\(.*\)$/.test(folder) || folder.startsWith("@")) return segments
  return [...segments, folder.replace(/^%5F/i, "_")]
}
