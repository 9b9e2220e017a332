/** What a name stands for: in the function, in the module, in the module it is imported from, or in a package. */
import type { Exported, Imported, Module } from "../modules.js"
import { bind } from "./bind.js"
import { nothing, type Path, start, unknown, type Value } from "./values.js"
import type { Frame } from "./visit.js"

const globals = new Set([
  "Response",
  "Promise",
  "Boolean",
  "Array",
  "console",
  "Object",
  "JSON",
  "String",
  "Number",
  "RegExp",
  "Error",
])

export function look(frame: Frame, name: string, path: Path): Value {
  const own = path.vars.get(name)
  if (own) return own
  return lookInModule(frame, frame.module, name) ?? (globals.has(name) ? { is: "native", name } : unknown)
}

/** While a name is looked up, another one that needs it finds nothing. */
const beingLookedUp = new Set<string>()

function lookInModule(frame: Frame, module: Module, name: string): Value | null {
  const imported = module.imports.get(name)
  if (imported) return lookUpImport(frame, module, imported)
  const declared = module.declared.get(name)
  if (!declared) return null
  if (declared.kind === "function") return { is: "function", node: declared.node, module, vars: start.vars }
  const key = `${module.file} ${name}`
  if (beingLookedUp.has(key) || !declared.node.init) return unknown
  beingLookedUp.add(key)
  try {
    const inside: Frame = { ...frame, module, exits: [], depth: frame.depth + 1, node: null }
    const [first] = frame.visit.walker.evaluate(inside, declared.node.init, start)
    return bind(declared.node.id, first?.value ?? unknown, start.vars).get(name) ?? unknown
  } finally {
    beingLookedUp.delete(key)
  }
}

function lookUpImport(frame: Frame, from: Module, { source, name }: Imported): Value {
  const file = frame.visit.project.resolve(from.file, source)
  const module = file ? frame.visit.project.load(file) : null
  if (name === "*")
    return module
      ? namespace([...module.exports.keys()], (one) => exportOf(frame, module, one))
      : namespace(known, (one) => nativeOf(source, one))
  if (module) return exportOf(frame, module, name) ?? unknown
  return nativeOf(source, name) ?? unknown
}

/** Each is looked up when it is asked for. */
function namespace(names: readonly string[], find: (name: string) => Value | null): Value {
  const props: Record<string, Value> = {}
  for (const name of names) Object.defineProperty(props, name, { enumerable: true, get: () => find(name) ?? unknown })
  return { is: "object", props, rest: unknown }
}

/** What a module exports under a name; `null` when it does not. */
export function exportOf(frame: Frame, module: Module, name: string): Value | null {
  const exported = module.exports.get(name)
  if (exported) return valueOfExport(frame, module, exported)
  for (const source of module.stars) {
    const file = frame.visit.project.resolve(module.file, source)
    const other = file ? frame.visit.project.load(file) : null
    const found = other ? exportOf(frame, other, name) : null
    if (found) return found
  }
  return null
}

function valueOfExport(frame: Frame, module: Module, exported: Exported): Value {
  if (exported.kind === "local") return lookInModule(frame, module, exported.name) ?? unknown
  if (exported.kind === "imported") return lookUpImport(frame, module, exported.from)
  const inside: Frame = { ...frame, module, exits: [], depth: frame.depth + 1, node: null }
  const [first] = frame.visit.walker.evaluate(inside, exported.node, start)
  return first?.value ?? nothing
}

const rules: Readonly<Record<string, Value>> = {
  everyone: { is: "rule", asks: "nothing", label: "everyone" },
  signedIn: { is: "rule", asks: "signed-in", label: "signedIn" },
  nobody: { is: "rule", asks: "more", label: "nobody" },
}

/** Names that mean the same wherever they come from, in case their module cannot be found. */
const wellKnown = new Set(["protect", "protectPage", "requireSession", "getServerSession"])

/** What is looked for in a whole package. */
const known = [
  ...wellKnown,
  "everyone",
  "signedIn",
  "nobody",
  "role",
  "claim",
  "allOf",
  "anyOf",
  "not",
  "signedInWithin",
  "createGuards",
  "getSession",
  "getToken",
  "withAuth",
]

/** Exports of packages that decide who passes. */
export function nativeOf(source: string, name: string): Value | null {
  const [, door] = /^(?:countersign|next-auth)(\/.*)?$/.exec(source) ?? []
  if (/^(?:countersign|next-auth)(?:\/|$)/.test(source)) {
    if (door === "/policy" && rules[name]) return rules[name]
    if (name === "default") return { is: "native", name: door === "/middleware" ? "withAuth" : "NextAuth" }
    if (door === "/middleware") return { is: "native", name: "withAuth" }
    return { is: "native", name: name === "unstable_getServerSession" ? "getServerSession" : name }
  }
  if (/^(?:tiny-invariant|invariant)$/.test(source)) return { is: "native", name: "invariant" }
  if (/^(?:node:)?assert(?:\/strict)?$/.test(source)) return { is: "native", name: "assert" }
  if (/^(?:next|react)(?:\/|$)/.test(source)) return { is: "native", name }
  return wellKnown.has(name) ? { is: "native", name } : null
}
