/** A statement that is written once and run often: putting its text together costs more than SQLite's answer. */
import { CompiledQuery, type RawBuilder } from "kysely"
import type { Database } from "./connect.js"

/** `write` makes the statement for as many values as it is given; they may appear in it as they are, in any number. */
export function prepare<R>(
  kysely: Database,
  write: (values: readonly string[]) => RawBuilder<R>,
): (values: readonly string[]) => Promise<R[]> {
  const written = new Map<number, CompiledQuery>()
  const marks = (count: number) => Array.from({ length: count }, (_, index) => `value ${index}`)

  return async (values) => {
    const names = marks(values.length)
    const statement = written.get(values.length) ?? write(names).compile(kysely)
    written.set(values.length, statement)
    const parameters = statement.parameters.map((name) => values[names.indexOf(String(name))])
    return (await kysely.executeQuery<R>(CompiledQuery.raw(statement.sql, parameters))).rows
  }
}
