/** The environment files that a production build reads, and those that are handed out as examples. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { parseEnv } from "node:util"

/** A variable where it is written. */
export interface Setting {
  readonly name: string
  readonly value: string
  readonly file: string
  readonly line: number
}

/** As frameworks read them for production: the first that names a variable wins. */
const readForProduction = [".env.production.local", ".env.local", ".env.production", ".env"]

export const settingsOf = (root: string): readonly Setting[] =>
  readForProduction.flatMap((file) => settingsIn(root, file))

/** `.env.example`, `.env.local.sample` and their like. */
export function exampleSettings(root: string): readonly Setting[] {
  const examples = readdirSync(root).filter((name) => /^\.?env\b.*(?:example|sample|template|dist)/.test(name))
  return examples.flatMap((file) => settingsIn(root, file))
}

function settingsIn(root: string, file: string): readonly Setting[] {
  if (!existsSync(join(root, file))) return []
  const text = readFileSync(join(root, file), "utf8")
  return Object.entries(parseEnv(text)).map(([name, value = ""]) => ({ name, value, file, line: lineOf(text, name) }))
}

const lineOf = (text: string, name: string): number =>
  text.split("\n").findIndex((line) => new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=`).test(line)) + 1
