/** The database, when its address is given. Its driver and Kysely are loaded then. */
import { AuthError } from "../../../core/errors.js"
import type { App } from "../app.js"
import { type Finding, findingAt, nowhere } from "../finding.js"
import type { DatabaseState } from "../read-database.js"

export async function database({ database: address }: App): Promise<readonly Finding[]> {
  if (address === null) return []
  const { readDatabase } = await import("../read-database.js")
  try {
    return faultsOf(await readDatabase(address))
  } catch (error) {
    return [unreadable(error)]
  }
}

function faultsOf({ tables, columns, indexes, obstacles, clearTokens }: DatabaseState): readonly Finding[] {
  return [
    ...(tables.length > 0 ? [lacking("tables-missing", `tables: ${tables.join(", ")}`)] : []),
    ...(columns.length > 0 ? [lacking("columns-missing", `columns, of ${columns.join(", ")}`)] : []),
    ...(indexes.length > 0 ? [lacking("indexes-missing", `indexes, of ${indexes.join(", ")}`)] : []),
    ...obstacles.map(obstructed),
    ...(clearTokens > 0 ? [inClear(clearTokens)] : []),
  ]
}

/** Messages of drivers may quote the address, with its password: of theirs only the code is told. */
const unreadable = (error: unknown): Finding =>
  findingAt(
    nowhere,
    "database-unreadable",
    "error",
    error instanceof AuthError ? error.message : `The database cannot be read: ${codeOf(error)}.`,
    "Correct --database, and see that this machine may reach it; `npx countersign migrate --dry-run` says more.",
  )

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? "no code is given")

const lacking = (id: string, what: string): Finding =>
  findingAt(
    nowhere,
    id,
    "warning",
    `The database lacks ${what}.`,
    "See what `npx countersign migrate --dry-run` would run, and run it without --dry-run.",
  )

const obstructed = (sentence: string): Finding =>
  findingAt(nowhere, "rows-in-the-way", "error", sentence, "Mend those rows, then run `npx countersign migrate`.")

const inClear = (count: number): Finding =>
  findingAt(
    nowhere,
    "stored-tokens-in-clear",
    "warning",
    `${count === 1 ? "One account has" : `${count} accounts have`} tokens of a provider that a copy of the database can use.`,
    "Set `encryptTokens: true`: an adapter with `updateAccount` then stores an account's tokens sealed when its owner signs in next.",
  )
