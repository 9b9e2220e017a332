/** A Next.js app of a few files, to be looked at. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

export interface ScratchApp {
  folder: string
  remove: () => void
}

/** @param files text by path */
export function scratchApp(files: Record<string, string>, next = "16.0.0"): ScratchApp {
  const folder = mkdtempSync(join(tmpdir(), "countersign-routes-"))
  const all = { "package.json": JSON.stringify({ dependencies: { next } }), ...files }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return { folder, remove: () => rmSync(folder, { recursive: true }) }
}
