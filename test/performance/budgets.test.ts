/**
 * What the path of every request may cost. Allocations and instructions hardly depend on the machine, so their budgets are tight; times
 * do, so theirs are wide, and the tight ones are the bench's. The queries of each request are counted in test/adapters/query-counts.test.ts.
 */
import { execFileSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { hasValgrind } from "../../scripts/valgrind.mjs"
import { repository } from "../support/install-countersign.js"

/** A call of the bench, or `GET session`, and what it may cost: bytes, and how many times the floor's instructions and CPU time. */
interface Budget {
  readonly bytes: number
  readonly instructions?: number
  readonly time?: number
}

/** Measured, and 15 % more. Times: the goals two to three times over. */
const budgets: Readonly<Record<string, Budget>> = {
  "decode-small": { bytes: 3800, instructions: 1.5, time: 3.5 },
  "getToken-10-cookies": { bytes: 4360, instructions: 1.65, time: 3.5 },
  "getServerSession-jwt": { bytes: 14_600, instructions: 1.84, time: 4 },
  "getServerSession-nobody": { bytes: 2430, instructions: 2.44, time: 12 },
  "middleware-signed-in": { bytes: 5410, instructions: 1.59, time: 3.5 },
  "GET session": { bytes: 18_000 },
}

const named = (kind: keyof Budget): string[] =>
  Object.keys(budgets).filter((name) => budgets[name]?.[kind] !== undefined)

/** The environment of a site in production. */
const options = {
  cwd: repository,
  env: { PATH: process.env.PATH, NODE_ENV: "production", NEXTAUTH_URL: "http://localhost:3000" },
  encoding: "utf8",
} as const

/** Without threads beside it, and with what is random made the same each time. */
const repeatable = ["--predictable", "--single-threaded", "--hash-seed=1", "--random-seed=1"]

const program = (name: string): string => `test/performance/${name}.mjs`

function expectWithin(kind: keyof Budget, measured: Readonly<Record<string, number>>): void {
  expect(Object.keys(measured)).toEqual(named(kind))
  const budget = Object.fromEntries(named(kind).map((name) => [name, budgets[name]?.[kind] ?? 0]))
  console.log(
    `${kind}: ${named(kind)
      .map((name) => `${name} ${measured[name]} of ${budget[name]}`)
      .join(", ")}`,
  )
  const exceeded = named(kind).filter((name) => !((measured[name] ?? Number.NaN) <= (budget[name] ?? 0)))
  expect(exceeded).toEqual([])
}

/** In a process for each, since what was compiled for one case changes what the next allocates. */
test("what a request allocates stays within its budget", () => {
  const largeEnough = ["--expose-gc", "--min-semi-space-size=128", "--max-semi-space-size=128"]
  const measure = (name: string) =>
    execFileSync(process.execPath, [...repeatable, ...largeEnough, program("measure-allocations"), name], options)
  expectWithin("bytes", Object.fromEntries(named("bytes").map((name) => [name, Number(measure(name))])))
})

/** Calls of each case that callgrind looks at. It slows a program down fifty times, and they are interpreted, since a compiler's moments are not ours. */
const calls = 50

/** What callgrind counted up to each mark. */
function countedParts(folder: string): number[] {
  const files = readdirSync(folder).filter((file) => /\.\d+$/.test(file))
  const inOrder = files.toSorted((a, b) => Number(/\d+$/.exec(a)) - Number(/\d+$/.exec(b)))
  return inOrder.map((file) => Number(/^summary: (\d+)/m.exec(readFileSync(join(folder, file), "utf8"))?.[1]))
}

test.skipIf(!hasValgrind())("what a request executes stays within its budget, beside the floor", () => {
  const folder = mkdtempSync(join(tmpdir(), "countersign-instructions-"))
  try {
    const callgrind = ["--tool=callgrind", "--dump-before=uv_loadavg", `--callgrind-out-file=${folder}/counted`]
    const interpreted = ["--no-opt", "--no-sparkplug", "--min-semi-space-size=64"]
    const counting = [program("count-instructions"), String(calls), ...named("instructions")]
    const args = [...callgrind, process.execPath, ...repeatable, ...interpreted, ...counting]
    execFileSync("valgrind", args, { ...options, stdio: ["ignore", "ignore", "pipe"] })
    const counted = countedParts(folder).filter((_, part) => part % 2 === 1)
    const ratios = named("instructions").map((name, nth) => {
      const [floor = Number.NaN, countersign = Number.NaN] = counted.slice(nth * 2)
      return [name, Number((countersign / floor).toFixed(3))]
    })
    expectWithin("instructions", Object.fromEntries(ratios))
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test("what a request takes is no multiple of the floor beyond three times the goals", () => {
  const measured = JSON.parse(execFileSync(process.execPath, [program("measure-time"), ...named("time")], options))
  expectWithin("time", measured)
})
