/**
 * Run by `valgrind --tool=callgrind --dump-before=uv_loadavg`: asking for the load average is how a JavaScript program tells callgrind
 * that something ends and something else begins. What it counts up to every second mark is one case by one subject.
 *
 * `node count-instructions.mjs <calls> <case> …`
 */
import { loadavg } from "node:os"
import { callOf, newTokens, repeat } from "./calls.mjs"

const [calls, ...names] = process.argv.slice(2)
const warmUp = 20

for (const name of names)
  for (const subject of ["floor", "countersign"]) {
    const call = await callOf(name, subject, await newTokens(Number(calls) + warmUp + 1))
    await repeat(call, warmUp)
    loadavg()
    await repeat(call, Number(calls))
    loadavg()
  }
process.exit()
