import type { ErrorCode } from "../errors.js"

/** Something that keeps a configuration, or one provider, from working. */
export interface Problem {
  readonly code: ErrorCode
  /** One sentence with the fix. */
  readonly message: string
}

export const invalid = (message: string): Problem => ({ code: "INVALID_OPTION", message })
