/** `bench/next-app`, built by the Next.js that is installed, and its servers in production. */
import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { secret } from "./material.mjs"

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const { resolve } = createRequire(import.meta.url)
const repository = at("..")
const source = at("next-app")
const place = at("../.cache/bench-next-app")
const next = resolve("next/dist/bin/next")

/** What a site in production finds in its environment. */
const environment = {
  PATH: process.env.PATH,
  NODE_ENV: "production",
  NEXT_TELEMETRY_DISABLED: "1",
  NEXTAUTH_URL: "http://localhost:3000",
  NEXTAUTH_SECRET: secret,
}

/**
 * Builds the app, unless it was built from these very files. Countersign is installed in it as from a registry, since Next.js treats
 * what is in `node_modules` in its own way.
 *
 * @throws {Error} with the output of `next build`, when that fails
 */
export async function buildNextApp() {
  const finished = join(place, "built-from")
  const current = digestOf(source, join(repository, "dist"), resolve("next/package.json"))
  if (existsSync(finished) && readFileSync(finished, "utf8") === current) return
  rmSync(place, { recursive: true, force: true })
  cpSync(source, place, { recursive: true })
  const installed = join(place, "node_modules/countersign")
  mkdirSync(installed, { recursive: true })
  for (const part of ["package.json", "dist"])
    cpSync(join(repository, part), join(installed, part), { recursive: true })
  const child = spawn(process.execPath, [next, "build"], {
    cwd: place,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  })
  let output = ""
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text))
  const code = await new Promise((done) => child.once("close", done))
  if (code !== 0) throw new Error(`next build ended with ${code}\n${output}`)
  writeFileSync(finished, current)
}

function digestOf(...paths) {
  const digest = createHash("sha256")
  const take = (path) => {
    if (statSync(path).isDirectory()) for (const name of readdirSync(path).sort()) take(join(path, name))
    else digest.update(path).update(readFileSync(path))
  }
  paths.forEach(take)
  return digest.digest("hex")
}

/** `next start` on a port that the system chose. `cpu` answers the CPU time that it has taken so far, in µs. */
export async function startNextServer() {
  const child = spawn(process.execPath, ["--import", at("tell-cpu.mjs"), next, "start", "-H", "127.0.0.1", "-p", "0"], {
    cwd: place,
    env: environment,
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  })
  const stop = () => child.kill()
  process.once("exit", stop)
  return {
    port: await portOf(child),
    cpu: () =>
      new Promise((done) => {
        child.once("message", ({ cpu }) => done(cpu))
        child.send("cpu")
      }),
    stop,
  }
}

async function portOf(child) {
  let output = ""
  child.stdout.on("data", (text) => (output += text))
  for (let attempt = 0; attempt < 600; attempt++) {
    const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1]
    if (port && /Ready in/.test(output)) return Number(port)
    if (child.exitCode !== null) break
    await wait(100)
  }
  throw new Error(`next start did not start:\n${output}`)
}
