/**
 * Every regular expression of the sources, with 50 kB of what makes such ones slow: pieces that it matches, repeated, then
 * something that it does not. A backtracking engine takes the square of the time, or worse, for one that is written carelessly.
 */
import { readdirSync, readFileSync } from "node:fs"
import { parse } from "@babel/parser"
import fc from "fast-check"
import { describe, expect, test } from "vitest"

const sources = new URL("../../src/", import.meta.url)
const length = 50_000
/** Milliseconds for one text. */
const most = 10

interface Written {
  readonly file: string
  readonly line: number
  readonly expression: RegExp
}

/** Files with some that are slow on such a text, and why nobody can hand them one. */
const neverLong: Readonly<Record<string, string>> = {
  "cli/dotenv.ts": "the developer's own .env file",
  "cli/doctor/ask-auth.ts": "an address that the developer configured",
  "cli/doctor/checks/address.ts": "an address that the developer configured",
  "cli/probe/expect.ts": "paths of the developer's own app",
  "cli/probe/outcome.ts": "paths of the developer's own app",
  "cli/probe/reply.ts": "an address that the developer typed",
  "cli/routes/servers.ts": "paths in the developer's own sources",
  "cli/routes/walk/writes.ts": "expressions in the developer's own sources",
  "core/http/site.ts": "the address of the site; a forwarded host is at most 259 characters and has no path",
  "core/options/env.ts": "NEXTAUTH_URL",
  "core/options/resolve-provider.ts": "`redirectProxyUrl`",
  "core/options/validate.ts": "`redirectProxyOrigins`",
  "dev/mail-server.ts": "a mail of the developer's own app",
  "frameworks/next/project-check.ts": "the developer's own sources",
  "methods/email/address.ts": "a text of more than 354 characters was refused before",
  "methods/email/mail-service.ts": "`from` of the provider's options",
}

function expressionsIn(file: string): Written[] {
  const found: Written[] = []
  const look = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return
    const { type, pattern, flags, loc } = node as {
      type?: string
      pattern: string
      flags: string
      loc: { start: { line: number } }
    }
    if (type === "RegExpLiteral") found.push({ file, line: loc.start.line, expression: new RegExp(pattern, flags) })
    for (const [key, value] of Object.entries(node)) if (key !== "loc") look(value)
  }
  const text = readFileSync(new URL(file, sources), "utf8")
  look(parse(text, { sourceType: "module", plugins: ["typescript", "jsx"] }).program)
  return found
}

const files = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter(
  (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file),
)
const written = files.flatMap(expressionsIn)
const repeats = ({ source }: RegExp): boolean => /[+*]|\{\d/.test(source)

const common = ["a", "0", " ", "\t", "\n", ".", "-", "/", "=", "%", ";", ",", '"', "<", "é"]
const tails = ["", "\u0001", "!\n", "a"]

/** Texts that the expression matches, as far as one can be made. */
function matches(expression: RegExp): string[] {
  try {
    return fc.sample(fc.stringMatching(expression, { size: "small" }), { seed: 1, numRuns: 4 })
  } catch {
    return [] // a lookbehind, a back reference: there are the letters of the pattern itself
  }
}

/** What is repeated, and what stands before it. */
function pumps(expression: RegExp): [before: string, piece: string][] {
  const letters = [...new Set([...expression.source.replace(/\\[a-zA-Z]/g, ""), ...common])]
  const runs = expression.source.match(/[\w<"'=:@/(]{2,}/g) ?? []
  const inside = matches(expression).flatMap((text) =>
    [...text.slice(0, 40)].flatMap((letter, at): [string, string][] => [
      [text.slice(0, at), letter],
      [text.slice(0, at), text.slice(at, at + 3)],
    ]),
  )
  const plain = [...letters, ...runs].map((piece): [string, string] => ["", piece])
  const pairs = runs.flatMap((run) => letters.slice(0, 20).map((letter): [string, string] => [run, letter]))
  const all = [...plain, ...pairs, ...inside].filter(([, piece]) => piece !== "")
  return [...new Map(all.map((pump) => [pump.join("\0"), pump])).values()]
}

/** Milliseconds of processor time, which a busy machine does not lengthen; of three rounds the quickest. */
function timeOf(expression: RegExp, text: string): number {
  const once = (): number => {
    const before = process.cpuUsage()
    if (expression.global) text.replace(expression, "")
    else expression.test(text)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  }
  const first = once()
  return first < 1 ? first : Math.min(first, once(), once())
}

interface Attack {
  readonly name: string
  readonly time: number
  readonly isTooSlow: boolean
}

/** Characters, and the milliseconds past which nothing linear can be. What is nothing of the kind is found while it is short. */
const stages = [
  [length / 2500, most / 10],
  [length / 100, most / 2],
  [length / 10, most / 2],
  [length, most],
] as const

/** The first text that takes too long; else the one that took longest. */
function slowest(expression: RegExp): Attack {
  let worst: Attack = { name: "", time: 0, isTooSlow: false }
  for (const [before, piece] of pumps(expression)) {
    for (const tail of tails) {
      for (const [size, enough] of stages) {
        const time = timeOf(expression, before + piece.repeat(size / piece.length) + tail)
        const name = `${JSON.stringify(before)} + ${JSON.stringify(piece)} × … + ${JSON.stringify(tail)}, ${size} long`
        if (time > worst.time) worst = { name, time, isTooSlow: time > enough }
        if (worst.isTooSlow) return worst
        if (size === length / 10 && time < enough / 25) break // ten times as much is quick too
      }
    }
  }
  return worst
}

describe("no regular expression takes long, whatever it is given: RQ-12", () => {
  const repeating = written.filter(({ expression }) => repeats(expression))
  console.log(`regular expressions: ${written.length}, of which ${repeating.length} repeat something`)

  const judged = repeating.filter(({ file }) => neverLong[file] === undefined)
  test.each(judged.map((it) => [`${it.file}:${it.line}`, it] as const))("%s", (_, { expression }) => {
    const attack = slowest(expression)
    expect(attack).toEqual({ ...attack, isTooSlow: false })
  })

  test("the search finds one that takes the square of the time, and one that takes worse", () => {
    for (const careless of [/\d+$/, /^(a+)+$/, /\s+x/, /<[^>]*>/]) expect(slowest(careless).isTooSlow).toBe(true)
  })

  test.each(Object.keys(neverLong))("what is excused in %s is slow indeed", (excused) => {
    const attacks = repeating.filter(({ file }) => file === excused).map(({ expression }) => slowest(expression))
    expect(attacks.map(({ isTooSlow }) => isTooSlow)).toContain(true)
  })
})
