/** The code blocks of a page as one app: type-checked together, and loaded by Node. */
import { execFileSync, spawnSync } from "node:child_process"
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { build, type Plugin } from "esbuild"
import { repository } from "../support/install-countersign.js"
import type { Block, Document } from "./documents.js"

const cache = join(repository, ".cache/docs")

export interface CodeFile {
  block: Block
  /** Relative to the project. */
  file: string
}

export interface Project {
  directory: string
  files: CodeFile[]
}

export const isCode = ({ language }: Block): boolean => /^[jt]sx?$/.test(language)

/** Builds the library if its source has changed, and makes it known as `next-auth` too. */
export function prepare(): void {
  execFileSync(process.execPath, ["scripts/build.mjs", "--if-changed"], { cwd: repository, stdio: "pipe" })
  rmSync(cache, { recursive: true, force: true })
  mkdirSync(join(cache, "node_modules"), { recursive: true })
  symlinkSync(repository, join(cache, "node_modules/next-auth"), "junction")
}

/** Writes each block to the file that its first line names; a file's later versions go to folders of their own. */
export function writeProject({ path, blocks }: Document): Project {
  const directory = join(cache, path.replaceAll(/\W/g, "-"))
  const known = new Map<string, number>()
  const files = blocks.filter(isCode).map((block, i) => {
    const title = block.title ?? `block-${i}.${block.language}`
    const version = (known.get(title) ?? 0) + 1
    known.set(title, version)
    const file = version === 1 ? title : `version-${version}/${title}`
    mkdirSync(dirname(join(directory, file)), { recursive: true })
    writeFileSync(join(directory, file), block.code)
    return { block, file }
  })
  const versions = [...new Set(files.map(({ file }) => /^version-\d+/.exec(file)?.[0] ?? "."))]
  const compilerOptions = {
    target: "es2022",
    module: "esnext",
    moduleResolution: "bundler",
    moduleDetection: "force",
    lib: ["es2023", "dom", "dom.iterable"],
    types: ["node"],
    jsx: "react-jsx",
    strict: true,
    allowJs: true,
    noEmit: true,
    skipLibCheck: true,
    rootDirs: versions,
  }
  const include = versions.map((folder) => `${folder}/**/*`)
  writeFileSync(join(directory, "tsconfig.json"), JSON.stringify({ compilerOptions, include }))
  return { directory, files }
}

/** What the compiler complains about, a line each. */
export function complaints({ directory }: Project): string[] {
  const tsc = join(repository, "node_modules/typescript/bin/tsc")
  const { stdout } = spawnSync(process.execPath, [tsc, "-p", ".", "--pretty", "false"], {
    cwd: directory,
    encoding: "utf8",
  })
  return stdout.split("\n").filter(Boolean)
}

/** Next.js has no `exports`, so Node wants the file's ending; bundlers, which apps use, do not. */
const endings: Plugin = {
  name: "endings",
  setup({ onResolve }) {
    onResolve({ filter: /^next\// }, ({ path }) => ({ path: `${path}.js`, external: true }))
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) => (kind === "entry-point" ? undefined : { path, external: true }))
  },
}

/** A later version of a file imports the first versions of the others, as `rootDirs` tells the compiler. */
const versions = (directory: string): Plugin => ({
  name: "versions",
  setup({ onResolve, resolve: find }) {
    onResolve({ filter: /^\./ }, async ({ path, resolveDir, kind, pluginData }) => {
      if (pluginData || kind === "entry-point") return undefined
      const here = relative(directory, resolve(resolveDir, path)).replace(/^version-\d+\//, "")
      return find(`./${here}`, { resolveDir: directory, kind, pluginData: true })
    })
  },
})

/** A file of the project as JavaScript that Node loads: below `node_modules`, where the test runner leaves it alone. */
async function compiled({ directory }: Project, file: string): Promise<string> {
  const out = `node_modules/loaded/${file.replaceAll(/\W/g, "-")}`
  await build({
    absWorkingDir: directory,
    entryPoints: [{ in: join(directory, file), out }],
    outdir: ".",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    jsx: "automatic",
    plugins: [versions(directory), endings],
    logLevel: "silent",
  })
  return join(directory, `${out}.mjs`)
}

// biome-ignore lint/suspicious/noExplicitAny: a block exports whatever it shows
export type Loaded = Record<string, any>

export const load = async (project: Project, file: string): Promise<Loaded> =>
  import(pathToFileURL(await compiled(project, file)).href)

/** A module of a package, the same copy that the blocks use. */
export async function loadPackage(name: string): Promise<Loaded> {
  const file = join(cache, `node_modules/loaded-${name.replaceAll(/\W/g, "-")}.mjs`)
  writeFileSync(file, `export * from ${JSON.stringify(name)}\n`)
  return import(pathToFileURL(file).href)
}
