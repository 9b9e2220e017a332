/** The app that is looked at: where its files are, and which file an import means. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { ConfigurationError } from "../../core/errors.js"
import { type Module, readModule } from "./modules.js"
import { parseLooseJson } from "./syntax.js"

export interface Project {
  /** Where `package.json` is. */
  readonly root: string
  /** Folder of `app` and `pages`: `src`, or the root. */
  readonly base: string
  /** Servers in `package.json` whose routes are written in the source. */
  readonly servers: readonly ("express" | "hono" | "fastify")[]
  /** The major version of Next.js in `package.json`; `null` when it cannot be told. */
  readonly next: number | null
  readonly pageExtensions: readonly string[]
  /** Folders of packages of the same repository that this app depends on. */
  readonly packages: readonly string[]
  /** Whether a word is in a file, which is quicker than reading it. */
  mentions(file: string, word: string): boolean
  /** `null` for a file that cannot be read. */
  load(file: string): Module | null
  /** Files that `load` was asked for, that are there, and that it could not make sense of. */
  unreadable(): readonly string[]
  /** The file that an import means; `null` for a package, and for what is not there. */
  resolve(from: string, specifier: string): string | null
  /** Path from the root, with slashes. */
  shown(file: string): string
}

const extensions = ["tsx", "ts", "jsx", "js", "mjs", "cjs", "mts", "cts"]

/** @throws {ConfigurationError} INVALID_OPTION when there is no Next.js app */
export function openProject(folder: string): Project {
  const root = resolve(folder)
  const manifest = readJson(join(root, "package.json"))
  if (!manifest) throw refuse("There is no package.json here: run this where your Next.js app is, or give --dir.")
  const dependencies = { ...(manifest.dependencies as Json), ...(manifest.devDependencies as Json) }
  const servers = (["express", "hono", "fastify"] as const).filter((name) => dependencies[name] !== undefined)
  const base = [root, join(root, "src")].find((one) => isFolder(join(one, "app")) || isFolder(join(one, "pages")))
  if (!base && servers.length === 0)
    throw refuse("There is no folder `app` or `pages`, here or in `src`: give the app's folder in --dir.")

  const aliases = readAliases(root)
  const packages = workspacePackages(root)
  const modules = new Map<string, Module | null>()
  const load = (file: string): Module | null => {
    if (!modules.has(file)) modules.set(file, tryReading(file))
    return modules.get(file) ?? null
  }
  return {
    root,
    base: base ?? root,
    servers: base ? [] : servers,
    next: nextVersion(dependencies),
    packages: Object.keys(dependencies).flatMap((name) => packages.get(name) ?? []),
    mentions: (file, word) => textOf(file).includes(word),
    pageExtensions: readPageExtensions(root, load),
    load,
    unreadable: () => [...modules].flatMap(([file, module]) => (module === null && isFile(file) ? [file] : [])),
    resolve: (from, specifier) => resolveImport(dirname(from), specifier, aliases, packages),
    shown: (file) => relative(root, file).replaceAll("\\", "/"),
  }
}

const refuse = (message: string): ConfigurationError => new ConfigurationError("INVALID_OPTION", message)

type Json = Readonly<Record<string, unknown>>

function readJson(file: string): Json | null {
  const value = existsSync(file) ? parseLooseJson(readFileSync(file, "utf8")) : null
  return typeof value === "object" ? (value as Json | null) : null
}

export const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return ""
  }
}

function tryReading(file: string): Module | null {
  try {
    return readModule(file, readFileSync(file, "utf8"))
  } catch {
    return null
  }
}

function nextVersion({ next = "" }: Json): number | null {
  const [, major] = /^\D*(\d+)/.exec(String(next)) ?? []
  return major ? Number(major) : null
}

/** `pageExtensions` of next.config, where they are written as a list. */
function readPageExtensions(root: string, load: Project["load"]): readonly string[] {
  const usual = ["tsx", "ts", "jsx", "js"]
  const file = ["js", "mjs", "ts"].map((one) => join(root, `next.config.${one}`)).find(isFile)
  const text = (file && load(file)?.text) ?? ""
  const [, list] = /\bpageExtensions\s*:\s*(\[[^\]]*\])/.exec(text) ?? []
  const found = list ? parseLooseJson(list) : null
  return Array.isArray(found) && found.every((one) => typeof one === "string") ? found : usual
}

interface Alias {
  readonly before: string
  readonly after: string
  readonly targets: readonly string[]
}

/** `paths` of tsconfig.json or jsconfig.json, and of what it extends. */
function readAliases(root: string): readonly Alias[] {
  const first = ["tsconfig.json", "jsconfig.json"].map((one) => join(root, one)).find(isFile)
  const found: Alias[] = []
  for (let file: string | null = first ?? null, hops = 0; file && hops < 4; hops++) {
    const folder = dirname(file)
    const { extends: parent, compilerOptions }: Json = readJson(file) ?? {}
    const { paths, baseUrl } = (compilerOptions ?? {}) as { paths?: Record<string, string[]>; baseUrl?: string }
    const from = resolve(folder, baseUrl ?? ".")
    for (const [pattern, targets] of Object.entries(paths ?? {})) {
      const [before = "", after = ""] = pattern.split("*")
      found.push({ before, after, targets: [targets].flat().map((one) => resolve(from, String(one))) })
    }
    if (baseUrl) found.push({ before: "", after: "", targets: [`${from}/*`] })
    file = typeof parent === "string" && parent.startsWith(".") ? resolve(folder, parent) : null
    if (file && !isFile(file)) file = isFile(`${file}.json`) ? `${file}.json` : null
  }
  return found
}

/** Packages of the same repository, by name. */
function workspacePackages(root: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (let folder = root, hops = 0; hops < 4; folder = dirname(folder), hops++) {
    const isTop = ["pnpm-workspace.yaml", "turbo.json", ".git"].some((one) => existsSync(join(folder, one)))
    if (!isTop && !readJson(join(folder, "package.json"))?.workspaces) continue
    for (const group of ["packages", "apps", "libs", "tooling"]) {
      if (!isFolder(join(folder, group))) continue
      for (const name of readdirSync(join(folder, group))) {
        const manifest = readJson(join(folder, group, name, "package.json"))
        if (typeof manifest?.name === "string") found.set(manifest.name, join(folder, group, name))
      }
    }
    return found
  }
  return found
}

function resolveImport(
  folder: string,
  specifier: string,
  aliases: readonly Alias[],
  packages: ReadonlyMap<string, string>,
): string | null {
  if (specifier.startsWith(".")) return findFile(resolve(folder, specifier))
  for (const { before, after, targets } of aliases) {
    if (!specifier.startsWith(before) || !specifier.endsWith(after)) continue
    const rest = specifier.slice(before.length, specifier.length - after.length)
    for (const target of targets) {
      const file = findFile(target.replace("*", rest))
      if (file) return file
    }
  }
  const [name = ""] = /^(?:@[^/]+\/)?[^/]+/.exec(specifier) ?? []
  const home = packages.get(name)
  return home ? findInPackage(home, specifier.slice(name.length)) : null
}

function findInPackage(home: string, subpath: string): string | null {
  const { exports, main } = readJson(join(home, "package.json")) ?? {}
  const entry = (exports as Json | undefined)?.[`.${subpath}`] ?? (subpath ? null : (exports ?? main))
  const targets = [...pathsIn(entry), `.${subpath}`, `./src${subpath}`, "./src/index", "./index"]
  for (const target of subpath ? targets.slice(0, -2) : targets) {
    const file = findFile(join(home, target))
    if (file && !file.endsWith(".d.ts")) return file
  }
  return null
}

const pathsIn = (entry: unknown): string[] => {
  if (typeof entry === "string") return [entry]
  return typeof entry === "object" && entry !== null ? Object.values(entry).flatMap(pathsIn) : []
}

function findFile(path: string): string | null {
  const stem = path.replace(/\.[cm]?js$/, "")
  const candidates = [
    path,
    ...extensions.flatMap((one) => [`${path}.${one}`, `${stem}.${one}`, join(path, `index.${one}`)]),
  ]
  return candidates.find((one) => /\.[cm]?[jt]sx?$/.test(one) && isFile(one)) ?? null
}

const notOurs = new Set(["node_modules", "dist", "build", "out", "coverage", "public"])

/** Every source file below a root, without packages, builds and hidden folders. */
export function* sourceFiles(root: string): Generator<string> {
  for (const entry of readdirSync(root, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(root, entry.name)
    if (isSource(entry.name)) yield path
    if (!entry.isDirectory() || notOurs.has(entry.name) || isHidden(entry.name)) continue
    for (const file of filesIn(path)) if (isSource(file)) yield file
  }
}

const isSource = (path: string): boolean => /(?<!\.d)\.[cm]?[jt]sx?$/.test(path)

/** Packages and caches, but not `/.well-known` (RFC 8615), which is a path like any other. */
export const isHidden = (name: string): boolean =>
  name === "node_modules" || (name.startsWith(".") && name !== ".well-known")

/** Every file below, without packages and hidden folders; none where there is no folder. */
export function* filesIn(folder: string): Generator<string> {
  const entries = isFolder(folder) ? readdirSync(folder, { withFileTypes: true }) : []
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (isHidden(entry.name)) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesIn(path)
    else yield path
  }
}
