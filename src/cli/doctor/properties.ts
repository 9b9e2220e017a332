/** What is written in the objects of a source file, wherever they stand. */
import type { Module } from "../routes/modules.js"
import { lineOf, literalOf, type MethodNode, nameOf, type Of, type Syntax, sourceOf } from "../routes/syntax.js"

type ObjectNode = Of<"ObjectExpression">

export interface Property {
  readonly name: string
  /** A method is its own value. */
  readonly value: Syntax | MethodNode
  readonly owner: ObjectNode
  /** Names of the properties that it stands in, outermost first. */
  readonly within: readonly string[]
  readonly file: string
  readonly line: number
  /** The value as it is written, on one line. */
  readonly source: string
}

interface AnyNode {
  readonly type: string
}

const isNode = (value: unknown): value is AnyNode => typeof (value as AnyNode | null)?.type === "string"

export const propertiesIn = (module: Module): Generator<Property> => walk(module, module.body, [])

function* walk(module: Module, node: unknown, within: readonly string[]): Generator<Property> {
  if (Array.isArray(node)) for (const one of node) yield* walk(module, one, within)
  else if (isNode(node))
    for (const [key, child] of Object.entries(node)) {
      if (node.type === "ObjectExpression" && key === "properties") yield* members(module, node as ObjectNode, within)
      else if (typeof child === "object" && key !== "loc") yield* walk(module, child, within)
    }
}

function* members(module: Module, owner: ObjectNode, within: readonly string[]): Generator<Property> {
  for (const member of owner.properties) {
    const name = member.type === "SpreadElement" ? null : nameOf(member)
    if (member.type === "SpreadElement" || name === null) {
      yield* walk(module, member, within)
      continue
    }
    const value = member.type === "ObjectMethod" ? member : (member.value as Syntax)
    const source = sourceOf(module.text, value)
    yield { name, value, owner, within, file: module.file, line: lineOf(member), source }
    yield* walk(module, value, [...within, name])
  }
}

/** What stands beside it in the same object; `undefined` where it is no literal, or not there. */
export function beside({ owner }: Property, name: string): unknown {
  const found = owner.properties.find((one) => one.type === "ObjectProperty" && nameOf(one) === name)
  return found?.type === "ObjectProperty" ? literalOf(found.value as Syntax) : undefined
}

export const has = ({ owner }: Property, name: string): boolean =>
  owner.properties.some((one) => one.type !== "SpreadElement" && nameOf(one) === name)

/** Whether it is one of the options themselves, which are known by their `providers`. */
export const isOption = (property: Property): boolean => has(property, "providers")

export const literal = ({ value }: Property): unknown => (value.type === "ObjectMethod" ? undefined : literalOf(value))
