/** What reading sessions leaves behind, and what a process takes that reads them. In full: `npm run bench -- --case memory`. */
import { expect, test } from "vitest"
import { run } from "../../bench/memory/run.mjs"

const megabyte = 2 ** 20

test("a hundred thousand sessions, each from a token of its own, leave the heap where it was", async () => {
  const { before, half, after } = await run("read-distinct", ["countersign", 100_000])
  expect(half - before).toBeLessThan(8 * megabyte) // what is remembered, which is bounded
  expect(after - half).toBeLessThan(megabyte)
})

test("a server that has answered one session takes at most 5 MB more than an empty one", async () => {
  const differences = []
  for (let round = 0; round < 5; round++) {
    const [empty, ours] = [await run("serve-one", ["empty"]), await run("serve-one", ["countersign"])]
    differences.push((ours.rss - empty.rss) / megabyte)
  }
  const [, , median] = differences.toSorted((a, b) => a - b)
  console.log(`over an empty server, in MB: ${differences.map((one) => one.toFixed(1)).join(", ")}`)
  expect(median).toBeLessThan(5)
})
