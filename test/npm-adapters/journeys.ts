/** What people do at an app whose records are kept by an adapter of npm, and the contract. */
import { describe, test } from "vitest"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import { adapterContract } from "../../src/testing/index.js"
import { defineJourneys } from "../support/adapter-journeys.js"
import { differencesOf } from "./differences.js"
import { canHaveEngine, openSubject, type Subject, titleOf } from "./subject.js"

/** Defines the tests: the journeys alone where `wrap` puts something of the app's own around the adapter. */
export function describeJourneys(subject: Subject, wrap?: (adapter: Adapter) => Adapter): void {
  describe.skipIf(!canHaveEngine(subject.engine))(titleOf(subject), () => {
    const adapter = defineJourneys(async () => {
      const opened = await openSubject(subject)
      return wrap ? { ...opened, adapter: wrap(opened.adapter) } : opened
    }, subject.lacks)
    if (!wrap) for (const { name, run } of contractOf(subject, adapter)) test(name, run)
  })
}

/** Of adapterContract(), the sentences that are true of this adapter. */
const contractOf = (subject: Subject, adapter: () => Adapter) =>
  adapterContract({ adapter }).filter(({ name }) => !differencesOf(subject).includes(name))
