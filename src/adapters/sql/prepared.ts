/** A statement that is written once and run often: putting its text together costs more than SQLite's answer. */
import type { RawBuilder } from "kysely"
import type { Store } from "./queries.js"

interface Written {
  readonly sql: string
  /** For each parameter, which of the values it takes. */
  readonly takes: readonly number[]
}

/**
 * Answers the first row. `write` makes the statement for as many values as it is given; they may appear in it as they are, in
 * any number.
 */
export function prepare(
  { kysely, readFirst }: Store,
  write: (values: readonly string[]) => RawBuilder<unknown>,
): (values: readonly string[]) => ReturnType<Store["readFirst"]> {
  const byCount: Written[] = []

  function writeFor(count: number): Written {
    const marks = Array.from({ length: count }, (_, index) => `value ${index}`)
    const { sql, parameters } = write(marks).compile(kysely)
    return { sql, takes: parameters.map((mark) => marks.indexOf(String(mark))) }
  }

  return (values) => {
    byCount[values.length] ??= writeFor(values.length)
    const { sql, takes } = byCount[values.length] as Written
    return readFirst(
      sql,
      takes.map((index) => values[index]),
    )
  }
}
