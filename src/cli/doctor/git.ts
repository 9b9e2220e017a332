/** What git keeps of an app's files. */
import { spawnSync } from "node:child_process"

export interface GitView {
  readonly tracked: ReadonlySet<string>
  readonly ignored: ReadonlySet<string>
}

/** @returns `null` where there is no repository, or no git */
export function askGit(root: string, files: readonly string[]): GitView | null {
  const tracked = linesOf(root, ["ls-files", "--", ...files])
  const ignored = linesOf(root, ["check-ignore", "--", ...files])
  return tracked && ignored && { tracked, ignored }
}

/** Exit code 1 is git's "none of them". */
function linesOf(root: string, args: readonly string[]): ReadonlySet<string> | null {
  const { status, stdout } = spawnSync("git", [...args], { cwd: root, encoding: "utf8" })
  return status === 0 || status === 1 ? new Set(stdout.split("\n").filter(Boolean)) : null
}

const searchSeconds = 10

/** Whether any commit of a file that is not tracked any more has this text. The text itself is told to no other program. */
export function wasCommitted(root: string, file: string, text: string): boolean {
  const args = ["log", "--all", "--patch", "--format=", "--", file]
  const limits = { timeout: searchSeconds * 1000, maxBuffer: 1 << 26 }
  const { stdout } = spawnSync("git", args, { cwd: root, encoding: "utf8", ...limits })
  return stdout?.includes(text) ?? false
}
