/** Nobody who reads a session waits for passwords that are being hashed. The tight figure is the bench's: `npm run bench -- --case hashing`. */
import { expect, test } from "vitest"
import { crowd, startSite, visit } from "../../bench/hashing/visits.mjs"
import { quantile } from "../../bench/statistics.mjs"

/** Milliseconds that nobody notices, and that a busy machine may take for anything. A hash takes some hundred. */
const unnoticed = 100

/** Of those who wait for hashing, half wait for a whole hash; the last of a hundred wait for whatever else the machine does. */
const most = 0.9

test("while four people sign in with passwords, sessions are read as if there were nobody", async () => {
  const site = await startSite("countersign")
  try {
    await visit(site, 1)
    const idle = quantile(await visit(site, 3), most)
    const people = await crowd(site)
    const busy = await visit(site, 4)
    const signIns = await people.stop()
    expect(signIns.length).toBeGreaterThanOrEqual(4)
    expect(quantile(busy, most)).toBeLessThan(Math.max(unnoticed, 5 * idle))
  } finally {
    site.stop()
  }
})
