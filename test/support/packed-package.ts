import { execFileSync } from "node:child_process"
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { hashOf } from "../../scripts/stamp.mjs"
import { repository } from "./install-countersign.js"

const npm = process.env.npm_execpath?.endsWith(".js")
  ? [process.execPath, process.env.npm_execpath]
  : [process.platform === "win32" ? "npm.cmd" : "npm"]

/** Runs npm in a folder, away from whatever the machine's own configuration says. */
export function runNpm(cwd: string, args: string[]): string {
  const [command = "npm", ...first] = npm
  return execFileSync(command, [...first, ...args, "--loglevel=error", "--no-audit", "--no-fund"], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  })
}

/** Packs a folder as it would be published. Returns the tarball's path. */
export function pack(folder: string, destination: string): string {
  mkdirSync(destination, { recursive: true })
  const [report] = JSON.parse(
    runNpm(folder, ["pack", "--json", "--ignore-scripts", "--pack-destination", destination]),
  ) as { filename: string }[]
  if (!report) throw new Error(`npm packed nothing in ${folder}`)
  return join(destination, report.filename)
}

/** The library's own tarball, of what `src/` holds now: built and packed once per state of the source. */
export function packedPackage(): string {
  execFileSync(process.execPath, ["scripts/build.mjs", "--if-changed"], { cwd: repository, stdio: "pipe" })
  const made = ["dist", "package.json", "README.md", "LICENSE"].map((name) => join(repository, name))
  const tarball = join(repository, `.cache/package/${hashOf(...made)}.tgz`)
  if (existsSync(tarball)) return tarball
  const folder = mkdtempSync(join(repository, ".cache/pack-"))
  mkdirSync(dirname(tarball), { recursive: true })
  renameSync(pack(repository, folder), tarball)
  rmSync(folder, { recursive: true })
  return tarball
}

export interface Consumer {
  directory: string
  /** Writes a file of the app. */
  write: (path: string, text: string) => string
  /** Runs a Node program of the app, and returns what it printed. */
  node: (args: string[], env?: Record<string, string>) => string
  remove: () => void
}

/** Packages that an app of ours brings itself: the repository's own copies. */
const peers = ["next", "react", "react-dom", "oauth4webapi", "@types/react", "@types/react-dom", "@types/node"]

/** A scratch app in which the packed library is installed under this name, beside its peers. */
export function consumerWith(name: "countersign" | "next-auth", { type = "module" } = {}): Consumer {
  const directory = mkdtempSync(join(tmpdir(), "countersign-consumer-"))
  const modules = join(directory, "node_modules")
  const installed = join(modules, name)
  mkdirSync(installed, { recursive: true })
  execFileSync("tar", ["-xzf", packedPackage(), "-C", installed, "--strip-components=1"])
  for (const peer of peers) link(join(modules, peer), join(repository, "node_modules", peer))
  writeFileSync(join(directory, "package.json"), JSON.stringify({ name: "consumer", private: true, type }))
  return {
    directory,
    write: (path, text) => {
      mkdirSync(dirname(join(directory, path)), { recursive: true })
      writeFileSync(join(directory, path), text)
      return join(directory, path)
    },
    node: (args, env = {}) =>
      execFileSync(process.execPath, args, {
        cwd: directory,
        encoding: "utf8",
        env: { ...process.env, ...env },
        stdio: ["ignore", "pipe", "pipe"],
      }),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}

function link(from: string, to: string): void {
  mkdirSync(dirname(from), { recursive: true })
  if (!existsSync(from)) symlinkSync(to, from, "junction")
}

/** Names of the doors that anybody may import, wildcards spelled out. */
export function publicDoors(consumer: Consumer, name: string): string[] {
  const installed = join(consumer.directory, "node_modules", name)
  const providers = readdirSync(join(installed, "dist/esm/providers"))
    .filter((file) => file !== "index.js")
    .map((file) => `/providers/${file.replace(/\.js$/, "")}`)
  const adapters = ["/adapters", "/adapters/memory", "/adapters/redis", "/adapters/sql"]
  return [
    "",
    "/react",
    "/next",
    "/middleware",
    "/jwt",
    "/passwords",
    "/errors",
    "/dev",
    "/testing",
    ...adapters,
    "/providers",
    ...providers,
  ]
}
