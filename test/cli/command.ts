/** The command as an app has it: the built file, run by Node in a process of its own. */
import { type ChildProcess, spawn } from "node:child_process"
import { join } from "node:path"
import { repository } from "../support/install-countersign.js"

export interface Ended {
  /** `null` when it was killed. */
  code: number | null
  out: string
  err: string
}

export interface Running {
  child: ChildProcess
  ended: Promise<Ended>
}

const ownEnvironment = { ...process.env, DATABASE_URL: "", NO_COLOR: "", DEBUG: "" }

/** @param cwd the folder it is run in */
export function start(args: string[], env: Record<string, string> = {}, cwd: string = repository): Running {
  const child = spawn(process.execPath, [join(repository, "dist/cli.js"), ...args], {
    cwd,
    env: { ...ownEnvironment, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let out = ""
  let err = ""
  child.stdout.on("data", (chunk) => (out += chunk))
  child.stderr.on("data", (chunk) => (err += chunk))
  const ended = new Promise<Ended>((done) => child.on("close", (code) => done({ code, out, err })))
  return { child, ended }
}

export const countersign = (args: string[], env: Record<string, string> = {}, cwd?: string): Promise<Ended> =>
  start(args, env, cwd).ended
