import { spawnSync } from "node:child_process"
import { cpSync, existsSync, readFileSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { repository } from "../support/install-countersign.js"
import { consumerWith } from "../support/packed-package.js"

const app = consumerWith("next-auth", { type: "commonjs" })
afterAll(app.remove)

test("an app's tests run under Jest as next/jest sets it up, without naming the library in its configuration", () => {
  cpSync(join(repository, "test/package/fixtures/jest-app"), app.directory, { recursive: true })
  for (const name of ["jest", "jest-environment-jsdom"])
    symlinkSync(join(repository, "node_modules", name), join(app.directory, "node_modules", name), "junction")
  const report = join(app.directory, "report.json")
  const jest = join(repository, "node_modules/jest/bin/jest.js")

  const { stderr } = spawnSync(process.execPath, [jest, "--ci", "--runInBand", "--json", `--outputFile=${report}`], {
    cwd: app.directory,
    encoding: "utf8",
    env: { ...process.env, NODE_ENV: "test", NEXT_TELEMETRY_DISABLED: "1", NO_COLOR: "1" },
  })

  expect(existsSync(report), stderr).toBe(true)
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(report, "utf8"))
  expect({ numPassedTests, numFailedTests, numFailedTestSuites }, stderr).toEqual({
    numPassedTests: 5,
    numFailedTests: 0,
    numFailedTestSuites: 0,
  })
})
