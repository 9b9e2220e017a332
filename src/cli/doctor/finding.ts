/** Something that lets people in, or keeps them out, who should not be: why, and what to do. */
import type { App } from "./app.js"

/** An error is exploited or breaks sign-in as it stands; a warning does in some deployments; a notice is worth knowing. */
export type Severity = "error" | "warning" | "notice"

export interface Finding {
  readonly id: string
  readonly severity: Severity
  /** Path from the app's folder; `null` where it is in no file. */
  readonly file: string | null
  readonly line: number | null
  /** One sentence. Never the value of a secret, token or cookie. */
  readonly reason: string
  readonly fix: string
  /** What `--fix` does. @returns what was done; `null` when it could not be. */
  readonly repair?: (() => string | null) | undefined
}

/** Looks at one subject. What it cannot see it is silent about. */
export type Check = (app: App) => readonly Finding[] | Promise<readonly Finding[]>

export interface Place {
  readonly file: string | null
  readonly line: number | null
}

export const nowhere: Place = { file: null, line: null }

export const findingAt = (
  { file, line }: Place,
  ...[id, severity, reason, fix, repair]: [string, Severity, string, string, Finding["repair"]?]
): Finding => ({ id, severity, file, line, reason, fix, repair })
