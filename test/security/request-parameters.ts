/**
 * What a request can say: every name that the source asks a query, a body or a header for, found in its syntax. The suites that
 * attack addresses compare this list with what they attack, so that a parameter which is new cannot be left out.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { parse } from "@babel/parser"
import { repository } from "../support/install-countersign.js"

export interface Node {
  readonly type: string
  readonly [key: string]: unknown
}

const isNode = (value: unknown): value is Node => typeof (value as Node | null)?.type === "string"

function* nodesIn(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const one of value) yield* nodesIn(one)
  else if (isNode(value)) {
    yield value
    for (const child of Object.values(value)) if (typeof child === "object") yield* nodesIn(child)
  }
}

/** The rooms that see requests. `dev` never runs in production, `cli` sees none, `client` sees answers. */
const rooms = ["core", "methods", "features", "frameworks"]

/** The syntax of every source file in those rooms whose text has `words` in it. */
export const sourcesWith = (words: RegExp): { path: string; nodes: Node[] }[] =>
  rooms
    .flatMap((room) => {
      const files = readdirSync(join(repository, "src", room), { recursive: true, encoding: "utf8" })
      return files.map((file) => `src/${room}/${file}`)
    })
    .filter((path) => /\.ts$/.test(path) && !/\.test\.ts$/.test(path))
    .sort()
    .map((path) => ({ path, source: readFileSync(join(repository, path), "utf8") }))
    .filter(({ source }) => words.test(source))
    .map(({ path, source }) => {
      const { program } = parse(source, { sourceType: "module", plugins: ["typescript"] })
      return { path, nodes: [...nodesIn(program)] }
    })

export const nameOf = (node: unknown): string =>
  isNode(node) ? String(node.name ?? node.value ?? nameOf(node.property ?? node.expression)) : ""

const parts = new Set(["query", "body"])
const readers = new Set(["headers", "parameters", "searchParams", "query", "repeated"])

/** `query.iss`, `request.body["code"]`. */
function memberRead({ type, object, property, computed }: Node): string[] {
  if (!/^(?:Optional)?MemberExpression$/.test(type) || !parts.has(nameOf(object))) return []
  return computed && (property as Node).type !== "StringLiteral" ? [] : [nameOf(property)]
}

/** `const { iss, sid } = request.query`, or of either of both. */
function patternRead({ type, id, init }: Node): string[] {
  if (type !== "VariableDeclarator" || !isNode(id) || id.type !== "ObjectPattern" || !isNode(init)) return []
  const sources = init.type === "ConditionalExpression" ? [init.consequent, init.alternate] : [init]
  if (!sources.some((it) => parts.has(nameOf(it)))) return []
  return (id.properties as Node[]).filter(({ type }) => type === "ObjectProperty").map(({ key }) => nameOf(key))
}

/** `headers.get("referer")`, `headers?.get(…)`, `repeated.has("code")`, `header(request, "authorization")`. */
function callRead({ type, callee, arguments: given }: Node): string[] {
  if (!/^(?:Optional)?CallExpression$/.test(type) || !isNode(callee)) return []
  const isReader = ["get", "has"].includes(nameOf(callee.property)) && readers.has(nameOf(callee.object))
  const text = isReader ? (given as Node[])[0] : callee.name === "header" ? (given as Node[])[1] : undefined
  return text?.type === "StringLiteral" ? [String(text.value)] : []
}

/** Names that are read in a loop: `["iss", "login_hint"].flatMap((name) => body[name])`, or of a list that has a name. */
function loopRead({ type, callee, arguments: given }: Node, all: readonly Node[]): string[] {
  if (type !== "CallExpression" || !isNode(callee) || !isNode(callee.object)) return []
  if (!["flatMap", "map", "some", "every", "filter"].includes(nameOf(callee.property))) return []
  const isRead = [...nodesIn(given)].some(
    (it) =>
      (it.type === "MemberExpression" && it.computed && parts.has(nameOf(it.object))) ||
      (it.type === "CallExpression" && readers.has(nameOf((it.callee as Node).object)) && isVariable(it.arguments)),
  )
  return isRead ? textsOf(callee.object, all) : []
}

/** The texts of a list, also where it has a name, is a set, or others are spread in it. */
function textsOf(node: unknown, all: readonly Node[]): string[] {
  if (!isNode(node)) return []
  if (node.type === "StringLiteral") return [String(node.value)]
  if (node.type === "Identifier")
    return textsOf(all.find(({ id, init }) => init && nameOf(id) === node.name)?.init, all)
  const inner = [node.elements, node.arguments, node.argument].flat()
  return inner.flatMap((it) => textsOf(it, all))
}

const isVariable = (given: unknown): boolean => (given as Node[])[0]?.type === "Identifier"

/** Each name once, in order. */
export function requestParameters(): string[] {
  const names = sourcesWith(/query|body|headers|parameters|searchParams/).flatMap(({ nodes }) => {
    const called = new Set(nodes.map(({ callee }) => callee)) // `body.getReader()` reads no field
    const reads = nodes.filter((node) => !called.has(node))
    return [
      ...reads.flatMap((node) => [...memberRead(node), ...patternRead(node), ...callRead(node)]),
      ...nodes.flatMap((node) => loopRead(node, nodes)),
    ]
  })
  return [...new Set(names)].sort()
}

/** What each of them is good for. An address to go to, or of somebody's mailbox, is attacked by the suite of that name. */
export const meanings: Readonly<Record<string, "an address to go to" | "a mailbox" | `no address: ${string}`>> = {
  accept: "no address: a page or a problem",
  authorization: "no address: a bearer token",
  "cache-control": "no address: the app's own answer",
  callbackUrl: "an address to go to",
  code: "no address: it is sent to the provider, or compared",
  "content-type": "no address: how to read a body",
  cookie: "no address: every cookie is read by name",
  csrfToken: "no address: it is compared",
  data: "no address: it goes to `callbacks.jwt`",
  email: "a mailbox",
  error: "an address to go to", // it is repeated in the address of an error page
  host: "an address to go to",
  identifier: "no address: a name whose attempts are counted",
  iss: "an address to go to", // it is compared with the provider's, and repeated to the sign-in page
  json: "no address: the kind of answer",
  length: "no address: how long a body is",
  level: "no address: of a browser's report",
  login_hint: "no address: the provider is asked with it",
  logout_token: "no address: it is verified",
  nextauth: "no address: the path below the endpoints",
  origin: "no address: the sender, compared with the site",
  phone: "no address: a name whose attempts are counted",
  provider: "no address: an id that is looked up",
  purpose: "no address: a browser's word for fetching ahead",
  response: "no address: it is verified",
  retryAfter: "no address: a number",
  scope: "no address: the provider is asked for it",
  "sec-fetch-dest": "no address: a browser's word",
  "sec-fetch-mode": "no address: a browser's word",
  "sec-fetch-site": "no address: a browser's word",
  "sec-purpose": "no address: a browser's word for fetching ahead",
  sid: "no address: a provider's name for a session",
  state: "an address to go to", // a stable deployment forwards to what is sealed in it
  target_link_uri: "an address to go to",
  token: "no address: of a link in a mail",
  user: "no address: a name that is told at the first consent",
  username: "no address: a name whose attempts are counted",
  "x-forwarded-for": "no address: of a caller, who is counted",
  "x-forwarded-host": "an address to go to",
  "x-forwarded-proto": "an address to go to",
  "x-moz": "no address: a browser's word for fetching ahead",
  "x-purpose": "no address: a browser's word for fetching ahead",
}
