import { CompiledQuery, type Kysely } from "kysely"
import type { Fields } from "./rows.js"

/** The first row that a statement answers with; `undefined` where there is none. */
export type ReadFirst = (sql: string, parameters: readonly unknown[]) => Promise<Fields | undefined>

export const firstBy =
  (kysely: Kysely<Record<string, never>>): ReadFirst =>
  async (sql, parameters) =>
    (await kysely.executeQuery<Fields>(CompiledQuery.raw(sql, [...parameters]))).rows[0]
