import { type RawBuilder, sql } from "kysely"
import type { Adapter } from "../../core/contracts/adapter.js"
import { tableName } from "./layout.js"
import { type Store, tableIn } from "./queries.js"

type CounterMethods = Required<Pick<Adapter, "increment" | "decrement">>

interface CounterRow {
  count: number | string
  expires: number | string
}

const [key, count, expires] = [sql.id("key"), sql.id("count"), sql.id("expires")]

export const counterMethods = (store: Store): CounterMethods => ({
  async increment(name, windowSeconds) {
    const now = Date.now()
    const row = await countOne(store, name, now, now + windowSeconds * 1000)
    return { count: Number(row.count), expires: new Date(Number(row.expires)) }
  },
  async decrement(name, by) {
    const table = tableName(tableIn(store, "counter"))
    await sql`update ${table} set ${count} = case when ${count} > ${by} then ${count} - ${by} else 0 end
      where ${key} = ${name}`.execute(store.kysely)
  },
})

/** One statement decides and counts, so that no two calls see the same number. */
async function countOne(store: Store, name: string, now: number, end: number): Promise<CounterRow> {
  const table = tableName(tableIn(store, "counter"))
  if (store.layout.dialect === "mysql") return countOnMysql(store, table, { name, now, end })
  const { rows } = await sql<CounterRow>`
    insert into ${table} as c (${key}, ${count}, ${expires}) values (${name}, 1, ${end})
    on conflict (${key}) do update set
      ${count} = case when c.${expires} <= ${now} then 1 else c.${count} + 1 end,
      ${expires} = case when c.${expires} <= ${now} then excluded.${expires} else c.${expires} end
    returning ${count}, ${expires}`.execute(store.kysely)
  return rows[0] as CounterRow
}

/** The row stays locked until it is read. `count` is set first: it looks at the old expiry. */
function countOnMysql(
  store: Store,
  table: RawBuilder<unknown>,
  { name, now, end }: { name: string; now: number; end: number },
): Promise<CounterRow> {
  return store.atomically(async ({ kysely }) => {
    await sql`insert into ${table} (${key}, ${count}, ${expires}) values (${name}, 1, ${end})
      on duplicate key update
      ${count} = if(${expires} <= ${now}, 1, ${count} + 1),
      ${expires} = if(${expires} <= ${now}, ${end}, ${expires})`.execute(kysely)
    const { rows } = await sql<CounterRow>`
      select ${count}, ${expires} from ${table} where ${key} = ${name}`.execute(kysely)
    return rows[0] as CounterRow
  })
}
