/** The first use: connects, and looks at what the database holds. */
import { ConfigurationError } from "../../core/errors.js"
import { type Connection, connect, shareKysely, sharePool } from "./connect.js"
import { createTables } from "./create-tables.js"
import { countTables, discoverLayout } from "./discover.js"
import { type FullAdapter, openAdapter } from "./open-adapter.js"
import type { SqlAdapterOptions } from "./options.js"

export interface Started {
  readonly adapter: FullAdapter
  close(): Promise<void>
}

/** Seconds. Less than the core's own patience, so that what is told is told by whoever knows more. */
const defaultTimeout = 8

/**
 * @throws {ConfigurationError} `INVALID_OPTION`
 * @throws {StorageError} `STORAGE_FAILED`
 */
export async function start(options: SqlAdapterOptions): Promise<Started> {
  const connection = await connectBy(options)
  try {
    if (await isNewFile(connection)) await createTables(connection)
    const layout = await discoverLayout(connection, options.tables)
    if (!layout.tables.user) throw noTables(connection)
    return { adapter: openAdapter(connection, layout, options.hashSessionTokens), close: connection.close }
  } catch (error) {
    await connection.close()
    throw error
  }
}

async function connectBy(options: SqlAdapterOptions): Promise<Connection> {
  if ("url" in options) return connect(options.url, { timeout: options.timeout ?? defaultTimeout })
  return "kysely" in options ? shareKysely(options.kysely, options.dialect) : sharePool(options.pool, options.dialect)
}

/** An embedded database needs no set-up: an empty file gets its tables. One that holds something is left as it is. */
const isNewFile = async (connection: Connection): Promise<boolean> =>
  connection.dialect === "sqlite" && connection.isOurs && (await countTables(connection)) === 0

const noTables = ({ dialect }: Connection): ConfigurationError =>
  new ConfigurationError(
    "INVALID_OPTION",
    `The ${dialect} database has no table of users with \`id\` and \`email\`. Run \`npx countersign migrate\`, or name yours with the adapter's \`tables\` option.`,
  )
