/** Runs with every test (`setupFiles`): what is written to the console is looked through, and a test in which a secret leaked has failed. */
import { format } from "node:util"
import { afterEach, expect } from "vitest"
import { lookThrough, takeLeaks } from "./canaries.js"

for (const level of ["error", "warn", "info", "log", "debug"] as const) {
  const write = console[level].bind(console)
  console[level] = (...words: unknown[]) => {
    lookThrough("log", format(...words))
    write(...words)
  }
}

afterEach(() => {
  const leaked = takeLeaks()
  if (leaked.length > 0) expect.unreachable(`A secret leaked.\n${leaked.join("\n")}`)
})
