/** The parent's end of the subjects' processes. */
import { fork } from "node:child_process"
import { fileURLToPath } from "node:url"

const program = fileURLToPath(new URL("subject-process.mjs", import.meta.url))

/** What the subjects find in their environment: that of a site in production. */
const environment = {
  PATH: process.env.PATH,
  NODE_ENV: "production",
  NEXTAUTH_URL: "http://localhost:3000",
}

/** Starts all subjects that the cases are measured by. */
export async function startSubjects(cases) {
  const names = [...new Set(cases.flatMap(({ by }) => by))]
  const started = new Map()
  for (const name of names) started.set(name, await startSubject(name))
  return {
    of: ({ by }) => by.map((name) => started.get(name)),
    stop() {
      for (const subject of started.values()) subject.stop()
    },
  }
}

/** Starts a subject. `ask` gives one order and waits for its answer. */
async function startSubject(name) {
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
