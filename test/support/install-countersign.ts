import { execFileSync } from "node:child_process"
import { cpSync, mkdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

export const repository: string = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "")

/** What an app gets when it installs `next-auth`: this library under the alias, or the package it stands in for. */
export type Installed = "countersign" | "next-auth-v4"

/**
 * Puts the library, as it is published, at `<app>/node_modules/next-auth`. Its own dependency is found by walking up to
 * the repository's `node_modules`. Builds the library first when its source has changed.
 */
export function installAsNextAuth(app: string, installed: Installed = "countersign"): void {
  const target = join(app, "node_modules/next-auth")
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  if (installed === "next-auth-v4") {
    cpSync(join(repository, "node_modules/next-auth-v4"), target, { recursive: true })
    return
  }
  execFileSync(process.execPath, ["scripts/build.mjs", "--if-changed"], { cwd: repository, stdio: "pipe" })
  for (const part of ["package.json", "dist"]) cpSync(join(repository, part), join(target, part), { recursive: true })
}
