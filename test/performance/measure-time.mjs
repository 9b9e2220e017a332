/**
 * What Countersign takes, divided by what the floor takes for the same calls: CPU time, in batches that take turns, so that whatever else the machine
 * does falls on both. The median of the rounds.
 *
 * `node measure-time.mjs <case> …` prints `{ [case]: ratio }`.
 */
import { callOf, newTokens, repeat } from "./calls.mjs"

const rounds = 25
const calls = 1000
const warmUp = 8000

async function cpuOf(call) {
  const before = process.cpuUsage()
  await repeat(call, calls)
  const { user, system } = process.cpuUsage(before)
  return user + system
}

const tokens = await newTokens()
const ratios = {}
for (const name of process.argv.slice(2)) {
  const [floor, countersign] = [await callOf(name, "floor", tokens), await callOf(name, "countersign", tokens)]
  for (const call of [floor, countersign]) await repeat(call, warmUp)
  const all = []
  for (let round = 0; round < rounds; round++) {
    const below = await cpuOf(floor)
    all.push((await cpuOf(countersign)) / below)
  }
  ratios[name] = Number(all.toSorted((a, b) => a - b)[(rounds - 1) / 2].toFixed(2))
}
console.log(JSON.stringify(ratios))
