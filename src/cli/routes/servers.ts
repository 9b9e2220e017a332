/** Routes of Express, Hono and Fastify, as they are registered in the source. */
import type { Entry, Router } from "./entries.js"
import { frameFor } from "./guards.js"
import type { Module } from "./modules.js"
import { type Project, sourceFiles } from "./project.js"
import { type Call, callsIn, type Receiver } from "./server-calls.js"
import { literalOf, nameOf, type Of, type Syntax } from "./syntax.js"
import { start, unknown, type Value } from "./walk/values.js"

/** A function that runs before the routes that follow. */
interface Step {
  readonly path: string
  readonly value: Value
}

interface Server {
  readonly module: Module
  readonly receiver: Receiver
  readonly calls: readonly Call[]
}

const verbs = ["get", "post", "put", "patch", "delete", "all", "head", "options"]
const hooks = ["onRequest", "preParsing", "preValidation", "preHandler"]

export function serverRoutes(project: Project): readonly Entry[] {
  if (project.servers.length === 0) return []
  const servers = [...sourceFiles(project.root)].flatMap((file) => serversIn(project, file))
  const walks = servers.map((server) => ({
    project,
    servers,
    server,
    router: server.receiver.router,
    prefix: "",
    steps: [],
    depth: 0,
  }))
  const mounted = new Set(
    walks.flatMap((walk) => walk.server.calls.flatMap(({ args }) => args.flatMap((arg) => mountedBy(walk, arg) ?? []))),
  )
  return walks.filter(({ server }) => !mounted.has(server)).flatMap(routesOf)
}

function serversIn(project: Project, file: string): Server[] {
  if (/\.(?:test|spec)\.\w+$/.test(file)) return []
  const module =
    verbs.some((one) => project.mentions(file, `.${one}(`)) || project.mentions(file, ".use(")
      ? project.load(file)
      : null
  return module ? callsIn(module, project.servers).map((one) => ({ module, ...one })) : []
}

/** The server that an argument puts below this one. */
function mountedBy({ project, servers, server: { module } }: Walk, arg: Syntax): Server | null {
  if (arg.type !== "Identifier") return null
  const imported = module.imports.get(arg.name)
  const file = imported ? project.resolve(module.file, imported.source) : module.file
  const home = file ? project.load(file) : null
  const exported = imported && home?.exports.get(imported.name)
  const name = exported?.kind === "local" ? exported.name : imported ? imported.name : arg.name
  return servers.find((one) => one.module === home && one.receiver.names.includes(name)) ?? null
}

/** What the walk through a server knows when it comes to a call. */
interface Walk {
  readonly project: Project
  readonly servers: readonly Server[]
  readonly server: Server
  readonly router: Router
  readonly prefix: string
  /** Grows on the way: what is used before a route runs before it. */
  readonly steps: Step[]
  readonly depth: number
}

function routesOf(walk: Walk): readonly Entry[] {
  return walk.depth > deepest ? [] : walk.server.calls.flatMap((call) => routesBy(walk, call))
}

const deepest = 8

function routesBy(walk: Walk, call: Call): readonly Entry[] {
  const { prefix, server, router, steps } = walk
  const path = call.path ?? literalOf(call.args[0])
  const isHook = call.name === "addHook" && hooks.includes(String(path))
  const mounted = call.args.flatMap((arg) => mountedBy(walk, arg) ?? [])
  if (mounted.length > 0) return mount(walk, call, path, mounted)
  if (call.name === "use" || isHook) {
    const at = isHook || typeof path !== "string" ? prefix : joined(prefix, path)
    steps.push(...stepsIn(walk, call, at))
    return []
  }
  const found = call.name === "route" ? fromOptions(call.args[0]) : fromVerb(call, path)
  if (!found) return []
  const route = joined(prefix, found.path)
  const before = steps.filter((one) => isBelow(route, one.path)).map(({ value }) => value)
  const own = found.handlers.map((node) => evaluated(walk, node))
  return [entryOf(server, router, call, route, found.methods, [...before, ...own])]
}

function mount(walk: Walk, call: Call, path: unknown, mounted: readonly Server[]): readonly Entry[] {
  const prefix = joined(walk.prefix, typeof path === "string" ? path : prefixIn(call.args[1]))
  const steps = [...walk.steps, ...stepsIn(walk, call, prefix)]
  return mounted.flatMap((server) => routesOf({ ...walk, server, prefix, steps: [...steps], depth: walk.depth + 1 }))
}

const stepsIn = (walk: Walk, { args }: Call, path: string): Step[] =>
  args
    .filter((arg) => isFunctionLike(arg) && !mountedBy(walk, arg))
    .map((arg) => ({ path, value: evaluated(walk, arg) }))

function evaluated({ project, server }: Walk, node: Syntax): Value {
  const frame = frameFor(project, server.module, () => null)
  return frame.visit.walker.evaluate(frame, node, start)[0]?.value ?? unknown
}

interface Registered {
  readonly path: string
  readonly methods: readonly string[]
  readonly handlers: readonly Syntax[]
}

/** `app.get("/path", …functions)`, and Fastify's `app.get("/path", options, function)`. */
function fromVerb({ name, args, path: given }: Call, path: unknown): Registered | null {
  if (!verbs.includes(name) || typeof path !== "string") return null
  const rest = given === null ? args.slice(1) : args
  if (rest.length === 0) return null
  const handlers = rest.flatMap((one) => (one.type === "ObjectExpression" ? handlersIn(one) : [one]))
  return { path, methods: [name === "all" ? "*" : name.toUpperCase()], handlers: handlers.flatMap(listed) }
}

/** Fastify's `route({ method, url, preHandler, handler })`. */
function fromOptions(options: Syntax | undefined): Registered | null {
  if (options?.type !== "ObjectExpression") return null
  const { method, url } = literalOf(options) as Record<string, unknown>
  if (typeof url !== "string") return null
  const methods = [method].flat().filter((one) => typeof one === "string")
  return { path: url, methods, handlers: handlersIn(options).flatMap(listed) }
}

/** Its hooks, in the order in which they run, then its handler. */
function handlersIn(options: Of<"ObjectExpression">): Syntax[] {
  return [...hooks, "handler"].flatMap((name) =>
    options.properties.flatMap((one) => {
      if (one.type === "SpreadElement" || nameOf(one) !== name) return []
      return [one.type === "ObjectMethod" ? (one as unknown as Syntax) : (one.value as Syntax)]
    }),
  )
}

const listed = (node: Syntax): Syntax[] =>
  node.type === "ArrayExpression"
    ? (node.elements.filter((one) => one !== null && one.type !== "SpreadElement") as Syntax[])
    : [node]

const isFunctionLike = (node: Syntax): boolean =>
  !["StringLiteral", "ObjectExpression", "TemplateLiteral"].includes(node.type)

/** `{ prefix: "/api" }` of Fastify's `register`. */
function prefixIn(options: Syntax | undefined): string {
  const value = options?.type === "ObjectExpression" ? (literalOf(options) as { prefix?: unknown }).prefix : undefined
  return typeof value === "string" ? value : ""
}

const joined = (prefix: string, path: string): string =>
  `${prefix}/${path}`.replace(/\/+/g, "/").replace(/(.)\/$/, "$1")

const isBelow = (route: string, path: string): boolean => {
  const base = path.replace(/\/?\*+$/, "").replace(/^\/$/, "")
  return route === base || route.startsWith(`${base}/`)
}

function entryOf(
  { module }: Server,
  router: Router,
  { line }: Call,
  path: string,
  methods: readonly string[],
  steps: readonly Value[],
): Entry {
  const subject: Value = { is: "chain", steps }
  return { kind: "route", router, route: asNextWrites(path), module, subject, line, layouts: [], methods }
}

/** `/files/:id/*` as `/files/[id]/[[...rest]]`. */
const asNextWrites = (path: string): string =>
  path
    .replace(/:(\w+)(?:\{[^}]*\}|\([^)]*\))?\??/g, "[$1]")
    .replace(/\/\*(\w*)$/, (_, name) => `/[[...${name || "rest"}]]`)
