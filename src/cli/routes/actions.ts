/** Server actions: endpoints that anybody can call who knows their id, whatever the page around them asks. */
import type { Entry } from "./entries.js"
import type { Module } from "./modules.js"
import { type Project, sourceFiles } from "./project.js"
import { type Callable, directivesOf, isFunction, nodesIn, type Syntax } from "./syntax.js"
import { start } from "./walk/values.js"

export function serverActions(project: Project): readonly Entry[] {
  return [...sourceFiles(project.root)].flatMap((file) => {
    const module = !isTest(file) && project.mentions(file, "use server") ? project.load(file) : null
    if (!module) return []
    return module.directives.includes("use server") ? exportedActions(module) : inlineActions(module)
  })
}

const isTest = (file: string): boolean => /\.(?:test|spec|stories)\.\w+$|[\\/]__tests__[\\/]/.test(file)

const entryOf = (name: string, module: Module, subject: Entry["subject"]): Entry => ({
  kind: "action",
  router: "app",
  route: name,
  module,
  subject,
  layouts: [],
  methods: null,
})

const exportedActions = (module: Module): Entry[] =>
  [...module.exports.keys()].map((name) => entryOf(name === "default" ? "default export" : name, module, name))

/** Functions that begin with `"use server"`. */
function inlineActions(module: Module): Entry[] {
  const named = new Map<object, string>()
  for (const node of nodesIn(module.body)) {
    if (node.type === "VariableDeclaration")
      for (const { id, init } of node.declarations) if (id.type === "Identifier" && init) named.set(init, id.name)
    if (node.type === "FunctionDeclaration" && node.id) named.set(node, node.id.name)
  }
  return [...nodesIn(module.body)].filter(isAction).map((node) => {
    const name = named.get(node) ?? "inline action"
    return entryOf(name, module, { is: "function", node, module, vars: start.vars })
  })
}

const isAction = (node: Syntax): node is Extract<Callable, Syntax> =>
  isFunction(node) && node.body.type === "BlockStatement" && directivesOf(node.body).includes("use server")
