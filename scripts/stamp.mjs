/** Whether something must be made again: a hash of what it is made from, kept beside it. */
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"

const ignored = new Set(["node_modules", ".next", ".cache", ".data", "dist", "next-env.d.ts"])

function* filesUnder(path) {
  if (!existsSync(path)) return
  if (!statSync(path).isDirectory()) return yield path
  for (const name of readdirSync(path).sort()) if (!ignored.has(name)) yield* filesUnder(join(path, name))
}

/** SHA-256 of the names and bytes of these files, and of all files under these folders. */
export function hashOf(...paths) {
  const hash = createHash("sha256")
  for (const path of paths) for (const file of filesUnder(path)) hash.update(file).update(readFileSync(file))
  return hash.digest("hex")
}

export const readStamp = (file) => (existsSync(file) ? readFileSync(file, "utf8").trim() : null)

export function writeStamp(file, hash) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${hash}\n`)
}
