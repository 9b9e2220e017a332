/** Checks that run in the browser: they show and hide, and decide nothing. */
import type { Module } from "./modules.js"
import { lineOf, nameOf, nodesIn, type Of, type Syntax } from "./syntax.js"

/** Line of `useSession({ required: true })` or `Page.auth = …`; `null` where there is none. */
export function browserCheck(module: Module): number | null {
  for (const node of nodesIn(module.body)) if (requiresSession(node) || setsAuth(node)) return lineOf(node)
  return null
}

function requiresSession(node: Syntax): boolean {
  if (node.type !== "CallExpression" || node.callee.type !== "Identifier" || node.callee.name !== "useSession")
    return false
  const [options] = node.arguments
  return options?.type === "ObjectExpression" && options.properties.some(isRequired)
}

const isRequired = (one: Of<"ObjectExpression">["properties"][number]): boolean =>
  one.type === "ObjectProperty" && nameOf(one) === "required" && one.value.type === "BooleanLiteral" && one.value.value

const setsAuth = (node: Syntax): boolean =>
  node.type === "AssignmentExpression" &&
  node.left.type === "MemberExpression" &&
  nameOf({ key: node.left.property, computed: node.left.computed }) === "auth" &&
  !(node.right.type === "BooleanLiteral" && !node.right.value)
