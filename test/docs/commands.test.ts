import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { testRooms } from "../../scripts/test-rooms.mjs"
import { dev } from "../../src/cli/dev/command.js"
import { doctor } from "../../src/cli/doctor/command.js"
import { init } from "../../src/cli/init/command.js"
import { migrate } from "../../src/cli/migrate/command.js"
import { probe } from "../../src/cli/probe/command.js"
import { routes } from "../../src/cli/routes/command.js"
import { secret } from "../../src/cli/secret/command.js"
import { repository } from "../support/install-countersign.js"
import { codeIn, documentAt, documents, prose, rows, section } from "./documents.js"
import { isCode } from "./project.js"

const manifest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"))

/** What a reader may be told to install. */
const installable = [
  "countersign",
  "next-auth@npm:countersign",
  "next-auth@4",
  ...Object.keys(manifest.peerDependencies as object),
]

/** Commands of ours, and the options of each. */
const ownCommands: Record<string, Record<string, unknown>> = {
  dev: dev.args,
  doctor: doctor.args,
  init: init.args,
  migrate: migrate.args,
  probe: probe.args,
  routes: routes.args,
  secret: secret.args,
}

/** What keeps a command from working; `null` when nothing does. */
function problemOf(command: string): string | null {
  const [program = "", verb = "", ...rest] = command.split(/\s+/)
  if (program === "npm" && verb === "test") {
    const unknown = rest.filter(
      (one) => one !== "--" && one !== "checks" && !testRooms.some(({ name }) => name === one),
    )
    return unknown.length > 0 ? `no room ${unknown}` : null
  }
  if (program === "npm" && verb === "run") return rest[0] && manifest.scripts[rest[0]] ? null : `no script ${rest[0]}`
  if (program === "npm" && verb === "i")
    return rest.every((one) => one === "-D" || installable.includes(one)) ? null : "not to be installed"
  if (program === "npx" && verb === "countersign") {
    const known = Object.keys(ownCommands[rest[0] ?? ""] ?? {}).map((name) => `--${name}`)
    const isWord = (one: string) => rest[0] === "probe" && URL.canParse(one)
    const unknown = rest.slice(1).filter((one) => !known.includes(one.split("=")[0] ?? "") && !isWord(one))
    return rest[0] && ownCommands[rest[0]] && unknown.length === 0 ? null : `countersign has no ${rest.join(" ")}`
  }
  if (program === "npx" && verb === "vitest")
    return existsSync(join(repository, rest.at(-1) ?? "")) ? null : "no such path"
  return command === "openssl rand -base64 32" ? null : "not a command we know"
}

const refused = (commands: string[]) => commands.flatMap((one) => problemOf(one) ?? [])

test.each(documents)("every command of $path exists", ({ path, text, blocks }) => {
  const lines = blocks.filter(({ language }) => language === "sh").flatMap(({ code }) => code.trim().split("\n"))
  const inline = [...text.matchAll(/`(npm (?:run|i|test)[^`]*|npx [^`]*)`/g)].map(({ 1: command = "" }) => command)
  expect(refused([...lines, ...inline]), path).toEqual([])
})

test("an invented command is noticed", () => {
  const invented = ["npm run doctor", "npm i left-pad", "npm test -- nonsense", "curl | sh"]
  expect(refused([...invented, "npx countersign migrate --force", "npx countersign fly"])).toHaveLength(6)
})

test("CONTRIBUTING lists every script that somebody runs", () => {
  const listed = rows(section(documentAt("CONTRIBUTING.md"), "Commands"))
    .map(([first]) => first)
    .join(" ")
  const scripts = Object.keys(manifest.scripts).filter((name) => name !== "prepack")
  expect(scripts.filter((name) => !listed.includes(name === "test" ? "npm test" : `npm run ${name}`))).toEqual([])
})

test.each(documents.flatMap(({ blocks }) => blocks))("the block at $place is of a kind that is checked", (block) => {
  if (isCode(block)) return
  expect(["sh", "json", "ini", "text"]).toContain(block.language)
  if (block.language === "json") expect(() => JSON.parse(block.code)).not.toThrow()
  if (block.language === "ini") {
    const known = rows(section(documentAt("docs/options.md"), "Environment variables")).map(([first]) => codeIn(first))
    for (const line of block.code.trim().split("\n"))
      if (!line.startsWith("#")) expect(known).toContain(line.split("=")[0])
  }
})

test("every door that is named exists", () => {
  const doors = Object.keys(manifest.exports)
  const named = documents.flatMap((one) => [
    ...`${prose(one)}${one.blocks.map(({ code }) => code).join("")}`.matchAll(
      /["`](?:countersign|next-auth)(\/[\w/-]+)["`]/g,
    ),
  ])
  const missing = named
    .map(({ 1: door = "" }) => door)
    .filter((door) => {
      const provider = /^\/providers\/([\w-]+)$/.exec(door)?.[1]
      return provider ? !existsSync(join(repository, `src/providers/${provider}.ts`)) : !doors.includes(`.${door}`)
    })
  expect(missing).toEqual([])
})

test("the changelog begins with this version", () => {
  const released = documentAt("CHANGELOG.md").text.replace("## [Unreleased]", "")
  expect(/^## \[([^\]]+)\]/m.exec(released)?.[1]).toBe(manifest.version)
})
