/** The parent's end of a process that reads sessions. `ask` gives one order and waits for its answer. */
import { fork } from "node:child_process"
import { fileURLToPath } from "node:url"

const program = fileURLToPath(new URL("reader.mjs", import.meta.url))

export async function startReader() {
  const child = fork(program, {
    env: { PATH: process.env.PATH, NODE_ENV: "production", NEXTAUTH_URL: "http://localhost:3000" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  })
  let waiting
  child.on("message", ({ answer, error }) => (error ? waiting.fail(new Error(error)) : waiting.done(answer)))
  child.on("exit", () => waiting.fail(new Error("The process that reads ended.")))
  const nextAnswer = () =>
    new Promise((done, fail) => {
      waiting = { done, fail }
    })
  await nextAnswer()
  return {
    ask(order, details) {
      child.send({ order, ...details })
      return nextAnswer()
    },
    stop: () => child.disconnect(),
  }
}
