import { expect, test } from "vitest"
import { builtApp } from "./apps.js"
import { situations } from "./observed.js"
import { replayAll } from "./replay-all.js"

replayAll("mw", 15)

test("build/mw: the seed document's app builds with its middleware as written", async () => {
  const recorded = situations.find(({ id }) => id === "build/mw")
  expect(recorded?.must.ok).toBe(true)
  await expect(builtApp("mw", 15)).resolves.toMatchObject({ next: 15 })
})
