/** What SQLite says about its file, as a sentence with the fix. */
import { StorageError } from "../../core/errors.js"

/** Primary result codes that concern the file rather than a statement. @see https://www.sqlite.org/rescode.html */
const fileCodes: Readonly<Record<number, string>> = {
  3: "SQLITE_PERM",
  5: "SQLITE_BUSY",
  6: "SQLITE_LOCKED",
  8: "SQLITE_READONLY",
  10: "SQLITE_IOERR",
  11: "SQLITE_CORRUPT",
  13: "SQLITE_FULL",
  14: "SQLITE_CANTOPEN",
  26: "SQLITE_NOTADB",
}

const cannotOpen = "cannot be opened. Check that its folder is there and that this process may write in it."
const damaged =
  "is damaged, or is no SQLite database. It was left as it is: put a backup in its place, or move it away to start afresh."
const locked =
  "is locked: another program has been writing to it for 5 seconds. End that program or its transaction, and try again."

const sentences: Readonly<Record<string, string>> = {
  SQLITE_PERM: cannotOpen,
  SQLITE_CANTOPEN: cannotOpen,
  SQLITE_BUSY: locked,
  SQLITE_LOCKED: locked,
  SQLITE_READONLY: "is read-only. Let this process write to the file and to its folder.",
  SQLITE_IOERR: "could not be read or written: the disk reports an error. What was stored before stays stored.",
  SQLITE_FULL: "cannot grow: no space is left. Free some; what was stored before stays stored.",
  SQLITE_CORRUPT: damaged,
  SQLITE_NOTADB: damaged,
}

/** The error as a `StorageError` when the file is at fault; else the driver's own, for example a unique violation. */
export function explainSqliteFailure(error: unknown, path: string): unknown {
  const sentence = sentences[codeOf(error)]
  if (!sentence) return error
  return new StorageError("STORAGE_FAILED", `The database file ${path} ${sentence}`, { cause: error })
}

/**
 * libsql and better-sqlite3 write the code as a name, extended by what follows a second underscore; node:sqlite as a number; and
 * libsql in the message alone where it could not open the file.
 */
function codeOf(error: unknown): string {
  const { code, errcode, message } = (error ?? {}) as { code?: unknown; errcode?: unknown; message?: unknown }
  const number = errcode ?? /^ConnectionFailed\(.*: (\d+)"\)$/.exec(String(message))?.[1]
  if (number !== undefined) return fileCodes[Number(number) & 0xff] ?? ""
  return typeof code === "string" ? code.split("_").slice(0, 2).join("_") : ""
}
