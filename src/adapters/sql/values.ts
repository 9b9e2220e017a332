import { sql } from "kysely"
import type { Adapter } from "../../core/contracts/adapter.js"
import { tableName } from "./layout.js"
import { type Store, tableIn } from "./queries.js"

type ValueMethods = Required<Pick<Adapter, "setValue" | "getValue">>

const [key, value, expires] = [sql.id("key"), sql.id("value"), sql.id("expires")]

export const valueMethods = (store: Store): ValueMethods => ({
  async setValue(name, text, seconds) {
    const table = tableName(tableIn(store, "value"))
    const row = sql`insert into ${table} (${key}, ${value}, ${expires})
      values (${name}, ${text}, ${Date.now() + seconds * 1000})`
    const replace =
      store.layout.dialect === "mysql"
        ? sql`on duplicate key update ${value} = values(${value}), ${expires} = values(${expires})`
        : sql`on conflict (${key}) do update set ${value} = excluded.${value}, ${expires} = excluded.${expires}`
    await sql`${row} ${replace}`.execute(store.kysely)
  },

  async getValue(name) {
    const table = tableName(tableIn(store, "value"))
    const { rows } = await sql<{ value: string }>`
      select ${value} from ${table} where ${key} = ${name} and ${expires} > ${Date.now()}`.execute(store.kysely)
    return rows[0]?.value ?? null
  },
})
