/** Starts a program and waits for it. Children are started directly, never through a shell, so that ending one ends it. */
import { spawn } from "node:child_process"
import { root } from "./doors.mjs"

const running = new Set()

export const onTerminal = Boolean(process.stdout.isTTY)

/** Colour goes to people: a file or a pipe gets plain text. */
const colours = onTerminal ? {} : { NO_COLOR: "1", FORCE_COLOR: "0" }

/** @returns {import("node:child_process").ChildProcess} a child that `stopChildren` ends */
export function start(command, args, { env = {}, cwd = root, stdio = "inherit" } = {}) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...colours, ...env }, stdio })
  running.add(child)
  child.on("exit", () => running.delete(child))
  return child
}

/** @returns {Promise<number>} the exit code; 1 when the program was ended by a signal or is not there */
const exitOf = (child) =>
  new Promise((done) => {
    child.on("error", () => done(1))
    child.on("close", (code) => done(code ?? 1))
  })

export const run = (command, args, options) => exitOf(start(command, args, options))

/** Runs a Node program with the Node that runs us. */
export const runNode = (args, options) => run(process.execPath, args, options)

/** The same in silence: what it printed comes back with its exit code. */
export async function collect(command, args, options) {
  const child = start(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] })
  let output = ""
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk))
  const code = await exitOf(child)
  return { code, output }
}

/** Ends what is still running, and waits until it has. */
export async function stopChildren(signal = "SIGTERM") {
  const ended = [...running].map((child) => new Promise((done) => child.once("exit", done)))
  for (const child of running) child.kill(signal)
  await Promise.all(ended)
}
