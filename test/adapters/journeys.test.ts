/** Our own adapters under an app, on each engine. */
import { describe } from "vitest"
import { defineJourneys } from "../support/adapter-journeys.js"
import { beside, inTurn } from "../support/concurrency.js"
import { defineEmailJourneys } from "../support/email-journeys.js"
import { engines, openAdapterOn } from "./engines.js"

for (const { name, available, start } of engines)
  describe.skipIf(!available)(`on ${name}`, beside, () => {
    describe("people", inTurn, () => {
      const adapter = defineJourneys(async () => {
        const running = await start()
        const { adapter, close } = await openAdapterOn(running)
        return { adapter, close: () => close().then(running.stop) }
      })
      defineEmailJourneys(adapter)
    })
  })
