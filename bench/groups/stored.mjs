/** A session that a store keeps, read in one process; engine by engine, so that one server runs at a time. */
import { isAdasSession } from "../call-cases.mjs"
import { measureCalls } from "../rounds.mjs"
import { engines, openStore } from "../stores.mjs"
import { startSubjects } from "../subject.mjs"

const goals = {
  memory: { overFloor: 5, "next-auth-v4": 8 },
  sqlite: { overFloor: 2, "next-auth-v4": 8 },
}

/** Countersign comes first: it makes the tables, where they have to be made. */
const storedCases = engines.map((engine) => ({
  name: `stored-${engine}`,
  engine,
  by: ["countersign", "floor", "next-auth-v4"],
  operation: ({ readStored }) => readStored,
  goals: goals[engine] ?? {},
  check: isAdasSession,
}))

async function measure({ cases, settings, report }) {
  const asked = storedCases.filter(({ name }) => cases.includes(name))
  const subjects = await startSubjects(asked)
  const results = []
  try {
    for (const one of asked) {
      const store = await openStore(one.engine)
      if (!store) {
        report.note(`${one.name}: skipped, for this machine has no such server`)
        continue
      }
      const { stop, ...address } = store
      try {
        const queries = {}
        for (const subject of subjects.of(one)) {
          const count = await subject.ask("openStored", { store: address })
          if (count !== null) queries[subject.name] = count
        }
        const result = await measureCalls(subjects.of(one), one, settings, report)
        report.result(result)
        report.note(
          `  queries for a read: ${Object.entries(queries)
            .map((pair) => pair.join(" "))
            .join(", ")}`,
        )
        results.push({ ...result, facts: { queries } })
      } finally {
        await stop()
      }
    }
    return results
  } finally {
    subjects.stop()
  }
}

export { storedCases }
export default {
  name: "stored",
  title: "Reading a stored session",
  cases: storedCases.map(({ name }) => name),
  measure,
}
