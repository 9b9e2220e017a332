/** The database servers that the tests start: those that are there, or those of the system's packages. */
import { accessSync, constants, readdirSync } from "node:fs"
import { run } from "./run.mjs"

const folders = () => [
  ...(process.env.PATH ?? "").split(":"),
  "/usr/sbin",
  "/usr/local/sbin",
  ...postgresFolders("/usr/lib/postgresql"),
]

/** Newest first. */
function postgresFolders(home) {
  try {
    return readdirSync(home)
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => `${home}/${version}/bin`)
  } catch {
    return []
  }
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Path of a program; `null` when it is not there. */
export const programAt = (name) =>
  folders()
    .map((folder) => `${folder}/${name}`)
    .find(isExecutable) ?? null

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
  if (missing().length === 0) return []
  if (process.getuid?.() !== 0 || !programAt("apt-get")) return missing()
  const packages = missing().map((name) => servers[name].package)
  console.log(`Installing ${packages.join(", ")} with apt-get`)
  const env = { DEBIAN_FRONTEND: "noninteractive" }
  await run("apt-get", ["update", "-qq"], { env })
  await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], { env })
  return missing()
}
