/** What is called on an Express, Hono or Fastify app, or on a router of one, in the order in which it is written. */
import type { Router } from "./entries.js"
import type { Module } from "./modules.js"
import { isFunction, lineOf, literalOf, nameOf, nodesIn, type Of, type Syntax } from "./syntax.js"

export interface Receiver {
  readonly router: Router
  /** Under which it is known in its module, or exported. */
  readonly names: readonly string[]
}

export interface Call {
  readonly name: string
  readonly line: number
  readonly args: readonly Syntax[]
  /** Of `route("/path")` before it; `null` without one. */
  readonly path: string | null
}

interface Found {
  readonly receiver: Receiver
  readonly calls: readonly Call[]
}

const makers: Readonly<Record<string, Router>> = {
  express: "express",
  Router: "express",
  Hono: "hono",
  OpenAPIHono: "hono",
  fastify: "fastify",
  Fastify: "fastify",
}

/** @param routers those that the app depends on */
export function callsIn(module: Module, routers: readonly Router[]): Found[] {
  const receivers = receiversIn(module, routers)
  const placed = [...nodesIn(module.body)].flatMap((node) => {
    if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return []
    const name = nameOf({ key: node.callee.property, computed: node.callee.computed })
    const { root, path } = rootOf(node.callee.object as Syntax)
    const receiver = receivers.get(root.type === "Identifier" ? root.name : root)
    const call = { name: name ?? "", line: lineOf(node.callee.property), args: node.arguments as Syntax[], path }
    return receiver &&
      !(
        name === "route" &&
        node.arguments.length === 1 &&
        literalOf(node.arguments[0] as Syntax) !== undefined &&
        receiver.router === "express"
      )
      ? [{ receiver, call, at: node.callee.property.start ?? 0 }]
      : []
  })
  placed.sort((one, other) => one.at - other.at)
  return [...new Set(receivers.values())].map((receiver) => ({
    receiver,
    calls: placed.filter((one) => one.receiver === receiver).map(({ call }) => call),
  }))
}

/** By the name of the variable, or by the expression that makes it. */
function receiversIn(module: Module, routers: readonly Router[]): ReadonlyMap<string | Syntax, Receiver> {
  const found = new Map<string | Syntax, Receiver>()
  for (const node of nodesIn(module.body)) {
    if (node.type === "VariableDeclaration")
      for (const { id, init } of node.declarations) {
        const { root } = init ? rootOf(init) : { root: null }
        const router = root && madeBy(root, routers)
        if (!root || !router || id.type !== "Identifier") continue
        const receiver = { router, names: [id.name, ...exportedAs(module, id.name)] }
        found.set(id.name, receiver)
        found.set(root, receiver)
      }
    const plugin = routers.includes("fastify") && isFunction(node) ? node.params[0] : undefined
    if (
      plugin?.type === "Identifier" &&
      /^(?:fastify|app|server|instance)$/.test(plugin.name) &&
      !found.has(plugin.name)
    )
      found.set(plugin.name, { router: "fastify", names: [plugin.name, ...pluginNames(module, node)] })
  }
  const declared = module.exports.get("default")
  if (declared?.kind === "expression") {
    const { root } = rootOf(declared.node)
    const router = madeBy(root, routers)
    if (router) found.set(root, { router, names: ["default"] })
  }
  return found
}

const exportedAs = (module: Module, name: string): string[] =>
  [...module.exports].flatMap(([exported, one]) => (one.kind === "local" && one.name === name ? [exported] : []))

/** Names of the function that is a plugin. */
function pluginNames(module: Module, node: Syntax): string[] {
  for (const [name, { kind, node: declared }] of module.declared)
    if (declared === node || (kind === "variable" && declared.init === node)) return [name, ...exportedAs(module, name)]
  const exported = module.exports.get("default")
  return exported?.kind === "expression" && exported.node === node ? ["default"] : []
}

function madeBy(node: Syntax, routers: readonly Router[]): Router | null {
  if (node.type !== "CallExpression" && node.type !== "NewExpression") return null
  const { callee } = node
  const name =
    callee.type === "Identifier"
      ? callee.name
      : callee.type === "MemberExpression"
        ? nameOf({ key: callee.property, computed: callee.computed })
        : null
  const router = name !== null && Object.hasOwn(makers, name) ? makers[name] : undefined
  return router && routers.includes(router) ? router : null
}

/** `app.route("/x").get(…).post(…)` begins with `app`. */
function rootOf(node: Syntax): { readonly root: Syntax; readonly path: string | null } {
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return { root: node, path: null }
  const name = nameOf({ key: node.callee.property, computed: node.callee.computed })
  if (name === "Router") return { root: node, path: null }
  const inner = rootOf(node.callee.object as Syntax)
  const [first] = node.arguments as (Of<"StringLiteral"> | undefined)[]
  const path = name === "route" && node.arguments.length === 1 ? literalOf(first) : null
  return { root: inner.root, path: typeof path === "string" ? path : inner.path }
}
