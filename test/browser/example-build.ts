import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs"
import { createRequire } from "node:module"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"

const resolve = createRequire(import.meta.url).resolve
const repository = fileURLToPath(new URL("../..", import.meta.url))
const example = join(repository, "examples/nextjs")
const builds = join(repository, ".cache")
const prefix = "example-"
const anHour = 3_600_000

/** The command line of the Next.js that builds and runs the example. */
export const nextCommand: string = resolve("next/dist/bin/next")

/**
 * Builds a copy of the example, unless one was made from these very files, and returns the copy's directory.
 * It is a copy so that `npm run demo` may run, and build, at the same time.
 *
 * @throws {Error} with the output of `next build`, when that fails
 */
export async function buildExample(): Promise<string> {
  const directory = join(builds, prefix + digestOf(example, join(repository, "dist"), resolve("next/package.json")))
  const finished = join(directory, "finished")
  if (!existsSync(finished)) {
    removeOldBuilds()
    mkdirSync(directory, { recursive: true })
    cpSync(example, directory, { recursive: true, filter: (path) => !leftByBuilds.has(basename(path)) })
    const { code, output } = await build(directory)
    if (code !== 0) throw new Error(`next build ended with ${code}\n${output}`)
    writeFileSync(finished, "")
  }
  utimesSync(finished, new Date(), new Date())
  return directory
}

function removeOldBuilds(): void {
  for (const name of existsSync(builds) ? readdirSync(builds) : []) {
    const directory = join(builds, name)
    const lastUse = statSync(join(directory, "finished"), { throwIfNoEntry: false }) ?? statSync(directory)
    if (name.startsWith(prefix) && Date.now() - lastUse.mtimeMs > anHour) rmSync(directory, { recursive: true })
  }
}

function build(directory: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [nextCommand, "build"], {
    cwd: directory,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  })
  const chunks: Buffer[] = []
  child.stdout.on("data", (chunk) => chunks.push(chunk))
  child.stderr.on("data", (chunk) => chunks.push(chunk))
  return new Promise((resolve) => {
    child.once("close", (code) => resolve({ code, output: Buffer.concat(chunks).toString() }))
  })
}

function digestOf(...paths: string[]): string {
  const digest = createHash("sha256")
  for (const path of paths) for (const file of filesUnder(path)) digest.update(file).update(readFileSync(file))
  return digest.digest("hex").slice(0, 16)
}

const leftByBuilds = new Set([".next", ".data", "node_modules", "next-env.d.ts", ".stamp"])

function* filesUnder(path: string): Generator<string> {
  if (!existsSync(path)) return
  if (statSync(path).isFile()) return yield path
  for (const name of readdirSync(path).sort()) if (!leftByBuilds.has(name)) yield* filesUnder(join(path, name))
}
