/** The parent's end of a process that obeys. */
import { fork } from "node:child_process"

/** Starts a program. `ready`: what it said when it could be asked; `ask` gives an order, and answers come in the order of the questions. */
export async function startChild(name, program, args, env) {
  const child = fork(program, args, {
    env: { PATH: process.env.PATH, NODE_ENV: "production", ...env },
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
  const nextAnswer = () => new Promise((done, fail) => waiting.push({ done, fail }))
  const ready = await nextAnswer()
  return {
    name,
    ready,
    ask(order, details = {}) {
      child.send({ order, ...details })
      return nextAnswer()
    },
    stop() {
      if (child.connected) child.disconnect()
    },
  }
}
