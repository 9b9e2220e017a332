import { execFileSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, expect, test } from "vitest"

const root = fileURLToPath(new URL("../..", import.meta.url))
let app: string

beforeAll(() => {
  app = mkdtempSync(join(tmpdir(), "countersign-drivers-"))
  cpSync(`${root}/dist`, `${app}/node_modules/countersign/dist`, { recursive: true })
  cpSync(`${root}/package.json`, `${app}/node_modules/countersign/package.json`)
})
afterAll(() => rmSync(app, { recursive: true, force: true }))

const load = {
  "an ES module": `const { SqlAdapter } = await import("countersign/adapters/sql")`,
  "a CommonJS module": `const { createRequire } = await import("node:module")
    const { SqlAdapter } = createRequire(process.cwd() + "/app.js")("countersign/adapters/sql")`,
}

/** What the first use of an adapter on this address says, in an app that has installed little. */
function firstUse(kind: keyof typeof load, url: string): string {
  const program = `${load[kind]}
    await SqlAdapter({ url: ${JSON.stringify(url)} }).getUser("x").catch(({ name, message }) => console.log(name + ": " + message))`
  return execFileSync(process.execPath, ["--input-type=module", "-e", program], { cwd: app, encoding: "utf8" }).trim()
}

const kinds = Object.keys(load) as (keyof typeof load)[]

test.each(kinds)("%s without Kysely is told to install it", (kind) => {
  rmSync(`${app}/node_modules/kysely`, { recursive: true, force: true })
  expect(firstUse(kind, "file:app.sqlite")).toBe(
    "ConfigurationError: The SQL adapter needs Kysely. Run `npm install kysely`.",
  )
})

test.each(kinds)("%s without a driver is told which to install", (kind) => {
  mkdirSync(`${app}/node_modules`, { recursive: true })
  rmSync(`${app}/node_modules/kysely`, { recursive: true, force: true })
  symlinkSync(`${root}/node_modules/kysely`, `${app}/node_modules/kysely`)
  expect(firstUse(kind, "postgres://localhost/app")).toContain("Run `npm install pg`")
  expect(firstUse(kind, "mysql://localhost/app")).toContain("Run `npm install mysql2`")
  const hasSqlite = process.getBuiltinModule("node:sqlite") !== undefined
  if (!hasSqlite) expect(firstUse(kind, "file:app.sqlite")).toContain("Run `npm install libsql`")
})

const runsOldNode = Number(process.versions.node.split(".")[0]) < 22

test.runIf(runsOldNode).each(kinds)(
  "%s with a better-sqlite3 that crashes this Node.js is told so, and does not crash",
  (kind) => {
    const driver = `${app}/node_modules/better-sqlite3`
    mkdirSync(driver, { recursive: true })
    writeFileSync(
      `${driver}/package.json`,
      JSON.stringify({ name: "better-sqlite3", version: "13.2.0", main: "index.js" }),
    )
    writeFileSync(`${driver}/index.js`, "process.kill(process.pid, 'SIGSEGV')")
    try {
      expect(firstUse(kind, "file:app.sqlite")).toContain("better-sqlite3 13.2.0 crashes Node.js")
    } finally {
      rmSync(driver, { recursive: true })
    }
  },
)
