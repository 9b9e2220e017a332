/** What a read costs as sessions become many, what they weigh, how they are found, and what a second process adds. */

import { fillers, fillRedis, idOf, tokenOf } from "../scale/fill.mjs"
import { explain, hotStatements, listening, readsAll } from "../scale/query-plans.mjs"
import { serverCpu } from "../scale/server-cpu.mjs"
import { startReader } from "../scale/start-reader.mjs"
import { lowestDecile, spread } from "../statistics.mjs"
import { openStore } from "../stores.mjs"
import { kyselyFor } from "../subjects/stored-adapters.mjs"

const shown = (count) => `10^${Math.log10(count)}`

const goals = {
  /** Most that a read of the largest may cost, in reads of the smallest: what deeper indexes and the misses of a processor cache come to. */
  flat: 2,
  twoProcesses: 1.8,
}

const cases = {
  "scale-sqlite": (settings, report) => measureSizes("sqlite", [1e2, 1e4, 1e6], settings, report),
  "scale-postgres": (settings, report) => measureSizes("postgres", [1e2, 1e4, 1e6], settings, report),
  "scale-redis": (settings, report) => measureSizes("redis", [1e2, 1e5], settings, report),
  "scale-processes": measureProcesses,
}

const names = Object.keys(cases)

async function measure({ cases: asked, settings, report }) {
  const results = []
  for (const name of asked) {
    const result = await cases[name](settings, report)
    if (!result) report.note(`${name}: skipped, for this machine has no such server`)
    else results.push(result)
  }
  return results
}

/** The same number of users and of sessions, in a database of their own for each size, read in turns by one process. */
async function measureSizes(engine, sizes, { isQuick }, report) {
  const counts = isQuick ? sizes.slice(0, 2) : sizes
  const stores = []
  const reader = await startReader()
  try {
    for (const count of counts) {
      const store = await openStore(engine)
      if (!store) return null
      stores.push(store)
      const { stop: _, ...address } = store
      store.bytes = await filled(address, count)
      await reader.ask("open", { name: shown(count), store: address, count })
    }
    const name = `scale-${engine}`
    const measured = await inTurns(reader, counts, isQuick ? 5 : 25, (...round) => report.round(name, ...round))
    const serverMicroseconds = {}
    for (const [i, count] of counts.entries())
      serverMicroseconds[shown(count)] = await serverShare(engine, reader, stores[i], shown(count))
    const largest = { store: stores.at(-1), count: counts.at(-1) }
    const result = {
      name,
      unit: "µs for a read of one of so many sessions",
      values: valuesOf(measured, "wall"),
      ratios: [flatness(measured, counts, engine)],
      facts: {
        cpuMicroseconds: valuesOf(measured, "cpu"),
        serverMicroseconds,
        ...weights(largest),
        ...(engine === "redis" ? {} : { plans: await plansOf(largest.store) }),
      },
    }
    report.result(result)
    tell(result.facts, report)
    return result
  } finally {
    reader.stop()
    for (const { stop } of stores) await stop()
  }
}

/** Answers bytes of users and of sessions. */
async function filled({ engine, url, redisUrl }, count) {
  const { SqlAdapter } = await import("countersign/adapters/sql")
  const users = SqlAdapter({ url })
  await users.getUser("nobody") // which makes the tables of a new SQLite file
  await users.close()
  if (engine !== "redis") return fillers[engine](url, count)
  const { users: ofUsers } = await fillers.sqlite(url, count)
  return { users: ofUsers, sessions: await fillRedis(redisUrl, users, count) }
}

async function inTurns(reader, counts, rounds, onRound) {
  const measured = new Map(counts.map((count) => [shown(count), []]))
  for (const name of measured.keys()) await reader.ask("batch", { name, ms: 1000 })
  for (let round = 0; round < rounds; round++) {
    onRound(round + 1, rounds)
    for (const [name, all] of measured) all.push(await reader.ask("batch", { name, ms: 100 }))
  }
  return measured
}

const valuesOf = (measured, what) =>
  Object.fromEntries([...measured].map(([name, all]) => [name, lowestDecile(all.map((round) => round[what]))]))

/** SQLite works in the process that asks; a server's time is not in its CPU time. */
function flatness(measured, counts, engine) {
  const [few, many] = [counts[0], counts.at(-1)].map(shown)
  const what = engine === "sqlite" ? "cpu" : "wall"
  const quotients = measured.get(many).map((round, i) => round[what] / measured.get(few)[i][what])
  return { label: `${many} ÷ ${few}`, ...spread(quotients), most: goals.flat }
}

/** CPU time of the server for a read. */
async function serverShare(engine, reader, store, name) {
  const cpu = serverCpu[engine]
  if (!cpu) return 0
  const before = await cpu(store)
  const { reads } = await reader.ask("batch", { name, ms: 3000 })
  const share = ((await cpu(store)) - before) / reads
  return Number.isNaN(share) ? null : share
}

const weights = ({ store: { bytes }, count }) => ({
  sessions: count,
  bytesPerSession: Math.round(bytes.sessions / count),
  bytesPerUser: Math.round(bytes.users / count),
})

/** Statement → plan, of what is asked again and again. */
async function plansOf(store) {
  const { log, heard } = listening()
  const { dialect, kysely } = await kyselyFor(await import("kysely"), store, (query) => log({ query }))
  const { SqlAdapter } = await import("countersign/adapters/sql")
  const somebody = { userId: idOf(0), sessionToken: tokenOf(0) }
  const plans = []
  for (const [what, sent] of Object.entries(await hotStatements(SqlAdapter({ kysely, dialect }), heard, somebody))) {
    for (const statement of sent) {
      const plan = await explain(kysely, dialect, statement)
      plans.push({ what, sql: statement.sql.replaceAll(/\s+/g, " ").trim(), plan, readsAll: readsAll(dialect, plan) })
    }
  }
  await kysely.destroy()
  return plans
}

function tell({ bytesPerSession, bytesPerUser, cpuMicroseconds, serverMicroseconds, plans = [] }, report) {
  report.note(`  a session takes ${bytesPerSession} bytes, a user with an account ${bytesPerUser}`)
  for (const [count, cpu] of Object.entries(cpuMicroseconds))
    report.note(
      `  CPU for a read of ${count}: ${cpu.toFixed(1)} µs, and ${serverMicroseconds[count]?.toFixed(1)} µs of the server's`,
    )
  for (const { what, plan, readsAll: isSlow } of plans.filter(({ plan }) => plan.length > 0))
    report.note(`  ${isSlow ? "READS ALL: " : ""}${what}: ${plan.map((line) => line.trim()).join("; ")}`)
}

/**
 * Without a load generator, which would take the processor of the second: each process reads sessions in cookies by itself. What a
 * process is worth is told by its reads in a second of CPU time; by the clock, whatever else runs takes its part.
 */
async function measureProcesses({ isQuick }, report) {
  const name = "scale-processes"
  const readers = [await startReader(), await startReader()]
  try {
    const all = (some, ms) => Promise.all(some.map((reader) => reader.ask("batch", { name, ms })))
    for (const reader of readers) await reader.ask("open", { name, store: null })
    await all(readers, 1000)
    const rounds = []
    const count = isQuick ? 5 : 25
    for (let round = 0; round < count; round++) {
      report.round(name, round + 1, count)
      rounds.push({ one: await all([readers[round % 2]], 200), two: await all(readers, 200) })
    }
    const result = { name, unit: "reads of a session in its cookie a second", ...gain(rounds) }
    report.result(result)
    return result
  } finally {
    for (const reader of readers) reader.stop()
  }
}

function gain(rounds) {
  const rate = (what, batches) => batches.reduce((sum, batch) => sum + 1e6 / batch[what], 0)
  const rates = (what, side) => rounds.map((round) => rate(what, round[side]))
  const quotients = (what) => rounds.map(({ one, two }) => rate(what, two) / rate(what, one))
  return {
    values: { "one process": spread(rates("cpu", "one")).median, "two processes": spread(rates("cpu", "two")).median },
    ratios: [
      { label: "two processes ÷ one", ...spread(quotients("cpu")), least: goals.twoProcesses },
      { label: "two ÷ one by the clock", ...spread(quotients("wall")) },
    ],
    facts: { cpuMicroseconds: lowestDecile(rounds.flatMap(({ one }) => one.map(({ cpu }) => cpu))) },
  }
}

export default { name: "scale", title: "Many sessions, and a second process", cases: names, measure }
