/** A reporter that writes what was run, and with what result, into results.json. */
import { readFileSync, writeFileSync } from "node:fs"
import type { TestModule } from "vitest/node"
import { differencesOf } from "./differences.js"
import { type Subject, titleOf } from "./subject.js"
import { furtherSubjects, mainSubjects } from "./subjects.js"

export interface Result {
  readonly adapter: string
  readonly version: string
  readonly engine: string
  readonly variant?: string
  /** Journeys and sentences of the contract that were true. */
  readonly passed: number
  readonly failed: number
  /** Those that it does not allow, by its tables or its code: not run. */
  readonly left: number
}

const file = new URL("results.json", import.meta.url)

export const readResults = (): Result[] => JSON.parse(readFileSync(file, "utf8"))

export const versionOf = ({ fixture, adapter }: Subject): string =>
  JSON.parse(readFileSync(new URL(`fixtures/${fixture}/package.json`, import.meta.url), "utf8")).dependencies[adapter]

/** Journeys run on both strategies. */
const leftOut = (subject: Subject): number => 2 * (subject.lacks?.length ?? 0) + differencesOf(subject).length

export default class WriteResults {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const suites = new Map(
      modules.flatMap((module) => [...module.children.suites()]).map((suite) => [suite.name, suite] as const),
    )
    const results = [...mainSubjects, ...furtherSubjects].flatMap((subject): Result[] => {
      const states = [...(suites.get(titleOf(subject))?.children.allTests() ?? [])].map((test) => test.result().state)
      const count = (wanted: string) => states.filter((state) => state === wanted).length
      if (count("passed") + count("failed") === 0) return []
      const { adapter, engine, variant } = subject
      return [
        {
          adapter,
          version: versionOf(subject),
          engine,
          ...(variant ? { variant } : {}),
          passed: count("passed"),
          failed: count("failed"),
          left: leftOut(subject),
        },
      ]
    })
    if (results.length === mainSubjects.length + furtherSubjects.length)
      writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
    else console.log(`results.json stays as it is: only ${results.length} adapters were run`)
  }
}
