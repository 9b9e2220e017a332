import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { scalingChapter } from "../../scripts/generate-scaling.mjs"
import { repository } from "../support/install-countersign.js"
import { documentAt } from "./documents.js"

test("docs/scaling.md computes with what was measured: npm run docs:scaling", () => {
  const measured = JSON.parse(readFileSync(join(repository, "bench/results/scale.json"), "utf8"))
  expect(documentAt("docs/scaling.md").text).toContain(scalingChapter(measured))
})
