/** A session that a store keeps, read in one process; engine by engine, so that one server runs at a time. */
import { isAdasSession } from "../call-cases.mjs"
import { measureCalls } from "../rounds.mjs"
import { engines, openStore } from "../stores.mjs"
import { startSubjects } from "../subject.mjs"

const goals = {
  memory: { overFloor: 5, "next-auth-v4": 8 },
  sqlite: { overFloor: 2, "next-auth-v4": 8 },
}

const reading = { operation: ({ readStored }) => readStored, check: isAdasSession }

/** What users of Auth.js take; on Redis, where it has none over TCP, ours. */
const usual = { memory: "unstorage", sqlite: "drizzle", postgres: "drizzle", mariadb: "drizzle", redis: "ours" }

/** Whom else a store is read by. Better Auth takes its own adapters. */
const others = { memory: ["auth-js-v5", "better-auth"], sqlite: ["auth-js-v5", "better-auth"] }

/** Each library with the adapter that its own users take. */
const usualCases = engines.map((engine) => ({
  ...reading,
  name: `stored-${engine}`,
  engine,
  adapters: { "next-auth-v4": usual[engine], "auth-js-v5": usual[engine] },
  by: ["countersign", "floor", "next-auth-v4", ...(others[engine] ?? [])], // Countersign comes first: it makes the tables, where they have to be made
  goals: goals[engine] ?? {},
}))

/** next-auth 4 with its fastest adapter, and with ours, which shows what the library above it costs. */
const otherCases = [
  { name: "stored-sqlite-kysely", engine: "sqlite", adapters: { "next-auth-v4": "kysely" } },
  { name: "stored-sqlite-same-adapter", engine: "sqlite", adapters: {} },
  { name: "stored-memory-same-adapter", engine: "memory", adapters: {} },
].map((one) => ({ ...reading, ...one, by: ["countersign", "next-auth-v4"] }))

export const storedCases = [...usualCases, ...otherCases]

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
      try {
        const { queries, result } = await measureIn(store, one, subjects.of(one), settings, report)
        report.result(result)
        const counted = Object.entries(queries).map(([name, count]) => `${name} ${count}`)
        report.note(`  queries for a read: ${counted.join(", ")}`)
        results.push({ ...result, facts: { queries } })
      } finally {
        await store.stop()
      }
    }
    return results
  } finally {
    subjects.stop()
  }
}

async function measureIn({ stop: _, ...address }, one, subjects, settings, report) {
  const queries = {}
  for (const subject of subjects) {
    const store = { ...address, by: one.adapters[subject.name] ?? "ours" }
    const count = await subject.ask("openStored", { store })
    if (count !== null) queries[subject.name] = count
  }
  return { queries, result: await measureCalls(subjects, one, settings, report) }
}

export default {
  name: "stored",
  title: "Reading a stored session",
  cases: storedCases.map(({ name }) => name),
  measure,
}
