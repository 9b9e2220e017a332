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
  const seen = seenIn(frame, node, path)
  return seen.includes("refuses") && !seen.includes("works")
}

type Seen = "refuses" | "works" | "shows"

/** What components do that run on the server, whoever asks. What one that refuses is wrapped around is not shown either. */
function seenIn(frame: Frame, node: Markup, path: Path): readonly Seen[] {
  const component = componentOf(frame, node, path)
  const own = component && render(frame, component, node, path)
  if (own === "refuses") return [own]
  return [...(own ? [own] : []), ...node.children.flatMap((one) => (isMarkup(one) ? seenIn(frame, one, path) : []))]
}

function componentOf(frame: Frame, node: Markup, path: Path): Component | null {
  const name = node.type === "JSXElement" ? node.openingElement.name : null
  if (name?.type !== "JSXIdentifier" || !/^[A-Z]/.test(name.name)) return null
  const value = frame.visit.walker.look(frame, name.name, path)
  return value.is === "function" && !value.module.directives.includes("use client") ? value : null
}

const isMarkup = (node: { readonly type: string }): node is Markup =>
  node.type === "JSXElement" || node.type === "JSXFragment"

function render(frame: Frame, component: Component, node: Syntax, path: Path): Seen {
  const inner: Frame = { ...frame, exits: [] }
  const shown = frame.visit.walker
    .apply(inner, component, [unknown], node, path)
    .flatMap((one) => settle(inner, node, one))
    .filter(({ value }) => value.bySession !== true)
  if (shown.length === 0) return "refuses"
  return shown.some((one) => one.path.worked) ? "works" : "shows"
}
