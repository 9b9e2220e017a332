import { CompiledQuery, type Kysely } from "kysely"
import type { Fields } from "./rows.js"

/** The first row that a statement answers with, in the order of its select list; `undefined` where there is none. */
export type ReadFirst = (sql: string, parameters: readonly unknown[]) => Promise<readonly unknown[] | undefined>

export const firstBy =
  (kysely: Kysely<Record<string, never>>): ReadFirst =>
  async (sql, parameters) => {
    const { rows } = await kysely.executeQuery<Fields>(CompiledQuery.raw(sql, [...parameters]))
    return rows[0] && Object.values(rows[0])
  }
