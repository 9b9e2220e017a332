/** Everything that outlives a request, found in the sources, and what bounds it: RQ-14. */
import { readdirSync, readFileSync } from "node:fs"
import { parse } from "@babel/parser"
import { expect, test } from "vitest"

const sources = new URL("../../src/", import.meta.url)

/** By module. Those marked "measured" are filled by `memory.test.ts`. */
const bounds: Readonly<Record<string, string>> = {
  "adapters/memory.ts": "the records of whoever signs up, which is what it is for: tests and demonstrations",
  "adapters/sql/deadline.ts": "weak, by connection of the pool",
  "adapters/sql/prepared.ts": "a statement for each number of values: those of one call",
  "adapters/sql/rows.ts": "100 names; measured",
  "adapters/sql/sqlite-dialect.ts": "a statement for each text that the adapter has",
  "adapters/sql/sqlite-file.ts": "by file that the developer names",
  "adapters/sql/turns.ts": "who waits for the file: requests in flight, each for 10 s at most",
  "auth.ts": "weak, by options object",
  "client/current-store.ts": "one store in a browser",
  "core/crypto/keys.ts": "256 keys; measured",
  "core/crypto/random.ts": "one pool of 3 kB",
  "core/crypto/remembered.ts":
    "64 tokens that came once, and two times 500,000 characters of those that came again; we sealed all of them",
  "core/flows/features.ts": "weak, by request",
  "core/http/cookies.ts": "weak, by attributes of a configuration",
  "core/options/env.ts": "one path",
  "core/session/reissue.ts": "10,000 sessions that we issued",
  "core/limits/count.ts": "weak, by store; without one the counters of the process",
  "core/limits/counters.ts":
    "20,000 counters in each of two generations, and a fixed table for what overflows; measured",
  "core/limits/wait.ts": "a number",
  "dev/mailbox.ts": "200 mails",
  "dev/one-port.ts": "open connections of the developer's machine",
  "dev/people.ts": "200 people",
  "dev/records.ts": "10,000 records of an issuer, on the developer's machine",
  "dev/stand-in.ts": "300 issuers, each with 200 scopes at most",
  "features/passwords/scrypt.ts": "lanes of the process, and 16 passwords that wait for each",
  "features/provider-tokens/refresh-once.ts": "1,000 refreshes; measured",
  "features/rate-limit/limiting.ts": "weak, by request",
  "frameworks/next/project-check.ts": "whether it was checked",
  "frameworks/next/server-session.ts": "whether it was said",
  "react/session-context.ts": "one context of React",
  "methods/email/limits.ts": "weak, by adapter",
  "methods/oauth/discovery.ts": "weak, by provider",
  "methods/oauth/discovery-document.ts": "500 documents; measured",
  "methods/oauth/dpop.ts": "weak, by provider",
  "methods/oauth/endpoint-trust.ts": "weak, by provider",
  "methods/oauth/server-keys.ts": "weak, by document",
}

/** Made anew for each request, each answer or each start, and gone with it. */
const shortLived: ReadonlySet<string> = new Set([
  "adapters/sql/discover.ts", // the address of a database, read at the start
  "core/http/body.ts",
  "core/http/cookie-jar.ts",
  "core/options/resolve.ts", // at the start
  "core/options/validate.ts", // at the start
  "features/rate-limit/device.ts",
  "dev/index.ts", // faults that are switched on, of those there are
])

type Node = { type: string; [key: string]: unknown }
const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "type" in value
const children = (node: Node): Node[] => Object.values(node).flat().filter(isNode)

const collections = ["Map", "Set", "WeakMap", "WeakSet"]
/** `new Map()`: what begins empty is there to be filled. */
const isEmptyCollection = (node: Node): boolean =>
  node.type === "NewExpression" &&
  collections.includes((node.callee as { name?: string }).name ?? "") &&
  (node.arguments as unknown[]).length === 0

const holdsEmptyCollection = (node: Node): boolean =>
  isEmptyCollection(node) || children(node).some(holdsEmptyCollection)

const isEmpty = (node: unknown): boolean =>
  isNode(node) &&
  ((node.type === "ArrayExpression" && (node.elements as unknown[]).length === 0) ||
    (node.type === "ObjectExpression" && (node.properties as unknown[]).length === 0))

function declares(statement: Node): boolean {
  const declaration = isNode(statement.declaration) ? statement.declaration : statement
  if (declaration.type !== "VariableDeclaration") return false
  return declaration.kind === "let" || (declaration.declarations as Node[]).some(({ init }) => isEmpty(init))
}

function keepsState(file: string): boolean {
  const text = readFileSync(new URL(file, sources), "utf8")
  const { body } = parse(text, { sourceType: "module", plugins: ["typescript", "jsx"] }).program as unknown as {
    body: Node[]
  }
  return body.some(declares) || body.some(holdsEmptyCollection) || /globalThis as/.test(text)
}

const stateful = readdirSync(sources, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
  .filter((file) => !/^(?:cli|testing)\//.test(file)) // a command that ends, and tests
  .filter(keepsState)

test("every module that keeps something is known, with what bounds it", () => {
  expect(stateful.filter((file) => !shortLived.has(file) && !(file in bounds))).toEqual([])
})

test("what is said of a module is said of one that is there", () => {
  const files = readdirSync(sources, { recursive: true, encoding: "utf8" })
  expect([...Object.keys(bounds), ...shortLived].filter((file) => !files.includes(file))).toEqual([])
})
