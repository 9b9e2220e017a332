/** Nobody who reads a session waits for passwords that are being hashed. The tight figure is the bench's: `npm run bench -- --case hashing`. */
import { expect, test } from "vitest"
import { crowd, startSite, visit } from "../../bench/hashing/visits.mjs"
import { quantile } from "../../bench/statistics.mjs"

/** Milliseconds that nobody notices, and that a busy machine may take for anything. A hash takes some hundred. */
const unnoticed = 100

test("while four people sign in with passwords, sessions are read as if there were nobody", async () => {
  const site = await startSite("countersign")
  try {
    await visit(site, 1)
    const idle = quantile(await visit(site, 3), 0.99)
    const people = await crowd(site)
    const busy = await visit(site, 4)
    const signIns = await people.stop()
    expect(signIns.length).toBeGreaterThanOrEqual(4)
    expect(quantile(busy, 0.5)).toBeLessThan(unnoticed / 4)
    expect(quantile(busy, 0.99)).toBeLessThan(Math.max(unnoticed, 5 * idle))
  } finally {
    site.stop()
  }
})
