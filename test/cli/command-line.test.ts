import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { repository } from "../support/install-countersign.js"
import { consumerWith } from "../support/packed-package.js"
import { countersign } from "./command.js"

const scratch = mkdtempSync(join(tmpdir(), "countersign-command-"))
afterAll(() => rmSync(scratch, { recursive: true }))

const version = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")).version as string

test("--version says which version it is", async () => {
  expect(await countersign(["--version"])).toEqual({ code: 0, out: `${version}\n`, err: "" })
})

test("--help names the commands, and each command explains its options", async () => {
  const all = await countersign(["--help"])
  expect([all.code, all.out]).toEqual([0, expect.stringContaining("migrate")])
  const one = await countersign(["migrate", "--help"])
  expect(one.code).toBe(0)
  for (const word of [
    "--url",
    "--dry-run",
    "--tables",
    "DATABASE_URL",
    "postgres://",
    "mysql://",
    "file:",
    "Exit codes",
  ])
    expect(one.out).toContain(word)
  expect((await countersign(["help", "migrate"])).out).toBe(one.out)
})

test("an unknown command is answered with the help, and the exit code 2", async () => {
  for (const args of [["migrat"], ["toString"], []]) {
    const { code, out, err } = await countersign(args)
    expect([code, out]).toEqual([2, ""])
    expect(err).toContain("migrate")
  }
})

test("a misspelt --dry-run runs nothing", async () => {
  const url = `file:${scratch}/untouched.sqlite`
  for (const args of [["--dryrun"], ["--dry-run", "now"], ["-n"], ["--tables=people"], ["--tables"]]) {
    const { code, err } = await countersign(["migrate", `--url=${url}`, ...args])
    expect([code, err.split("\n")[0]]).toEqual([2, expect.stringMatching(/^✗ .*(Unknown option|too many|--tables)/)])
  }
  expect(() => readFileSync(url.replace("file:", ""))).toThrow("ENOENT")
})

test("without an address it asks for one, and DATABASE_URL is one", async () => {
  const { code, err } = await countersign(["migrate"])
  expect([code, err]).toEqual([2, expect.stringContaining("DATABASE_URL")])
  const url = `file:${scratch}/from-environment.sqlite`
  expect((await countersign(["migrate"], { DATABASE_URL: url })).code).toBe(0)
})

test("migrate --json tells a script what it did, in one line", async () => {
  const url = `file:${scratch}/for-a-script.sqlite`
  const told = async (...args: string[]) => {
    const { code, out, err } = await countersign(["migrate", "--url", url, "--json", ...args])
    expect([code, err, out.split("\n").length]).toEqual([0, "", 2])
    return JSON.parse(out)
  }
  const planned = await told("--dry-run")
  expect(planned).toMatchObject({ dryRun: true, obstacles: [], notes: [] })
  expect(planned.statements[0]).toMatch(/^create table if not exists/)
  expect((await told()).statements.length).toBeGreaterThanOrEqual(planned.statements.length)
  expect(await told()).toEqual({ dryRun: false, statements: [], obstacles: [], notes: [] })
})

test("what is read by a program has no colours", async () => {
  const { out, err } = await countersign(["migrate", "--url", `file:${scratch}/plain.sqlite`])
  const help = await countersign(["migrate", "--nonsense"])
  expect(`${out}${err}${help.err}`).not.toContain("\x1b")
})

test.runIf(process.platform === "linux")("on a terminal there are colours, unless NO_COLOR is set", () => {
  const command = `${process.execPath} ${join(repository, "dist/cli.js")} migrate --url file::memory:`
  const onTerminal = (env: Record<string, string>) =>
    execFileSync("script", ["-qec", command, "/dev/null"], {
      env: { ...process.env, NO_COLOR: "", ...env },
      encoding: "utf8",
    })
  expect(onTerminal({})).toContain("\x1b[32m✓")
  expect(onTerminal({ NO_COLOR: "1" })).not.toContain("\x1b")
})

test.each([
  ["nobody answers", "postgres://ada:s3cret@127.0.0.1:1/app", "start it"],
  ["nobody answers", "mysql://ada:s3cret@127.0.0.1:1/app", "start it"],
  ["the address is of another kind", "mongodb://ada:s3cret@127.0.0.1/app", "`postgres:`"],
  ["the file is no database", `file:${scratch}/notes.txt`, "left as it is"],
  ["the folder cannot be made", `file:${scratch}/notes.txt/app.sqlite`, "cannot be made"],
])("when %s (%s) it says so in one sentence, without the password or a stack", async (_, url, fix) => {
  writeFileSync(join(scratch, "notes.txt"), "What I must not forget. ".repeat(100))
  const { code, err } = await countersign(["migrate", "--url", url])
  expect(code).toBe(1)
  expect(err.trim().split("\n")).toEqual([expect.stringMatching(/^✗ .*\.$/)])
  expect(err).toContain(fix)
  expect(err).not.toMatch(/s3cret|^ +at /m)
  expect((await countersign(["migrate", "--url", url], { DEBUG: "1" })).err).toMatch(/^ +at /m)
  expect(readFileSync(join(scratch, "notes.txt"), "utf8")).toContain("must not forget")
})

test("an app that installs the package has the command, and needs a driver only to migrate", () => {
  const app = consumerWith("countersign")
  try {
    const bin = join(app.directory, "node_modules/countersign/dist/cli.js")
    expect(app.node([bin, "--version"])).toBe(`${version}\n`)
    expect(() => app.node([bin, "migrate", "--url", "file:app.sqlite"])).toThrow(/npm install/)
    for (const name of ["kysely", "libsql", "@libsql", "@neon-rs", "detect-libc"])
      symlinkSync(join(repository, "node_modules", name), join(app.directory, "node_modules", name), "junction")
    expect(app.node([bin, "migrate", "--url", "file:app.sqlite"])).toContain("✓ Done.")
  } finally {
    app.remove()
  }
})
