/** The environment file of an app. What stands in it is never changed. */
import { appendFileSync, existsSync, readFileSync } from "node:fs"

/** Names that have a line, empty or not. */
export function namesIn(file: string): ReadonlySet<string> {
  if (!existsSync(file)) return new Set()
  return new Set([...readFileSync(file, "utf8").matchAll(/^\s*(?:export\s+)?(\w+)\s*=/gm)].map(([, name = ""]) => name))
}

/** Adds lines for what has none yet. For its owner only, where the file is made. @returns the names that were added */
export function addMissing(file: string, variables: Readonly<Record<string, string>>): string[] {
  const present = namesIn(file)
  const missing = Object.entries(variables).filter(([name]) => !present.has(name))
  if (missing.length === 0) return []
  const before = existsSync(file) ? readFileSync(file, "utf8") : ""
  const separator = before === "" || before.endsWith("\n") ? "" : "\n"
  const lines = missing.map(([name, value]) => `${name}=${value}\n`)
  appendFileSync(file, separator + lines.join(""), { mode: 0o600 })
  return missing.map(([name]) => name)
}
