/** `countersign routes`. */
import { say } from "../terminal.js"
import { lookAt } from "./look.js"
import { errorsOf, type Format, write } from "./report.js"

/** @returns the exit code */
export async function runRoutes(folder: string, format: Format, isCheck: boolean): Promise<number> {
  const report = lookAt(folder)
  say(write(report, format))
  return isCheck && errorsOf(report).length > 0 ? 1 : 0
}
