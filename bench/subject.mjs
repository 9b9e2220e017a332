/** The parent's end of a subject's process. */
import { fork } from "node:child_process"
import { fileURLToPath } from "node:url"

const program = fileURLToPath(new URL("subject-process.mjs", import.meta.url))

/** What the subjects find in their environment: that of a site in production. */
const environment = {
  PATH: process.env.PATH,
  NODE_ENV: "production",
  NEXTAUTH_URL: "http://localhost:3000",
}

/** First the floor: the ratios are to it. */
export const subjectNames = ["floor", "countersign", "next-auth-v4"]

/** Starts a subject. `ask` gives one order and waits for its answer. */
export async function startSubject(name) {
  const child = fork(program, [name], {
    env: environment,
    execArgv: ["--expose-gc"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  })
  const nextAnswer = () =>
    new Promise((done, fail) => {
      const onExit = () => fail(new Error(`The process of ${name} ended.`))
      child.once("exit", onExit)
      child.once("message", ({ answer, error }) => {
        child.off("exit", onExit)
        if (error) fail(new Error(`${name}: ${error}`))
        else done(answer)
      })
    })

  await nextAnswer()
  return {
    name,
    ask(order, details = {}) {
      child.send({ order, ...details })
      return nextAnswer()
    },
    stop() {
      if (child.connected) child.disconnect()
    },
  }
}
