/** The databases that stored sessions are measured on: started for the run where this machine has them, else left out. */
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { canHave } from "../scripts/databases.mjs"
import { importTypeScript } from "./typescript.mjs"

const root = fileURLToPath(new URL("..", import.meta.url))

function sqliteFile() {
  const folder = mkdtempSync(join(tmpdir(), "countersign-bench-"))
  return { url: `file:${folder}/bench.sqlite`, stop: async () => rmSync(folder, { recursive: true, force: true }) }
}

function migrated(server) {
  execFileSync(process.execPath, [`${root}dist/cli.js`, "migrate", "--url", server.url], { stdio: "pipe" })
  return server
}

/** Engine → how it is opened; `null` where this machine cannot have it. */
const openers = {
  memory: async () => ({ stop: async () => {} }),
  sqlite: async () => sqliteFile(),
  postgres: canHave("postgres") ? async ({ startPostgres }) => migrated(await startPostgres()) : null,
  mariadb: canHave("mariadb") ? async ({ startMariadb }) => migrated(await startMariadb()) : null,
  redis: canHave("redis")
    ? async ({ startRedis }) => {
        const [redis, file] = [await startRedis(), sqliteFile()]
        return {
          url: file.url,
          redisUrl: redis.url,
          stop: async () => void (await Promise.all([redis.stop(), file.stop()])),
        }
      }
    : null,
}

export const engines = Object.keys(openers)

/** @returns {Promise<{ engine: string, url?: string, redisUrl?: string, stop(): Promise<void> } | null>} */
export async function openStore(engine) {
  const open = openers[engine]
  if (!open) return null
  return { engine, ...(await open(await importTypeScript("test/support/databases.ts"))) }
}
