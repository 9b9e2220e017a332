/**
 * Bytes that a call allocates, on the heap and in buffers, garbage or not. Run with `--expose-gc` and new spaces so large that nothing is
 * collected in between. The median of some rounds.
 *
 * `node measure-allocations.mjs <case> …` prints `{ [case]: bytes }`.
 */
import { callOf, newTokens, repeat } from "./calls.mjs"

const rounds = 9
const calls = 300
const warmUp = 8000

function inUse() {
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

async function bytesOf(call) {
  globalThis.gc()
  const before = inUse()
  await repeat(call, calls)
  return (inUse() - before) / calls
}

const tokens = await newTokens()
const measured = {}
for (const name of process.argv.slice(2)) {
  const call = await callOf(name, "countersign", tokens)
  await repeat(call, warmUp)
  const all = []
  for (let round = 0; round < rounds; round++) all.push(await bytesOf(call))
  measured[name] = Math.round(all.toSorted((a, b) => a - b)[(rounds - 1) / 2])
}
console.log(JSON.stringify(measured))
