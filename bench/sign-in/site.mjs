/** The parent's end of a site's process. */
import { fork } from "node:child_process"
import { fileURLToPath } from "node:url"

const program = fileURLToPath(new URL("site-process.mjs", import.meta.url))

/** Starts the process and its server, which answers once it was told to open. */
export async function startSite(name) {
  const child = fork(program, [name], {
    env: { PATH: process.env.PATH, NODE_ENV: "production" },
    execArgv: ["--expose-gc"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  })
  const waiting = []
  child.on("message", ({ answer, error }) => {
    const { done, fail } = waiting.shift()
    if (error) fail(new Error(`${name}: ${error}`))
    else done(answer)
  })
  child.on("exit", () => {
    for (const { fail } of waiting) fail(new Error(`The process of ${name} ended.`))
  })
  /** Answers come in the order of the questions. */
  const nextAnswer = () => new Promise((done, fail) => waiting.push({ done, fail }))
  const origin = await nextAnswer()
  return {
    name,
    origin,
    ask(order, details = {}) {
      child.send({ order, ...details })
      return nextAnswer()
    },
    stop() {
      if (child.connected) child.disconnect()
    },
  }
}
