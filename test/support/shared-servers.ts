/** One PostgreSQL and one MariaDB for all files of a room, in which each of them gets databases of its own. */
import { canHave, servers } from "../../scripts/databases.mjs"
import { type Server, startMariadb, startPostgres } from "./databases.js"

const starts = { postgres: startPostgres, mariadb: startMariadb }
const names = ["postgres", "mariadb"] as const

export default async function startShared(): Promise<() => Promise<void>> {
  const started: Server[] = []
  for (const name of names.filter((one) => canHave(one) && !process.env[servers[one].variable])) {
    const server = await starts[name]()
    process.env[servers[name].variable] = server.url
    started.push(server)
  }
  return async () => void (await Promise.all(started.map((server) => server.stop())))
}
