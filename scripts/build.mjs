/**
 * Builds the library into `dist/`.
 *
 * - `dist/esm`: a file per door, and the code that doors share in a few chunks. Start-up time goes with the number of
 *   files, so modules are joined; nothing is minified.
 * - `dist/cjs`: the same chunks as CommonJS, so that doors loaded by `require` share state as the ES modules do.
 *   oauth4webapi is an ES module, which Jest cannot `require`: here it is a chunk of its own.
 * - `dist/types`, `dist/cjs-types`: the declarations that a door can reach.
 * - `dist/esm/dev.js`, `dist/cjs/dev.cjs`: the local provider and mailbox, with the mail server's libraries in them.
 * - `dist/cli.js`: the command `countersign`, with its own libraries in it; what a command needs is loaded from `dist/cli`.
 *
 * `--if-changed` does nothing when `src/` is what the last build was made from.
 */
import { spawnSync } from "node:child_process"
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { basename, dirname, join, resolve } from "node:path"
import { doors, missingSources, platformFiles, root } from "./doors.mjs"
import { importsOf } from "./imports-of.mjs"
import { hashOf, readStamp, writeStamp } from "./stamp.mjs"

process.chdir(root)
const stampFile = "dist/.stamp"
const madeFrom = [
  "src",
  "scripts/build.mjs",
  "scripts/doors.mjs",
  "package.json",
  "tsconfig.json",
  "tsconfig.build.json",
]
const hash = hashOf(...madeFrom)
if (process.argv.includes("--if-changed") && readStamp(stampFile) === hash) process.exit(0)

const started = Date.now()
const { build, transform } = await import("esbuild")
const work = `.cache/build-${process.pid}`
process.on("exit", () => rmSync(work, { recursive: true, force: true }))
rmSync(work, { recursive: true, force: true })

const table = doors()
const missing = missingSources({ ...table, ...platformFiles })
const entryPoints = Object.entries({ ...table, ...platformFiles })
  .filter(([, file]) => !missing.includes(file))
  .map(([out, file]) => ({ in: file, out }))

/**
 * Adapters are built on their own: what they have in common with other doors would be split off from those, and each file
 * that `countersign/middleware` loads costs about a millisecond. Only the classes of errors must be the same for all.
 */
const isAdapter = ({ out }) => out.startsWith("adapters/")
const shareErrors = (extension, folder = "..") => ({
  name: "share-errors",
  setup(build) {
    build.onResolve({ filter: /core\/errors\.js$/ }, () => ({ path: `${folder}/errors${extension}`, external: true }))
  },
})

/** So is the local server, which brings libraries for Node with it. They are CommonJS and ask `require` for Node's own modules. */
const isDev = ({ out }) => out === "dev"
const devLibraries = ["smtp-server", "nodemailer", "postal-mime", "punycode.js"]
const requireInModules =
  'import { createRequire as __createRequire } from "node:module";\nconst require = __createRequire(import.meta.url);'

/** And so are passwords, which share one function that reads the environment. */
const isPasswords = ({ out }) => out === "passwords"

/**
 * What a file that is loaded later has in common with the doors would be split off from them too. So such a file, and every
 * feature, is built as if it imported the whole server: that is loaded before it anyway, and stays in few files.
 */
const keepServerTogether = {
  name: "keep-server-together",
  setup(build) {
    const later = loadedLater()
    build.onResolve({ filter: /^the-server$/ }, () => ({ path: resolve("src/frameworks/next/index.ts") }))
    build.onLoad({ filter: /\/src\/(?:core|methods|features|pages|frameworks)\/.*\.ts$/ }, ({ path }) => {
      const isApart =
        later.has(path) ||
        /\/(?:features\/[\w-]+\/index|methods\/email\/(?:smtp|mail-service)|next\/guards)\.ts$/.test(path)
      return { contents: readFileSync(path, "utf8") + (isApart ? '\nimport "the-server"\n' : ""), loader: "ts" }
    })
  },
}

/** The files of `src/` that another one imports by `import()`. */
function loadedLater() {
  const sources = readdirSync("src", { recursive: true }).filter(
    (file) => /\.tsx?$/.test(file) && !/\.test\./.test(file),
  )
  const found = sources.flatMap((file) => {
    const called = readFileSync(join("src", file), "utf8").matchAll(/\bimport\("(\.[^"]+)\.js"\)/g)
    return [...called].map(([, path]) => resolve("src", dirname(file), `${path}.ts`))
  })
  return new Set(found)
}

/** Leaves every package to the user's resolver, except those named. */
const keepPackagesOutside = (except = []) => ({
  name: "keep-packages-outside",
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === "entry-point" || except.some((name) => path === name || path.startsWith(`${name}/`))
        ? undefined
        : { path, external: true },
    )
  },
})

const bundle = async (folder, extension, bundled) => {
  const main = bundlePart(folder, extension, {
    entryPoints: entryPoints.filter((entry) => !isAdapter(entry) && !isDev(entry) && !isPasswords(entry)),
    chunkNames: "shared/[name]-[hash]",
    plugins: [keepServerTogether, keepPackagesOutside(bundled)],
  })
  const adapters = bundlePart(folder, extension, {
    entryPoints: entryPoints.filter(isAdapter),
    chunkNames: "adapters/[name]-[hash]",
    plugins: [shareErrors(extension), keepPackagesOutside(bundled)],
  })
  const dev = bundlePart(folder, extension, {
    entryPoints: entryPoints.filter(isDev),
    platform: "node",
    mainFields: ["module", "main"],
    splitting: false,
    chunkNames: "dev/[name]-[hash]",
    plugins: [shareErrors(extension, "."), keepPackagesOutside(devLibraries)],
    ...(extension === ".js" ? { banner: { js: requireInModules } } : {}),
  })
  const passwords = bundlePart(folder, extension, {
    entryPoints: entryPoints.filter(isPasswords),
    splitting: false,
    plugins: [shareErrors(extension, "."), keepPackagesOutside(bundled)],
  })
  const parts = await Promise.all([main, adapters, dev, passwords])
  return { outputFiles: parts.flatMap(({ outputFiles }) => outputFiles) }
}

const bundlePart = (folder, extension, part) =>
  build({
    outdir: `${work}/${folder}`,
    outExtension: { ".js": extension },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    jsx: "automatic",
    charset: "utf8",
    legalComments: "none",
    write: false,
    absWorkingDir: process.cwd(),
    logLevel: "warning",
    logOverride: { "ignored-bare-import": "silent" }, // those of `keepServerTogether` only say what belongs together
    ...part,
  })

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

/** What the licences of bundled libraries ask for. */
const licencesOf = (libraries) =>
  libraries
    .map((name) => {
      const file = readdirSync(`node_modules/${name}`).find((one) => /^licen[cs]e/i.test(one))
      return `\n/*! ${name}, in here:\n${readFileSync(`node_modules/${name}/${file}`, "utf8").replaceAll("*/", "")}*/\n`
    })
    .join("")

const isDevFile = (path) => /^dev\.c?js$/.test(basename(path))

async function writeModules() {
  const { outputFiles } = await bundle("esm", ".js", [])
  for (const { path, text } of outputFiles) write(path, isDevFile(path) ? text + licencesOf(devLibraries) : text)
}

async function writeCommonJs() {
  const { outputFiles } = await bundle("cjs", ".cjs", ["oauth4webapi"])
  for (const { path, text } of outputFiles) {
    const { code } = await transform(text, {
      format: "cjs",
      platform: "node",
      target: "es2022",
      charset: "utf8",
      sourcefile: basename(path),
      supported: { "dynamic-import": false },
    })
    write(path, isDevFile(path) ? code + licencesOf(devLibraries) : code)
  }
}

function writeDeclarations() {
  const tsc = ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json", "--outDir", `${work}/types`]
  const { status } = spawnSync(process.execPath, tsc, { stdio: "inherit" })
  keepReachable(`${work}/types`)
  cpSync(`${work}/types`, `${work}/cjs-types`, { recursive: true })
  write(`${work}/cjs-types/package.json`, '{ "type": "commonjs" }\n')
  return status === 0
}

/** The local server is in the package once: only what is loaded for `countersign dev`, from `dist/cli`, asks for it. */
const useDevDoor = {
  name: "use-dev-door",
  setup(build) {
    build.onResolve({ filter: /\/dev\/index\.js$/ }, () => ({ path: "../esm/dev.js", external: true }))
  },
}

const commandLibraries = ["citty", "@babel/parser"]

/** The command, for Node only. Drivers of databases are the app's. */
async function writeCommand() {
  const { outputFiles } = await build({
    entryPoints: { cli: "src/cli/index.ts" },
    outdir: work,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    chunkNames: "cli/[name]-[hash]",
    charset: "utf8",
    plugins: [useDevDoor, keepPackagesOutside(commandLibraries)],
    write: false,
    absWorkingDir: process.cwd(),
    logLevel: "warning",
  })
  for (const { path, text } of outputFiles)
    write(path, basename(path) === "cli.js" ? `#!/usr/bin/env node\n${text}${licencesOf(commandLibraries)}` : text)
  chmodSync(`${work}/cli.js`, 0o755)
}

const declarationOf = (source) => source.replace(/^src\//, "").replace(/\.tsx?$/, ".d.ts")

/** Removes the declarations that no door leads to: they are of no use to anybody, and are files to read. */
function keepReachable(folder) {
  const reached = new Set()
  const visit = (file) => {
    if (reached.has(file) || !existsSync(file)) return
    reached.add(file)
    for (const { specifier } of importsOf(readFileSync(file, "utf8")))
      if (specifier.startsWith(".")) visit(resolve(dirname(file), specifier.replace(/\.js$/, ".d.ts")))
  }
  for (const source of Object.values(table)) visit(resolve(folder, declarationOf(source)))
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = resolve(join(entry.parentPath, entry.name))
    if (entry.isFile() && !reached.has(file)) rmSync(file)
  }
}

await writeModules()
await writeCommonJs()
await writeCommand()
const typesAreRight = writeDeclarations()

rmSync("dist", { recursive: true, force: true })
renameSync(work, "dist")
if (missing.length) console.error(`These doors have no source: ${missing.join(", ")}`)
if (!typesAreRight) console.error("The JavaScript in dist/ is complete; the types are not, for the errors above.")
if (missing.length || !typesAreRight) process.exit(1)
writeStamp(stampFile, hash)
console.log(`Built ${Object.keys(table).length} doors into dist/ in ${((Date.now() - started) / 1000).toFixed(1)} s`)
