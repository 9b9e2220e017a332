/**
 * Components that a page is made of. Where the page itself asks nobody, one of them may, below a `Suspense` boundary for instance: it
 * guards the page if no other one does anything. What is shown on a condition is left aside.
 */
import type { Of, Syntax } from "../syntax.js"
import { leave, settle } from "./steer.js"
import { markup, type Path, unknown, type Value } from "./values.js"
import type { Evaluated, Frame } from "./visit.js"

type Markup = Of<"JSXElement"> | Of<"JSXFragment">
type Component = Extract<Value, { is: "function" }>

/** Components within components that are followed. */
const deepest = 3

export function evaluateMarkup(frame: Frame, node: Markup, path: Path): readonly Evaluated[] {
  return frame.visit.walker
    .evaluateAll(frame, expressionsIn(node), path)
    .flatMap((one) =>
      isGuardedWithin(frame, node, one.path) ? refuse(frame, node, one.path) : [{ value: markup, path: one.path }],
    )
}

function refuse(frame: Frame, node: Markup, path: Path): [] {
  leave(frame, "throw", node, { is: "answer", refuses: true }, { ...path, tested: true, turned: true })
  return []
}

/** What stands in braces. */
function expressionsIn(node: Markup): Syntax[] {
  const given = node.type === "JSXElement" ? node.openingElement.attributes : []
  const values = given.map((one) => (one.type === "JSXSpreadAttribute" ? one.argument : one.value))
  return [...values, ...node.children].flatMap((one) => {
    if (!one) return []
    if (isMarkup(one)) return expressionsIn(one)
    if (one.type !== "JSXExpressionContainer") return []
    return one.expression.type === "JSXEmptyExpression" ? [] : [one.expression as Syntax]
  })
}

function isGuardedWithin(frame: Frame, node: Markup, path: Path): boolean {
  if (frame.depth > deepest || path.worked) return false
  const seen = componentsIn(frame, node, path).map((one) => render(frame, one, node, path))
  return seen.includes("refuses") && !seen.includes("works")
}

/** Those that run on the server, whatever the visitor. */
function componentsIn(frame: Frame, node: Markup, path: Path): Component[] {
  const name = node.type === "JSXElement" ? node.openingElement.name : null
  const value =
    name?.type === "JSXIdentifier" && /^[A-Z]/.test(name.name)
      ? frame.visit.walker.look(frame, name.name, path)
      : unknown
  const own = value.is === "function" && !value.module.directives.includes("use client") ? [value] : []
  return [...own, ...node.children.flatMap((one) => (isMarkup(one) ? componentsIn(frame, one, path) : []))]
}

const isMarkup = (node: { readonly type: string }): node is Markup =>
  node.type === "JSXElement" || node.type === "JSXFragment"

function render(frame: Frame, component: Component, node: Syntax, path: Path): "refuses" | "works" | "shows" {
  const inner: Frame = { ...frame, exits: [] }
  const shown = frame.visit.walker
    .apply(inner, component, [unknown], node, path)
    .flatMap((one) => settle(inner, node, one))
    .filter(({ value }) => value.bySession !== true)
  if (shown.length === 0) return "refuses"
  return shown.some((one) => one.path.worked) ? "works" : "shows"
}
