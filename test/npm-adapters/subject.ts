/** An adapter of npm on a database of its own, freshly made. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { canHave } from "../../scripts/databases.mjs"
import type { OpenAdapter, Power } from "../support/adapter-journeys.js"
import { type Server, startMariadb, startPostgres, startRedis } from "../support/databases.js"
import { installFixture } from "./install-fixture.js"

/** What holds the records. The fixture brings it along where it is none of the servers of test/support/databases.ts. */
export type Engine =
  | "PostgreSQL"
  | "MariaDB"
  | "Redis"
  | "SQLite"
  | "memory"
  | "Cloudflare D1"
  | "DynamoDB"
  | "Azure Tables"
  | "PouchDB"

export interface Subject {
  /** Its name on npm. */
  readonly adapter: string
  /** Folder of `fixtures/`. */
  readonly fixture: string
  readonly engine: Engine
  /** What is not as documented. */
  readonly variant?: string
  /** Journeys that its tables or its code do not allow; each is told in the table of docs/databases.md. */
  readonly lacks?: readonly Power[]
}

export interface OpenSubject extends OpenAdapter {
  /** Of its database, where that is a server of test/support/databases.ts. */
  readonly url: string
}

export const titleOf = ({ adapter, engine, variant }: Subject): string =>
  `${adapter} on ${engine}${variant ? `, ${variant}` : ""}`

export async function openSubject(subject: Subject): Promise<OpenSubject> {
  const folder = await installFixture(subject.fixture)
  const database = await newDatabase(subject.engine)
  const { open } = await import(/* @vite-ignore */ pathToFileURL(join(folder, "open.mjs")).href)
  const opened: Pick<OpenSubject, "adapter" | "close"> = await open({ ...subject, url: database.url })
  return {
    adapter: opened.adapter,
    url: database.url,
    async close() {
      await opened.close()
      await database.stop()
    },
  }
}

const servers: Partial<Record<Engine, { name: "postgres" | "mariadb" | "redis"; start(): Promise<Server> }>> = {
  PostgreSQL: { name: "postgres", start: startPostgres },
  MariaDB: { name: "mariadb", start: startMariadb },
  Redis: { name: "redis", start: startRedis },
}

export function canHaveEngine(engine: Engine): boolean {
  const server = servers[engine]
  return !server || canHave(server.name)
}

async function newDatabase(engine: Engine): Promise<Server> {
  const server = servers[engine]
  if (server) return server.start()
  const folder = mkdtempSync(join(tmpdir(), "countersign-adapter-"))
  return { url: join(folder, "database"), stop: async () => rmSync(folder, { recursive: true, force: true }) }
}
