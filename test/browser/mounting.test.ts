import { execFileSync } from "node:child_process"
import { expect, test } from "vitest"
import { measureMounting } from "../../bench/mounting.mjs"
import { repository } from "../support/install-countersign.js"

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

test("1,000 components that read the session mount at about the cost of as many that read a bare context", async () => {
  execFileSync(process.execPath, ["scripts/build.mjs", "--if-changed"], { cwd: repository, stdio: "pipe" })
  const executablePath = process.env.CHROME_PATH ?? "/usr/bin/chromium"
  const measured = await measureMounting({ executablePath, rounds: 30, mounts: 5 })
  const ratios = measured.countersign.map((one, round) => one / (measured["bare context"][round] ?? 0))
  expect(median(ratios)).toBeLessThan(1.5) // 1.1 on an idle machine
})
