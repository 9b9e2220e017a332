/**
 * Real database servers for tests: one that is running, named by an environment variable, or one of our own in a folder that
 * is thrown away, on a free port. Ask `canHave` of scripts/databases.mjs first.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { chownSync, mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createConnection } from "mysql2/promise"
import { Client } from "pg"
import { createClient } from "redis"
import { servers } from "../../scripts/databases.mjs"
import { programAt } from "../../scripts/system-packages.mjs"

export interface Server {
  /** Of an empty database that nobody else uses; at a Redis that was running already, of all that it holds. */
  readonly url: string
  stop(): Promise<void>
}

const isRoot = process.getuid?.() === 0

/** PostgreSQL refuses to run as root. */
const postgresUser = () =>
  isRoot ? { uid: idOf("-u"), gid: idOf("-g") } : { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
const idOf = (flag: string): number => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }))

export async function startPostgres(): Promise<Server> {
  const given = process.env[servers.postgres.variable]
  if (given) return ownPostgresDatabase(given)
  const owner = postgresUser()
  const folder = mkdtempSync(join(tmpdir(), "countersign-postgres-"))
  chownSync(folder, owner.uid, owner.gid)
  const options = { ...owner, cwd: folder }
  const initdb = ["-D", `${folder}/data`, "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C"]
  execFileSync(program("initdb"), initdb, { ...options, stdio: "pipe" })
  const port = await freePort()
  const settings = {
    listen_addresses: "127.0.0.1",
    fsync: "off",
    max_connections: "300",
    unix_socket_directories: folder,
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])
  const child = spawn(program("postgres"), ["-D", `${folder}/data`, "-p", `${port}`, ...flags], options)
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  return started(child, folder, url, ["SIGTERM", "SIGINT"], () => askPostgres(url, "select 1"))
}

export async function startMariadb(): Promise<Server> {
  const given = process.env[servers.mariadb.variable]
  if (given) return ownMysqlDatabase(given)
  const folder = mkdtempSync(join(tmpdir(), "countersign-mariadb-"))
  const asRoot = isRoot ? ["--user=root"] : []
  const make = ["--no-defaults", `--datadir=${folder}/data`, "--auth-root-authentication-method=normal", ...asRoot]
  execFileSync(program("mariadb-install-db"), [...make, "--skip-test-db"], { stdio: "pipe" })
  const port = await freePort()
  const where = [
    `--datadir=${folder}/data`,
    `--port=${port}`,
    `--socket=${folder}/socket`,
    "--bind-address=127.0.0.1",
    `--tmpdir=${folder}`,
  ]
  const speed = ["--innodb-flush-log-at-trx-commit=0", "--max-connections=300"]
  const child = spawn(program("mariadbd"), ["--no-defaults", ...where, ...speed, ...asRoot])
  const server = await started(child, folder, `mysql://root@127.0.0.1:${port}/mysql`, ["SIGTERM"], () =>
    askMysql(`mysql://root@127.0.0.1:${port}/mysql`, "create database if not exists countersign character set utf8mb4"),
  )
  return { ...server, url: `mysql://root@127.0.0.1:${port}/countersign` }
}

export async function startRedis(): Promise<Server> {
  const given = process.env[servers.redis.variable]
  if (given) return { url: given, stop: async () => {} }
  const folder = mkdtempSync(join(tmpdir(), "countersign-redis-"))
  const port = await freePort()
  const flags = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no"]
  const child = spawn(program("redis-server"), flags)
  const url = `redis://127.0.0.1:${port}`
  return started(child, folder, url, ["SIGTERM"], () => askRedis(url))
}

function program(name: string): string {
  const path = programAt(name)
  if (!path) throw new Error(`There is no ${name} here`)
  return path
}

/** How long a server may take to end by one signal before it gets the next, in milliseconds. */
const patience = 3_000

/**
 * Waits until the server answers. It ends with this process, if not before: by the first of the signals that does it.
 * PostgreSQL waits for its clients at SIGTERM (a pool that has ended may still hold a socket, and an error on that one
 * would reach nobody), and sends them away at SIGINT.
 */
async function started(
  child: ChildProcess,
  folder: string,
  url: string,
  signals: readonly NodeJS.Signals[],
  ask: () => Promise<unknown>,
): Promise<Server> {
  let said = ""
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (said += chunk))
  const ended = new Promise<void>((done) => child.once("exit", () => done()))
  const kill = () => {
    child.kill("SIGKILL")
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
  process.on("exit", kill)
  const stop = async () => {
    process.off("exit", kill)
    const timers = signals.map((signal, index) => setTimeout(() => child.kill(signal), index * patience))
    await ended
    for (const timer of timers) clearTimeout(timer)
    rmSync(folder, { recursive: true, force: true })
  }
  for (let attempt = 0; attempt < 300; attempt++) {
    try {
      await ask()
      return { url, stop }
    } catch {
      if (child.exitCode !== null) break
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  await stop()
  throw new Error(`The database server at ${url} did not answer: ${said.slice(-2000)}`)
}

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer()
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number }
      server.close(() => done(port))
    })
  })

const randomName = () => `countersign_${Math.random().toString(36).slice(2, 10)}`

function withDatabase(url: string, name: string): string {
  const address = new URL(url)
  address.pathname = `/${name}`
  return address.href
}

async function ownPostgresDatabase(url: string): Promise<Server> {
  const name = randomName()
  await askPostgres(url, `create database ${name}`)
  const drop = `drop database ${name}`
  // The first waits five seconds for the last clients to leave.
  const stop = () => askPostgres(url, drop).catch(() => askPostgres(url, `${drop} with (force)`))
  return { url: withDatabase(url, name), stop }
}

async function ownMysqlDatabase(url: string): Promise<Server> {
  const name = randomName()
  await askMysql(url, `create database ${name} character set utf8mb4`)
  return { url: withDatabase(url, name), stop: () => askMysql(url, `drop database ${name}`) }
}

async function askPostgres(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

async function askMysql(url: string, statement: string): Promise<void> {
  const connection = await createConnection(url)
  try {
    await connection.query(statement)
  } finally {
    await connection.end()
  }
}

async function askRedis(url: string): Promise<void> {
  const client = createClient({ url, socket: { reconnectStrategy: false } })
  client.on("error", () => {})
  await client.connect()
  await client.ping()
  client.destroy()
}
