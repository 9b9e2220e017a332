/** The database servers that the tests start: those that are there, or those of the system's packages. */
import { installFromSystem, programAt } from "./system-packages.mjs"

/** Server → the variable that names one that is running, the programs that start one, and the system's package. */
export const servers = {
  postgres: { variable: "TEST_POSTGRES_URL", programs: ["postgres", "initdb"], package: "postgresql" },
  mariadb: { variable: "TEST_MYSQL_URL", programs: ["mariadbd", "mariadb-install-db"], package: "mariadb-server" },
  redis: { variable: "TEST_REDIS_URL", programs: ["redis-server"], package: "redis-server" },
}

/** Whether the tests can have this server. */
export const canHave = (name) =>
  Boolean(process.env[servers[name].variable]) || servers[name].programs.every((program) => programAt(program) !== null)

const missing = () => Object.keys(servers).filter((name) => !canHave(name))

/**
 * Installs the servers that are missing where that is possible.
 *
 * @returns {Promise<string[]>} the servers that cannot be had
 */
export async function bringDatabases() {
  if (missing().length > 0) await installFromSystem(missing().map((name) => servers[name].package))
  return missing()
}
