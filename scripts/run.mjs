/** Starts a program and waits for it. Children are started directly, never through a shell, so that ending one ends it. */
import { spawn } from "node:child_process"
import { root } from "./doors.mjs"

const running = new Set()

/** Colour goes to people: a file or a pipe gets plain text. */
const colours = process.stdout.isTTY ? {} : { NO_COLOR: "1", FORCE_COLOR: "0" }

export const onTerminal = Boolean(process.stdout.isTTY)

/**
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<number>} the exit code; 1 when the program was ended by a signal or is not there
 */
export function run(command, args, { env = {}, cwd = root, quiet = false } = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...colours, ...env },
      stdio: quiet ? "ignore" : "inherit",
    })
    running.add(child)
    child.on("error", () => done(1))
    child.on("exit", (code) => {
      running.delete(child)
      done(code ?? 1)
    })
  })
}

/** Runs a Node program with the Node that runs us. */
export const runNode = (args, options) => run(process.execPath, args, options)

/** Ends what is still running. */
export function stopChildren(signal = "SIGTERM") {
  for (const child of running) child.kill(signal)
}
