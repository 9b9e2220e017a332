/** One run: look, mend what is mechanical, tell. */
import { say } from "../terminal.js"
import { type App, openApp } from "./app.js"
import type { Finding } from "./finding.js"
import { checks } from "./registry.js"
import { asJson, asText } from "./report.js"

export interface DoctorOptions {
  readonly root: string
  readonly url: URL | null
  readonly database: string | null
  readonly fix: boolean
  readonly strict: boolean
  readonly json: boolean
}

/** @returns the exit code: 1 for an error, and with `strict` for a warning */
export async function runDoctor(options: DoctorOptions): Promise<number> {
  const app = openApp(options.root, options.url, options.database)
  const found = await examine(app)
  const repaired = options.fix ? found.flatMap(({ repair }) => repair?.() ?? []) : []
  const left = repaired.length > 0 ? await examine(openApp(options.root, options.url, options.database)) : found
  say(options.json ? asJson(left, repaired) : asText(left, repaired))
  return left.some(({ severity }) => severity === "error" || (options.strict && severity === "warning")) ? 1 : 0
}

/** All that the checks find. */
export async function examine(app: App): Promise<readonly Finding[]> {
  const found: Finding[] = []
  for (const check of checks) found.push(...(await check(app)))
  return found
}
