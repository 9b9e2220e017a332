/** The file that people and mails are kept in, for whoever asks for that. */
import { readFileSync, renameSync, writeFileSync } from "node:fs"
import { ConfigurationError } from "../core/errors.js"
import type { Mail } from "./mailbox.js"
import type { PersonInput } from "./people.js"

export interface Kept {
  readonly people: readonly PersonInput[]
  readonly mails: readonly Mail[]
}

/** @returns `null` when there is no such file yet. @throws {ConfigurationError} DEVELOPMENT_SERVER */
export function readKept(file: string): Kept | null {
  try {
    const kept = JSON.parse(readFileSync(file, "utf8")) as Kept
    if (Array.isArray(kept.people) && Array.isArray(kept.mails)) return kept
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null
  }
  throw new ConfigurationError(
    "DEVELOPMENT_SERVER",
    `${file} was not written by \`countersign dev\`: keep in another file.`,
  )
}

/** Whole or not at all: another name first, then the right one. For its owner only. */
export function writeKept(file: string, kept: Kept): void {
  writeFileSync(`${file}.new`, JSON.stringify(kept, null, 2), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
