/** `npm run demo` as somebody starts it. */
import { spawn } from "node:child_process"
import { repository } from "./install-countersign.js"

export interface Demo {
  /** Everything it has printed so far. */
  output(): string
  exit: Promise<number | null>
  interrupt(): void
}

/** What many a developer has in the environment. Nothing listens there. */
const databaseOfSomethingElse = "postgres://ada:hunter2@127.0.0.1:1/payroll"

/** Starts it, until it has said how to stop it. @param file its database */
export async function startDemo(port: number, file: string): Promise<Demo> {
  const demo = spawn(process.execPath, ["scripts/demo.mjs"], {
    cwd: repository,
    env: {
      ...process.env,
      NODE_ENV: "development",
      PORT: String(port),
      DEMO_FILE: file,
      DATABASE_URL: databaseOfSomethingElse,
    },
  })
  let output = ""
  const exit = new Promise<number | null>((done) => demo.on("exit", done))
  const ready = new Promise<void>((done) => {
    for (const stream of [demo.stdout, demo.stderr])
      stream.on("data", (chunk) => {
        output += chunk
        if (output.includes("Ctrl-C")) done()
      })
  })
  await Promise.race([ready, exit])
  return { output: () => output, exit, interrupt: () => demo.kill("SIGINT") }
}
