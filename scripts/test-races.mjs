/** `npm run test:races`: the races of several requests and processes on every database, with all of the numbers that are promised. */
import { bringDatabases } from "./databases.mjs"
import { root } from "./doors.mjs"
import { runNode } from "./run.mjs"

const races = ["races", "simultaneous"].map((name) => `test/adapters/${name}.test.ts`)

process.chdir(root)
const missing = await bringDatabases()
if (missing.length) console.log(`SKIPPED: what needs ${missing.join(", ")}`)
const built = await runNode(["scripts/build.mjs", "--if-changed"])
const raced = await runNode(["node_modules/vitest/vitest.mjs", "run", ...races, "--reporter=verbose"], {
  env: { TEST_RACES: "full" },
})
process.exit(built || raced || (process.env.CI === "true" && missing.length ? 1 : 0))
