/** Gives the names of a pattern their values. */
import { literalOf, nameOf, type Pattern, type Syntax } from "../syntax.js"
import { member, nothing, plain, unknown, type Value, type Vars } from "./values.js"

export function bind(pattern: Pattern | Syntax, value: Value, vars: Vars): Vars {
  const bound = new Map(vars)
  bindInto(bound, pattern, value)
  return bound
}

function bindInto(vars: Map<string, Value>, pattern: object, value: Value): void {
  const node = pattern as Pattern
  switch (node.type) {
    case "Identifier":
      vars.set(node.name, value)
      return
    case "AssignmentPattern":
      bindInto(vars, node.left, withDefault(value, node.right))
      return
    case "ObjectPattern":
      for (const one of node.properties)
        if (one.type === "RestElement") bindInto(vars, one.argument, value)
        else bindInto(vars, one.value, member(value, nameOf(one)))
      return
    case "ArrayPattern":
      for (const [i, one] of node.elements.entries())
        if (one?.type === "RestElement") bindInto(vars, one.argument, unknown)
        else if (one) bindInto(vars, one, member(value, String(i)))
      return
    case "RestElement":
      bindInto(vars, node.argument, value)
      return
    default:
  }
}

function withDefault(value: Value, otherwise: Syntax): Value {
  if (value.is !== "plain" || value.value !== undefined) return value
  const given = literalOf(otherwise)
  if (typeof given === "string" || typeof given === "number" || typeof given === "boolean")
    return plain(given, value.bySession)
  return value.bySession ? value : value === nothing ? unknown : value
}
