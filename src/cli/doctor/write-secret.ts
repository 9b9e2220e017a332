/** What `--fix` writes: only what was not there. */
import { appendFileSync, existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { addMissing, namesIn } from "../dotenv.js"
import { createSecret } from "../secret/create-secret.js"
import { askGit } from "./git.js"

const file = ".env.local"

/** Whether `.env.local` has a line for it, if only an empty one. */
export function hasLine(root: string): boolean {
  const present = namesIn(join(root, file))
  return present.has("NEXTAUTH_SECRET") || present.has("AUTH_SECRET")
}

/** Into `.env.local`, for its owner alone. @returns what was done; `null` when there is a line for it already */
export function writeSecret(root: string): string | null {
  if (hasLine(root)) return null
  const isTaken = askGit(root, [file])?.ignored.has(file) === false
  const ignoring = isTaken ? ignore(root, file) : null
  addMissing(join(root, file), { NEXTAUTH_SECRET: createSecret() })
  return `NEXTAUTH_SECRET is in ${file}.${ignoring ? ` ${ignoring}` : ""}`
}

/** Adds a line to .gitignore. */
export function ignore(root: string, name: string): string | null {
  const gitignore = join(root, ".gitignore")
  const before = existsSync(gitignore) ? readFileSync(gitignore, "utf8") : ""
  if (before.split(/\r?\n/).includes(name)) return null
  appendFileSync(gitignore, `${before === "" || before.endsWith("\n") ? "" : "\n"}${name}\n`)
  return `.gitignore has the line ${name}.`
}
