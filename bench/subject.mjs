/** The parent's end of the subjects' processes. */
import { fileURLToPath } from "node:url"
import { startChild } from "./child.mjs"

const program = fileURLToPath(new URL("subject-process.mjs", import.meta.url))

/** Starts all subjects that the cases are measured by. */
export async function startSubjects(cases) {
  const names = [...new Set(cases.flatMap(({ by }) => by))]
  const started = new Map()
  for (const name of names) {
    started.set(name, await startChild(name, program, [name], { NEXTAUTH_URL: "http://localhost:3000" }))
  }
  return {
    of: ({ by }) => by.map((name) => started.get(name)),
    stop() {
      for (const subject of started.values()) subject.stop()
    },
  }
}
