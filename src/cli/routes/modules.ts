/** A file of the app, read and never run: what it imports, declares and exports. */
import { directivesOf, type Expression, lineOf, parseSource, type Statement, type Syntax } from "./syntax.js"

export interface Imported {
  readonly source: string
  /** `default`, `*`, or the name it has there. */
  readonly name: string
}

export type Declared =
  | { readonly kind: "function"; readonly node: Extract<Statement, { type: "FunctionDeclaration" }> }
  | { readonly kind: "variable"; readonly node: Declarator }

export type Declarator = Extract<Statement, { type: "VariableDeclaration" }>["declarations"][number]

export type Exported =
  | { readonly kind: "local"; readonly name: string; readonly line: number }
  | { readonly kind: "imported"; readonly from: Imported; readonly line: number }
  | { readonly kind: "expression"; readonly node: Expression; readonly line: number }

export interface Module {
  readonly file: string
  readonly text: string
  readonly body: readonly Statement[]
  readonly directives: readonly string[]
  readonly imports: ReadonlyMap<string, Imported>
  readonly declared: ReadonlyMap<string, Declared>
  readonly exports: ReadonlyMap<string, Exported>
  /** Sources of `export *`. */
  readonly stars: readonly string[]
}

/** @throws {SyntaxError} */
export function readModule(file: string, text: string): Module {
  const program = parseSource(/\.mdx?$/.test(file) ? "" : text, file) // prose asks nobody
  const module = {
    file,
    text,
    body: program.body,
    directives: directivesOf(program),
    imports: new Map<string, Imported>(),
    declared: new Map<string, Declared>(),
    exports: new Map<string, Exported>(),
    stars: [] as string[],
  }
  for (const statement of program.body) readStatement(module, statement)
  return module
}

type Draft = { [K in keyof Module]: Module[K] extends ReadonlyMap<string, infer V> ? Map<string, V> : Module[K] } & {
  stars: string[]
}

function readStatement(module: Draft, statement: Statement): void {
  switch (statement.type) {
    case "ImportDeclaration":
      for (const one of statement.specifiers) {
        const name =
          one.type === "ImportSpecifier"
            ? nameIn(one.imported)
            : one.type === "ImportDefaultSpecifier"
              ? "default"
              : "*"
        module.imports.set(one.local.name, { source: statement.source.value, name })
      }
      return
    case "ExportNamedDeclaration":
      readNamedExport(module, statement)
      return
    case "ExportDefaultDeclaration":
      readDefaultExport(module, statement)
      return
    case "ExportAllDeclaration":
      module.stars.push(statement.source.value)
      return
    case "ExpressionStatement":
      readCommonJs(module, statement)
      return
    default:
      for (const [name, declared] of declarationsOf(statement)) module.declared.set(name, declared)
  }
}

const nameIn = (node: { readonly type: string; readonly name?: string; readonly value?: string }): string =>
  node.name ?? node.value ?? ""

function readNamedExport(module: Draft, statement: Extract<Statement, { type: "ExportNamedDeclaration" }>): void {
  const line = lineOf(statement)
  if (statement.declaration)
    for (const [name, declared] of declarationsOf(statement.declaration)) {
      module.declared.set(name, declared)
      module.exports.set(name, { kind: "local", name, line })
    }
  for (const one of statement.specifiers) {
    if (one.type !== "ExportSpecifier" || one.exportKind === "type" || statement.exportKind === "type") continue
    const name = nameIn(one.exported)
    const local = nameIn(one.local)
    const source = statement.source?.value
    module.exports.set(
      name,
      source ? { kind: "imported", from: { source, name: local }, line } : { kind: "local", name: local, line },
    )
  }
}

function readDefaultExport(module: Draft, statement: Extract<Statement, { type: "ExportDefaultDeclaration" }>): void {
  const { declaration } = statement
  const line = lineOf(statement)
  if (declaration.type === "FunctionDeclaration") {
    const name = declaration.id?.name ?? "default"
    module.declared.set(name, { kind: "function", node: declaration })
    module.exports.set("default", { kind: "local", name, line })
  } else if (declaration.type === "Identifier") {
    module.exports.set("default", { kind: "local", name: declaration.name, line })
  } else {
    module.exports.set("default", { kind: "expression", node: declaration as Expression, line })
  }
}

/** `module.exports = …` and `exports.name = …`. */
function readCommonJs(module: Draft, { expression }: Extract<Statement, { type: "ExpressionStatement" }>): void {
  if (expression.type !== "AssignmentExpression" || expression.left.type !== "MemberExpression") return
  const { object, property } = expression.left
  if (object.type !== "Identifier" || property.type !== "Identifier") return
  const name =
    object.name === "module" && property.name === "exports"
      ? "default"
      : object.name === "exports"
        ? property.name
        : null
  if (name) module.exports.set(name, { kind: "expression", node: expression.right, line: lineOf(expression) })
}

function* declarationsOf(statement: Statement): Generator<[string, Declared]> {
  if (statement.type === "FunctionDeclaration" && statement.id)
    yield [statement.id.name, { kind: "function", node: statement }]
  if (statement.type === "VariableDeclaration")
    for (const node of statement.declarations)
      for (const name of namesIn(node.id as Syntax)) yield [name, { kind: "variable", node }]
}

interface AnyPattern {
  readonly type: string
  readonly name?: string
  readonly left?: AnyPattern
  readonly argument?: AnyPattern
  readonly value?: AnyPattern
  readonly properties?: readonly AnyPattern[]
  readonly elements?: readonly (AnyPattern | null)[]
}

/** The names that a pattern binds. */
export function namesIn(pattern: object): string[] {
  const { type, name, left, argument, value, properties, elements } = pattern as AnyPattern
  if (type === "Identifier") return name ? [name] : []
  const inner = [
    left,
    argument,
    type === "ObjectProperty" ? value : undefined,
    ...(properties ?? []),
    ...(elements ?? []),
  ]
  return inner.flatMap((one) => (one ? namesIn(one) : []))
}
