/** CPU time that a database's server has used for its clients, in µs; `null` where this system does not tell. */
import { readFileSync } from "node:fs"

export const serverCpu = {
  async postgres({ url }) {
    const { default: pg } = await import("pg")
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const { rows } = await client.query(
      "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
    )
    await client.end()
    return rows.reduce((sum, { pid }) => sum + cpuOf(pid), 0)
  },
  async redis({ redisUrl }) {
    const { createClient } = await import("redis")
    const client = await createClient({ url: redisUrl }).connect()
    const said = await client.sendCommand(["INFO", "cpu"])
    client.destroy()
    const seconds = (name) => Number(new RegExp(`${name}:([\\d.]+)`).exec(said)[1])
    return (seconds("used_cpu_sys") + seconds("used_cpu_user")) * 1e6
  },
}

/** Fields 14 and 15, counted behind the name, which may hold spaces; in hundredths of a second. */
function cpuOf(pid) {
  if (process.platform !== "linux") return Number.NaN
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ")
  return (Number(fields[11]) + Number(fields[12])) * 10_000
}
