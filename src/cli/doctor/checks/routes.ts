/** What `countersign routes` finds, in one line. */
import { ConfigurationError } from "../../../core/errors.js"
import { lookAt } from "../../routes/look.js"
import { errorsOf } from "../../routes/report.js"
import type { App } from "../app.js"
import { type Finding, findingAt, nowhere } from "../finding.js"

export function routes({ root }: App): readonly Finding[] {
  const count = countErrors(root)
  if (count === 0) return []
  const what = count === 1 ? "One route is" : `${count} routes are`
  return [
    findingAt(
      nowhere,
      "routes",
      "error",
      `${what} open by omission, or guarded by what guards nothing.`,
      "Run `npx countersign routes` to see each, with its line and what to do.",
    ),
  ]
}

/** An app that `routes` cannot read has no findings of it. */
function countErrors(root: string): number {
  try {
    return errorsOf(lookAt(root)).length
  } catch (error) {
    if (error instanceof ConfigurationError) return 0
    throw error
  }
}
