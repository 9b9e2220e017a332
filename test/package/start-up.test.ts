import { symlinkSync } from "node:fs"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { repository } from "../support/install-countersign.js"
import { consumerWith } from "../support/packed-package.js"

const app = consumerWith("next-auth")
symlinkSync(join(repository, "node_modules/next-auth-v4"), join(app.directory, "node_modules/next-auth-v4"), "junction")
afterAll(app.remove)

/** Milliseconds that importing takes in a fresh process, over what Next.js itself has loaded by then. */
function millisecondsToImport(specifier: string): number {
  const program = `await import("next/server.js"); await import("next/headers.js"); await import("node:crypto")
    const before = performance.now(); await import("${specifier}"); console.log(performance.now() - before)`
  return Number(app.node(["--input-type=module", "-e", program]))
}

/** The best of some attempts, taken in turns so that a busy machine is busy for both. */
function bestOf(attempts: number, ours: string, theirs: string): { ours: number; theirs: number } {
  const runs = Array.from({ length: attempts }, () => [millisecondsToImport(ours), millisecondsToImport(theirs)])
  return { ours: Math.min(...runs.map(([one = 0]) => one)), theirs: Math.min(...runs.map(([, two = 0]) => two)) }
}

/** On an idle machine 6, 6 and 10 times were measured; a busy one brings them closer together. */
test.each([
  ["next-auth/middleware", "next-auth-v4/middleware"],
  ["next-auth/jwt", "next-auth-v4/jwt"],
  ["next-auth", "next-auth-v4"],
])("%s starts at least four times as fast as version 4's", (ours, theirs) => {
  const best = bestOf(7, ours, theirs)
  expect(best.theirs / best.ours, `${best.ours.toFixed(1)} ms against ${best.theirs.toFixed(1)} ms`).toBeGreaterThan(4)
})
