/** The drivers, each an optional package. The comments keep bundlers from looking for those that are not installed. */
import { ConfigurationError } from "../../core/errors.js"

type DriverName = "pg" | "mysql2" | "libsql" | "better-sqlite3"

const importDriver: Readonly<Record<DriverName, () => Promise<unknown>>> = {
  pg: () => import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ "pg" as string),
  mysql2: () => import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ "mysql2" as string),
  libsql: () => import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ "libsql" as string),
  "better-sqlite3": () =>
    import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ "better-sqlite3" as string),
}

/**
 * What a driver's package exports, as CommonJS sees it.
 *
 * @throws {ConfigurationError} `INVALID_OPTION`: it is not installed
 */
export async function loadDriver<T>(name: DriverName): Promise<T> {
  const loaded = await tryDriver<T>(name)
  if (loaded) return loaded
  throw new ConfigurationError("INVALID_OPTION", `The database's driver is not installed. Run \`npm install ${name}\`.`)
}

/** The same, or `null` where it is not installed. */
export async function tryDriver<T>(name: DriverName): Promise<T | null> {
  try {
    const loaded = (await importDriver[name]()) as { default?: T }
    return loaded.default ?? (loaded as T)
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND") return null
    throw error
  }
}
