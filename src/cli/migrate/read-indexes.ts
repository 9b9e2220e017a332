/** Which indexes a table has, from the database's own catalogue. */
import { type RawBuilder, sql } from "kysely"
import type { Connection } from "../../adapters/sql/connect.js"
import type { FoundTable } from "../../adapters/sql/layout.js"
import type { Dialect } from "../../adapters/sql/schema.js"

export interface Index {
  readonly columns: readonly string[]
  readonly unique: boolean
}

interface IndexPart {
  index_name: string
  is_unique: boolean | number
  /** `null` for an expression. */
  column_name: string | null
}

/** Primary keys are among them; indexes on some of the rows only are not. */
const partsOf: Readonly<Record<Dialect, (table: FoundTable) => RawBuilder<IndexPart>>> = {
  sqlite: ({ name }) => sql`
    select i.name as index_name, i."unique" as is_unique, k.name as column_name, k.seqno as position
    from pragma_index_list(${name}) as i, pragma_index_info(i.name) as k where i.partial = 0
    union all
    select 'primary key', 1, c.name, c.pk from pragma_table_info(${name}) as c where c.pk > 0
    order by index_name, position`,
  postgres: ({ name, schema }) => sql`
    select i.indexrelid::text as index_name, i.indisunique as is_unique, a.attname::text as column_name
    from pg_index as i
      join pg_class as c on c.oid = i.indrelid
      join pg_namespace as n on n.oid = c.relnamespace
      cross join lateral unnest(i.indkey) with ordinality as k (number, position)
      left join pg_attribute as a on a.attrelid = c.oid and a.attnum = k.number
    where c.relname = ${name} and n.nspname = ${schema} and i.indpred is null and i.indisvalid
      and k.position <= i.indnkeyatts
    order by i.indexrelid, k.position`,
  mysql: ({ name }) => sql`
    select index_name as index_name, non_unique = 0 and sub_part is null as is_unique, column_name as column_name
    from information_schema.statistics where table_schema = database() and table_name = ${name}
    order by index_name, seq_in_index`,
}

export async function readIndexes({ kysely, dialect }: Connection, table: FoundTable): Promise<Index[]> {
  const { rows } = await partsOf[dialect](table).execute(kysely)
  return [...new Set(rows.map(({ index_name }) => index_name))].flatMap((name) => {
    const parts = rows.filter(({ index_name }) => index_name === name)
    const columns = parts.flatMap(({ column_name }) => column_name ?? [])
    const unique = parts.every(({ is_unique }) => Boolean(Number(is_unique)))
    return columns.length === parts.length ? [{ columns, unique }] : []
  })
}

/** Whether rows are found by these columns without reading the table. */
export const isFoundBy = (indexes: readonly Index[], columns: readonly string[]): boolean =>
  indexes.some((index) => columns.every((name, i) => index.columns[i] === name))

/** Whether no two rows can have the same values in these columns. */
export const isKeptUnique = (indexes: readonly Index[], columns: readonly string[]): boolean =>
  indexes.some(({ unique, columns: others }) => unique && others.every((name) => columns.includes(name)))
