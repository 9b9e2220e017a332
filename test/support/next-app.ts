import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { dirname, join, relative } from "node:path"
import { type Installed, installAsNextAuth, repository } from "./install-countersign.js"

export type NextMajor = 15 | 16

/** An app to assemble under `.cache/`, so that Next.js finds its build cache there the next time. */
export interface AppPlan {
  name: string
  next: NextMajor
  /** Folders under `test/fixtures/apps`, and where their content goes in the app. */
  parts: Record<string, string>
  /** Single files, by their path in the app. */
  files?: Record<string, string>
  installed?: Installed
}

export interface NextApp {
  name: string
  directory: string
  next: NextMajor
}

export interface BuildResult {
  ok: boolean
  output: string
}

export interface RunningApp {
  port: number
  /** Everything the process has printed so far. */
  output: () => string
  stop: () => Promise<void>
}

const fixtures = join(repository, "test/fixtures")
const cache = join(repository, ".cache/next")

/** Where the given Next.js major is installed; apps below this folder find it by walking up. */
function homeOf(next: NextMajor): string {
  if (next === 16) return repository
  const home = join(cache, "15")
  const lock = readFileSync(join(fixtures, "next-15/package-lock.json"), "utf8")
  const installedLock = join(home, "package-lock.json")
  if (existsSync(join(home, "node_modules/next")) && readFileSync(installedLock, "utf8") === lock) return home
  mkdirSync(home, { recursive: true })
  for (const file of ["package.json", "package-lock.json"]) cpSync(join(fixtures, "next-15", file), join(home, file))
  const flags = ["--prefix", home, "--no-audit", "--no-fund", "--loglevel=error"]
  execFileSync("npm", ["ci", ...flags], { cwd: home, stdio: "pipe" })
  return home
}

/** Writes the app's files and installs the library under test in it as `next-auth`. */
export function assembleApp(plan: AppPlan): NextApp {
  const directory = join(plan.next === 16 ? cache : join(homeOf(15), "apps"), plan.name)
  mkdirSync(directory, { recursive: true })
  for (const entry of readdirSync(directory)) {
    if (entry !== ".next") rmSync(join(directory, entry), { recursive: true, force: true })
  }
  for (const [part, target] of Object.entries(plan.parts)) {
    cpSync(join(fixtures, "apps", part), join(directory, target), { recursive: true })
  }
  for (const [path, text] of Object.entries(plan.files ?? {})) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), text)
  }
  cpSync(join(fixtures, "apps/next.config.mjs"), join(directory, "next.config.mjs"))
  writeFileSync(join(directory, "package.json"), `${JSON.stringify({ name: plan.name, private: true })}\n`)
  installAsNextAuth(directory, plan.installed)
  return { name: plan.name, directory, next: plan.next }
}

/** The settings every Next.js process gets; nothing of the surrounding shell decides how the library behaves. */
function environmentFor(app: NextApp, env: Record<string, string> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(NEXTAUTH|AUTH_|VERCEL|VITEST|CONFIG$|__NEXT)/.test(name),
  )
  return {
    ...Object.fromEntries(kept),
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    APP_ROOT: relative(app.directory, homeOf(app.next)),
    ...env,
  }
}

function spawnNext(app: NextApp, args: string[], env?: Record<string, string>): ChildProcess {
  const bin = join(homeOf(app.next), "node_modules/next/dist/bin/next")
  return spawn(process.execPath, [bin, ...args], {
    cwd: app.directory,
    env: environmentFor(app, env),
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  })
}

function collect(child: ChildProcess): () => string {
  let text = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      text += chunk
    })
  }
  return () => text
}

function filesBelow(directory: string, skip: RegExp): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(directory, entry.name)
      if (skip.test(entry.name)) return []
      return entry.isDirectory() ? filesBelow(path, skip) : [path]
    })
}

function fingerprint(app: NextApp, args: string[]): string {
  const hash = createHash("sha256").update(JSON.stringify([app.next, args]))
  for (const file of filesBelow(app.directory, /^(\.next|\.stamp|next-env\.d\.ts)$/)) {
    hash.update(relative(app.directory, file)).update(readFileSync(file))
  }
  return hash.digest("hex")
}

/** Runs `next build`. A build of exactly these files that succeeded before is not repeated. */
export async function buildApp(app: NextApp, ...args: string[]): Promise<BuildResult> {
  const stamp = join(app.directory, ".next/built-from")
  const current = fingerprint(app, args)
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === current) return { ok: true, output: "" }
  rmSync(stamp, { force: true })
  const child = spawnNext(app, ["build", ...args])
  const output = collect(child)
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve))
  if (code === 0) writeFileSync(stamp, current)
  return { ok: code === 0, output: output() }
}

/** As {@link buildApp}, for an app that must build. @throws with what Next.js printed when it does not. */
export async function mustBuild(app: NextApp, ...args: string[]): Promise<void> {
  const { ok, output } = await buildApp(app, ...args)
  if (!ok) throw new Error(`${app.name} does not build:\n${output}`)
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === "string") throw new Error("No port")
  return address.port
}

/** Starts `next start` or `next dev` on a free port and waits until it accepts requests. */
export async function startApp(
  app: NextApp,
  env: (port: number) => Record<string, string>,
  command: "start" | "dev" = "start",
): Promise<RunningApp> {
  const port = await freePort()
  const settings = command === "dev" ? { NODE_ENV: "development", ...env(port) } : env(port)
  const child = spawnNext(app, [command, "-H", "127.0.0.1", "-p", String(port)], settings)
  const output = collect(child)
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()))
  const kill = (): void => {
    if (child.pid && child.exitCode === null) process.kill(-child.pid, "SIGKILL")
  }
  process.once("exit", kill)
  const stop = async (): Promise<void> => {
    process.off("exit", kill)
    kill()
    await closed
  }
  const deadline = Date.now() + 60_000
  while (!/Ready in/.test(output())) {
    if (child.exitCode !== null) throw new Error(`${app.name} does not start:\n${output()}`)
    if (Date.now() > deadline) {
      await stop()
      throw new Error(`${app.name} is not ready after a minute:\n${output()}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  return { port, output, stop }
}
