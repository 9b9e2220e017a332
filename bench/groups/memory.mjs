/** What is kept after many sessions were read, and what a process takes that serves one. Counted in bytes, each in processes of its own. */
import { run } from "../memory/run.mjs"
import { spread } from "../statistics.mjs"

const megabyte = 2 ** 20
const kept = { name: "memory-distinct-tokens", unit: "MB of heap kept, over that after a thousand reads" }
const process = {
  name: "memory-process",
  unit: "MB of resident memory, a server that has answered once over an empty one",
}

async function measure({ cases, settings: { isQuick }, report }) {
  const results = []
  const add = (result) => {
    report.result(result)
    results.push(result)
  }
  if (cases.includes(kept.name)) add(await keptBy("countersign", isQuick ? 100_000 : 1_000_000))
  if (cases.includes(process.name)) add(await takenBy(["countersign", "next-auth-v4"], isQuick ? 3 : 11, report))
  return results
}

/** After half of the tokens, and after all: a cache that is bounded has as much then as before. */
async function keptBy(subject, tokens) {
  const { before, half, after } = await run("read-distinct", [subject, tokens])
  const values = { "after half": (half - before) / megabyte, "after all": (after - before) / megabyte }
  return { ...kept, values, ratios: [], facts: { tokens } }
}

/** Process by process, in turns; the median of the differences to the empty one beside it. */
async function takenBy(subjects, rounds, report) {
  const over = new Map(subjects.map((subject) => [subject, []]))
  for (let round = 1; round <= rounds; round++) {
    report.round(process.name, round, rounds)
    const empty = await run("serve-one", ["empty"])
    for (const subject of subjects) {
      const { rss, heap } = await run("serve-one", [subject])
      over.get(subject).push({ rss: (rss - empty.rss) / megabyte, heap: (heap - empty.heap) / megabyte })
    }
  }
  const medians = (part) =>
    Object.fromEntries([...over].map(([subject, all]) => [subject, spread(all.map((one) => one[part])).median]))
  return { ...process, values: medians("rss"), ratios: [], facts: { goalMegabytes: 5, heap: medians("heap") } }
}

export default { name: "memory", title: "Memory", cases: [kept.name, process.name], measure }
