/** What adapterContract() says that is not true of an adapter: found by running it, kept as data. */
import { readFileSync } from "node:fs"
import { type Subject, titleOf } from "./subject.js"

const differences: Partial<Record<string, string[]>> = JSON.parse(
  readFileSync(new URL("contract-differences.json", import.meta.url), "utf8"),
)

export const differencesOf = (subject: Subject): readonly string[] => differences[titleOf(subject)] ?? []
