/** The syntax tree of a source file, and what is read from it without following anything. */
import { parse, parseExpression } from "@babel/parser"

type File = ReturnType<typeof parse>
export type Statement = File["program"]["body"][number]
export type Expression = Extract<Statement, { type: "ExpressionStatement" }>["expression"]
export type Syntax = Statement | Expression
export type Of<T extends string> = Extract<Syntax, { type: T }>
export type FunctionNode = Of<"FunctionDeclaration"> | Of<"FunctionExpression"> | Of<"ArrowFunctionExpression">
type ObjectMember = Of<"ObjectExpression">["properties"][number]
export type MethodNode = Extract<ObjectMember, { type: "ObjectMethod" }>
export type Callable = FunctionNode | MethodNode
export type Pattern = Callable["params"][number] | Of<"VariableDeclaration">["declarations"][number]["id"]

/** @throws {SyntaxError} */
export function parseSource(text: string, file: string): File["program"] {
  const typescript = /\.[cm]?tsx?$/.test(file)
  const jsx = !/\.[cm]?ts$/.test(file)
  const plugins = [
    ...(typescript ? (["typescript"] as const) : []),
    ...(jsx ? (["jsx"] as const) : []),
    "decorators",
  ] as const
  return parse(text, {
    sourceType: "unambiguous",
    errorRecovery: true,
    allowReturnOutsideFunction: true,
    plugins: [...plugins],
  }).program
}

/** JSON as `tsconfig.json` has it, with comments and commas. `null` when it cannot be read. */
export function parseLooseJson(text: string): unknown {
  try {
    return literalOf(parseExpression(text))
  } catch {
    return null
  }
}

/** What a literal stands for; `undefined` for what is no literal. */
export function literalOf(node: Syntax | null | undefined): unknown {
  const inner = node && bare(node)
  switch (inner?.type) {
    case "StringLiteral":
    case "NumericLiteral":
    case "BooleanLiteral":
      return inner.value
    case "NullLiteral":
      return null
    case "TemplateLiteral":
      return inner.expressions.length === 0 ? inner.quasis[0]?.value.cooked : undefined
    case "ArrayExpression":
      return inner.elements.map((one) => (one && one.type !== "SpreadElement" ? literalOf(one) : undefined))
    case "ObjectExpression":
      return Object.fromEntries(
        inner.properties.flatMap((one) =>
          one.type === "ObjectProperty" ? [[nameOf(one), literalOf(one.value as Syntax)]] : [],
        ),
      )
    default:
      return undefined
  }
}

/** Without what types and parentheses put around it. */
export function bare(node: Syntax): Syntax {
  switch (node.type) {
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
    case "TSInstantiationExpression":
    case "ParenthesizedExpression":
      return bare(node.expression)
    default:
      return node
  }
}

/** Of a member of an object, or of a member access; `null` for one that is computed. */
export function nameOf(member: {
  readonly computed?: boolean | undefined
  readonly key: { readonly type: string; readonly name?: unknown; readonly value?: unknown }
}): string | null {
  const { key, computed } = member
  if (key.type === "StringLiteral" || key.type === "NumericLiteral") return String(key.value)
  return key.type === "Identifier" && !computed ? String(key.name) : null
}

export const lineOf = (node: {
  readonly loc?: { readonly start: { readonly line: number } } | null | undefined
}): number => node.loc?.start.line ?? 1

/** As it is written, on one line, without what would move the cursor of a terminal. */
export const sourceOf = (
  text: string,
  node: { readonly start?: number | null; readonly end?: number | null },
): string => text.slice(node.start ?? 0, node.end ?? 0).replace(/[\s\p{Cc}]+/gu, " ")

export const isFunction = (node: Syntax | null | undefined): node is FunctionNode =>
  node?.type === "FunctionDeclaration" ||
  node?.type === "FunctionExpression" ||
  node?.type === "ArrowFunctionExpression"

/** Directives of a file or a function, such as `use server`. */
export const directivesOf = (node: {
  readonly directives?: readonly { readonly value: { readonly value: string } }[] | undefined
}): string[] => (node.directives ?? []).map(({ value }) => value.value)

/** Every node below, itself first. */
export function* nodesIn(node: object): Generator<Syntax> {
  if ("type" in node) yield node as Syntax
  for (const [key, value] of Object.entries(node)) {
    if (key === "loc" || key.endsWith("Comments") || key === "comments" || key === "extra") continue
    for (const one of Array.isArray(value) ? value : [value])
      if (typeof one === "object" && one !== null) yield* nodesIn(one)
  }
}
