/** Walks through statements, in the order in which they run. */
import { literalOf, type Of, type Statement, type Syntax } from "../syntax.js"
import { bind } from "./bind.js"
import { decideOn, isStrangers, leave, refuse } from "./steer.js"
import { merge, nothing, type Path, type Value } from "./values.js"
import { type Frame, placeOf } from "./visit.js"

/** @returns the ways that go on behind them; those that leave the function are in `frame.exits` */
export function walkAll(frame: Frame, statements: readonly Statement[], path: Path): readonly Path[] {
  let paths: readonly Path[] = [hoist(frame, statements, path)]
  for (const statement of statements) paths = merge(paths.flatMap((one) => walk(frame, statement, one)))
  return paths.map((one) => forget(one, path))
}

/** Functions can be called before the line they are declared in. */
function hoist(frame: Frame, statements: readonly Statement[], path: Path): Path {
  const functions = statements.flatMap((one) => (one.type === "FunctionDeclaration" && one.id ? [one] : []))
  if (functions.length === 0) return path
  const vars = new Map(path.vars)
  for (const node of functions) vars.set(node.id?.name ?? "", { is: "function", node, module: frame.module, vars })
  return { ...path, vars }
}

/** Names of a block end with it. */
function forget(path: Path, before: Path): Path {
  if (path.vars === before.vars) return path
  const kept = [...path.vars].filter(([name]) => before.vars.has(name))
  const isSame = kept.every(([name, value]) => before.vars.get(name) === value)
  return { ...path, vars: isSame ? before.vars : new Map(kept) }
}

function walk(frame: Frame, statement: Statement, path: Path): readonly Path[] {
  switch (statement.type) {
    case "ExpressionStatement":
      return frame.visit.walker
        .evaluate(frame, statement.expression, path)
        .map((one) => drop(frame, statement, one.value, one.path))
    case "VariableDeclaration":
      return statement.declarations.reduce<readonly Path[]>(
        (paths, one) => paths.flatMap((before) => declare(frame, one, before)),
        [path],
      )
    case "ReturnStatement":
      return walkReturn(frame, statement, path)
    case "ThrowStatement":
      for (const one of frame.visit.walker.evaluate(frame, statement.argument, path))
        leave(frame, "throw", statement, one.value, one.path)
      return []
    case "IfStatement":
      return walkIf(frame, statement, path)
    case "BlockStatement":
      return walkAll(frame, statement.body, path)
    case "SwitchStatement":
      return walkSwitch(frame, statement, path)
    case "TryStatement":
      return walkTry(frame, statement, path)
    case "ForStatement":
    case "ForInStatement":
    case "ForOfStatement":
    case "WhileStatement":
    case "DoWhileStatement":
      return walkLoop(frame, statement, path)
    case "LabeledStatement":
      return walk(frame, statement.body, path)
    case "BreakStatement":
    case "ContinueStatement":
      leave(frame, "break", statement, nothing, path)
      return []
    default:
      return [path]
  }
}

/** An expression that stands alone. A refusal that is not returned refuses nobody; a guard that is not waited for neither. */
function drop(frame: Frame, statement: Of<"ExpressionStatement">, value: Value, path: Path): Path {
  const at = placeOf(frame, statement)
  if (value.is === "rejected" && value.exit.path.turned) frame.visit.noticed.notAwaited.add(at)
  if (value.is === "answer" && value.refuses) return refuse(path, at, value.bySession || undefined)
  if (frame.depth === 0 && value.bySession && value.is === "plain" && isCall(statement.expression))
    frame.visit.noticed.reads.push({ at, names: [], node: statement })
  return path
}

const isCall = (node: Syntax): boolean =>
  node.type === "AwaitExpression" ? isCall(node.argument) : node.type === "CallExpression"

type Declarator = Of<"VariableDeclaration">["declarations"][number]

function declare(frame: Frame, { id, init }: Declarator, path: Path): readonly Path[] {
  if (!init) return [{ ...path, vars: bind(id, nothing, path.vars) }]
  return frame.visit.walker.evaluate(frame, init, path).map((one) => {
    if (frame.depth === 0 && one.value.bySession && one.value.is === "plain" && isCall(init))
      frame.visit.noticed.reads.push({
        at: placeOf(frame, id),
        names: [...bind(id, nothing, new Map()).keys()],
        node: id,
      })
    return { ...one.path, vars: bind(id, one.value, one.path.vars) }
  })
}

/** `return a ? b : c` leaves in two ways. */
function walkReturn(frame: Frame, { argument, ...statement }: Of<"ReturnStatement">, path: Path): readonly Path[] {
  for (const one of argument
    ? frame.visit.walker.evaluate(frame, argument, path, "returned")
    : [{ value: nothing, path }])
    leave(frame, "return", statement, one.value, one.path)
  return []
}

function walkIf(frame: Frame, { test, consequent, alternate }: Of<"IfStatement">, path: Path): readonly Path[] {
  return frame.visit.walker.evaluate(frame, test, path).flatMap(({ value, path: before }) => {
    const taken = decideOn(frame, test, value, before)
    return taken.flatMap(({ isTrue, path: inside }) => {
      const branch = isTrue ? consequent : alternate
      const after = branch ? walk(frame, branch, inside) : [inside]
      const other = isTrue ? alternate : consequent
      const left = value.bySession && !before.turned && other ? leavesWith(other) : null
      return after.map((one) => ({
        ...one,
        turned: before.turned,
        inJudged: before.inJudged,
        membersLeft: before.membersLeft ?? (isStrangers(value, isTrue) ? left : null),
      }))
    })
  })
}

/** How everybody leaves who enters a branch that does not go on. */
function leavesWith(branch: Statement): "with content" | "sent away" | null {
  if (branch.type === "BlockStatement") {
    const last = branch.body.at(-1)
    return last ? leavesWith(last) : null
  }
  if (branch.type === "ThrowStatement") return "sent away"
  const text =
    branch.type === "ReturnStatement"
      ? branch.argument
      : branch.type === "ExpressionStatement"
        ? branch.expression
        : null
  const isAway = text !== null && text !== undefined && sendsAway(text)
  if (isAway) return "sent away"
  return branch.type === "ReturnStatement" ? "with content" : null
}

function sendsAway(node: Syntax): boolean {
  if (node.type === "AwaitExpression") return sendsAway(node.argument)
  if (node.type === "ObjectExpression")
    return node.properties.some(
      (one) =>
        one.type === "ObjectProperty" && one.key.type === "Identifier" && /^(?:redirect|notFound)$/.test(one.key.name),
    )
  if (node.type !== "CallExpression") return false
  const { callee } = node
  const name =
    callee.type === "Identifier"
      ? callee.name
      : callee.type === "MemberExpression" && callee.property.type === "Identifier"
        ? callee.property.name
        : ""
  return /^(?:redirect|permanentRedirect|notFound|forbidden|unauthorized)$/.test(name)
}

function walkSwitch(frame: Frame, { discriminant, cases }: Of<"SwitchStatement">, path: Path): readonly Path[] {
  return frame.visit.walker.evaluate(frame, discriminant, path).flatMap(({ value, path: before }) => {
    const isKnown = value.is === "plain"
    const named = isKnown ? cases.findIndex(({ test }) => test && literalOf(test) === value.value) : -1
    const otherwise = cases.findIndex(({ test }) => !test)
    const entries = isKnown ? [named >= 0 ? named : otherwise].filter((one) => one >= 0) : cases.keys()
    const inside = isKnown && value.bySession ? { ...before, tested: true, turned: true } : before
    const inner: Frame = { ...frame, exits: [] }
    const through = [...entries].flatMap((from) =>
      walkAll(
        inner,
        cases.slice(from).flatMap(({ consequent }) => consequent),
        inside,
      ),
    )
    const passes = otherwise < 0 && named < 0
    const after = [...through, ...brokenOut(frame, inner)].map((one) => ({ ...one, turned: before.turned }))
    return [...after, ...(passes ? [before] : [])]
  })
}

/** `break` ends a loop or a `switch`; everything else the function. */
function brokenOut(frame: Frame, inner: Frame): readonly Path[] {
  frame.exits.push(...inner.exits.filter(({ kind }) => kind !== "break"))
  return inner.exits.filter(({ kind }) => kind === "break").map(({ path }) => path)
}

type Loop =
  | Of<"ForStatement">
  | Of<"ForInStatement">
  | Of<"ForOfStatement">
  | Of<"WhileStatement">
  | Of<"DoWhileStatement">

/** Never, or once. */
function walkLoop(frame: Frame, loop: Loop, path: Path): readonly Path[] {
  const inner: Frame = { ...frame, exits: [] }
  const head = loop.type === "ForInStatement" || loop.type === "ForOfStatement" ? loop.right : loop.test
  const entered = head ? inner.visit.walker.evaluate(inner, head, path).map((one) => one.path) : [path]
  const through = entered.flatMap((one) => walk(inner, loop.body, one))
  return merge([...(loop.type === "DoWhileStatement" ? [] : entered), ...through, ...brokenOut(frame, inner)])
}

/** Anything may throw in there, the session included: so the `catch` is entered from the beginning too. */
function walkTry(frame: Frame, { block, handler, finalizer }: Of<"TryStatement">, path: Path): readonly Path[] {
  const inner: Frame = { ...frame, exits: [] }
  let paths = walk(inner, block, path)
  const thrown = handler ? inner.exits.filter(({ kind }) => kind === "throw") : []
  frame.exits.push(...inner.exits.filter((one) => !thrown.includes(one)))
  if (handler) {
    const entries = [
      path,
      ...thrown.map((one) => ({
        ...one.path,
        vars: path.vars,
        turned: path.turned,
        ...(one.path.turned ? { refusedAt: one.at, worked: false } : {}),
      })),
    ]
    const behind = entries.flatMap((one) => walk(frame, handler.body, { ...one, caught: true }))
    paths = [...paths, ...behind.map((one) => goOn(one, path))]
  }
  return merge(finalizer ? paths.flatMap((one) => walk(frame, finalizer, one)) : paths)
}

/** Behind a `catch` that goes on: what it did itself was only to tell. */
const goOn = (one: Path, before: Path): Path => ({
  ...one,
  caught: before.caught,
  worked: one.refusedAt === before.refusedAt && before.worked,
})
