/**
 * Bytes that a call allocates, on the heap and in buffers, garbage or not. Run with `--expose-gc` and new spaces so large that nothing is
 * collected in between. The median of some rounds.
 *
 * `node measure-allocations.mjs <case>` prints them.
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

const call = await callOf(process.argv[2], "countersign", await newTokens())
await repeat(call, warmUp)
const all = []
for (let round = 0; round < rounds; round++) all.push(await bytesOf(call))
console.log(Math.round(all.toSorted((a, b) => a - b)[(rounds - 1) / 2]))
