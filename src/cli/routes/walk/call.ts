/** What a call does: a function of the app is walked through, one that decides who passes is known, any other is work. */
import { nameOf, type Syntax, sourceOf } from "../syntax.js"
import { answerWith, newAnswer } from "./answers.js"
import { bind } from "./bind.js"
import { applyNative } from "./natives.js"
import { leave } from "./steer.js"
import { ofList, ofText } from "./texts.js"
import {
  absent,
  attach,
  type Exit,
  isAbsent,
  member,
  merge,
  nothing,
  object,
  ofSession,
  type Path,
  plain,
  tellsOfSession,
  unknown,
  type Value,
  type Vars,
} from "./values.js"
import { type Call, deepest, type Evaluated, type Frame, placeOf } from "./visit.js"
import { workedAt } from "./writes.js"

export function call(frame: Frame, node: Call, path: Path): readonly Evaluated[] {
  const { callee } = node
  if (callee.type === "Super" || callee.type === "Import" || callee.type === "V8IntrinsicIdentifier")
    return [{ value: unknown, path }]
  const args = node.arguments.map((one) => (one.type === "SpreadElement" ? one.argument : one)) as Syntax[]
  const { evaluate, evaluateAll } = frame.visit.walker
  if (callee.type === "MemberExpression" || callee.type === "OptionalMemberExpression") {
    const name = nameOf({ key: callee.property, computed: callee.computed })
    return evaluate(frame, callee.object, path).flatMap((one) => {
      if (isAbsent(one.value)) return callOfNothing(frame, node, callee.type === "OptionalMemberExpression", one)
      return evaluateAll(frame, args, one.path).flatMap(({ values, path: after }) =>
        callMember(frame, one.value, name, values, node, after),
      )
    })
  }
  return evaluate(frame, callee as Syntax, path).flatMap((one) =>
    evaluateAll(frame, args, one.path).flatMap(({ values, path: after }) =>
      node.type === "NewExpression"
        ? [construct(one.value, values, after)]
        : apply(frame, one.value, values, node, after),
    ),
  )
}

function callOfNothing(
  frame: Frame,
  node: Call,
  isOptional: boolean,
  { value, path }: Evaluated,
): readonly Evaluated[] {
  if (isOptional && value.bySession) return [{ value: absent, path }]
  if (!value.bySession || frame.visit.visitor === "member") return [{ value: unknown, path }]
  leave(frame, "throw", node, unknown, { ...path, tested: true, turned: true })
  return []
}

function construct(callee: Value, args: readonly Value[], path: Path): Evaluated {
  const isAnswer = callee.is === "native" && /^(?:Next)?Response$/.test(callee.name)
  if (callee.is === "native" && callee.name === "RegExp")
    return { value: { ...callee, given: [args[0] ?? unknown, args[1] ?? plain("")] }, path }
  return { value: isAnswer ? newAnswer(args[1]) : unknown, path }
}

function callMember(
  frame: Frame,
  target: Value,
  name: string | null,
  args: readonly Value[],
  node: Call,
  path: Path,
): readonly Evaluated[] {
  if (target.is === "reply") return [answerWith(path, name, args, placeOf(frame, node))]
  if (target.is === "promise" || target.is === "rejected") return then(frame, target, name, args[0], node, path)
  if (target.is === "plain" && typeof target.value === "string")
    return [{ value: ofText(target.value, name, args), path }]
  if (target.is === "native" && target.name === "RegExp" && name === "test")
    return [{ value: testPattern(target, args), path }]
  if (target.is === "object" && target.role === "request" && args[0]?.is === "plain") {
    const kept = String(args[0].value) // Hono's context keeps by `set`
    if (name === "set") return [{ value: nothing, path: attach(path, kept, args[1] ?? nothing) }]
    if (name === "get" && path.attached.has(kept)) return [{ value: path.attached.get(kept) ?? unknown, path }]
  }
  if (target.is === "array")
    return [{ value: ofList(target.items, name, args, (one) => truthFor(frame, args[0], one, node, path)), path }]
  const isBuilding = target.is === "chain" || (target.is === "unknown" && args.some(isStep))
  if (isBuilding) return [{ value: build(target, args), path: { ...path, worked: true } }]
  return apply(frame, member(target, name), args, node, path)
}

/** `catch` and `finally` leave the session what it is; `then` makes something of it. */
function then(
  frame: Frame,
  target: Extract<Value, { is: "promise" | "rejected" }>,
  name: string | null,
  make: Value | undefined,
  node: Call,
  path: Path,
): readonly Evaluated[] {
  if (target.is === "rejected")
    return name === "catch" ? afterRefusal(frame, target.exit, make, node, path) : [{ value: target, path }]
  if (name !== "then" || make?.is !== "function") return [{ value: target, path }]
  return apply(frame, make, [target.value], node, path).map((one) => ({
    ...one,
    value: one.value.is === "promise" || one.value.is === "rejected" ? one.value : { is: "promise", value: one.value },
  }))
}

/** What is made of a refusal that is caught: mostly nobody. */
function afterRefusal(
  frame: Frame,
  { path: refused }: Exit,
  make: Value | undefined,
  node: Call,
  path: Path,
): readonly Evaluated[] {
  if (make?.is !== "function") return [{ value: { is: "promise", value: absent }, path }]
  return apply(frame, make, [unknown], node, { ...path, turned: path.turned || refused.turned }).map((one) => ({
    value: { is: "promise", value: one.value.is === "plain" ? { ...one.value, bySession: true } : one.value },
    path: { ...one.path, turned: path.turned, tested: true },
  }))
}

const build = (target: Value, args: readonly Value[]): Value => ({
  is: "chain",
  steps: [...(target.is === "chain" ? target.steps : []), ...args.filter(isStep)],
})

function testPattern({ given = [] }: Extract<Value, { is: "native" }>, [text]: readonly Value[]): Value {
  const [source, flags] = given
  if (source?.is !== "plain" || flags?.is !== "plain" || text?.is !== "plain" || typeof text.value !== "string")
    return unknown
  try {
    return plain(new RegExp(String(source.value), String(flags.value)).test(text.value))
  } catch {
    return unknown
  }
}

/** What a function says of one element of a list. */
function truthFor(frame: Frame, judge: Value | undefined, item: Value, node: Call, path: Path): Value {
  if (judge?.is !== "function") return unknown
  const found = apply({ ...frame, exits: [] }, judge, [item], node, path)
  return found.length === 1 ? (found[0]?.value ?? unknown) : unknown
}

export function apply(
  frame: Frame,
  callee: Value,
  args: readonly Value[],
  node: Syntax,
  path: Path,
): readonly Evaluated[] {
  if (callee.is === "function") return enter(frame, callee, args, node, path)
  if (callee.is === "native") {
    const known = applyNative(frame, callee, args, node, path)
    return known ?? [{ value: resultOf(frame, args), path }]
  }
  if (callee.is === "chain") return applyChain(frame, callee.steps, args, node, path)
  const text = sourceOf(frame.module.text, node)
  if (/^(?:redirect|permanentRedirect|notFound|forbidden|unauthorized)\(/.test(text)) {
    leave(frame, "throw", node, { is: "answer", refuses: true }, path) // whoever's function: that is what it is called for
    return []
  }
  return [{ value: resultOf(frame, args), path: workedAt(frame, node, path) }]
}

/** Of a function that cannot be looked into. */
function resultOf({ visit }: Frame, args: readonly Value[]): Value {
  const steps = args.filter(isStep)
  if (steps.length > 0) return { is: "chain", steps }
  const isAsked = args.some((one) => (visit.visitor === "member" || one.is === "plain") && tellsOfSession(one))
  return isAsked ? ofSession : unknown
}

const isStep = (value: Value): boolean =>
  value.is === "function" ||
  value.is === "chain" ||
  (value.is === "native" && /^(?:protected|auth\(handler\))$/.test(value.name))

/** One after the other, as `next-connect` and `next-safe-action` run them: who is turned away does not get to the next. */
function applyChain(
  frame: Frame,
  given: readonly Value[],
  args: readonly Value[],
  node: Syntax,
  path: Path,
): readonly Evaluated[] {
  const steps = given.flatMap((one) => (one.is === "chain" ? one.steps : [one]))
  const next: Value = { is: "native", name: "next" }
  const isRequest = args[0]?.is === "object" && args[0].role === "request"
  const handed = isRequest ? [...args, next] : [object({ next }), ...args.slice(1)]
  let paths: readonly Path[] = [path]
  for (const step of steps.slice(0, -1).filter(isStep))
    paths = merge(paths.flatMap((before) => passStep(frame, step, handed, node, before)))
  const last = steps.at(-1) ?? unknown
  return paths.flatMap((one) => apply(frame, last, args, node, one))
}

/** The ways on to the next function; the others leave by `frame.exits`. */
function passStep(frame: Frame, step: Value, handed: readonly Value[], node: Syntax, before: Path): readonly Path[] {
  const inner: Frame = { ...frame, exits: [], depth: frame.depth + 1, node: null }
  if (step.is === "function") runBody(inner, step, handed, before)
  else
    for (const one of apply(inner, step, handed, node, before))
      inner.exits.push({ kind: "return", at: placeOf(frame, node), ...one })
  const ends = ({ kind, path }: Exit): boolean =>
    kind === "throw" || (!path.wentOn && (path.turned || waitsForNext(step)))
  frame.exits.push(...inner.exits.filter(ends))
  const { vars, turned, inJudged, membersLeft } = before
  return inner.exits
    .filter((one) => !ends(one))
    .map((one) => ({ ...one.path, vars, turned, inJudged, membersLeft, wentOn: false }))
}

/** Whether it is for the function to call the next one: Express, `next-connect` and Hono hand it over, last. */
const waitsForNext = (step: Value): boolean =>
  step.is === "function" && step.node.params.some((one) => one.type === "Identifier" && one.name === "next")

type FunctionValue = Extract<Value, { is: "function" }>

/** Walks through a function of the app: each way out of it is a way on for who called it. */
function enter(
  frame: Frame,
  callee: FunctionValue,
  args: readonly Value[],
  node: Syntax,
  path: Path,
): readonly Evaluated[] {
  if (frame.depth >= deepest || frame.node === callee.node) return [{ value: unknown, path: { ...path, worked: true } }]
  const inner: Frame = { ...frame, exits: [], depth: frame.depth + 1 }
  runBody(inner, callee, args, { ...path, turned: false, membersLeft: null, caught: false, inJudged: false })
  return inner.exits.flatMap((exit) => comeBack(frame, callee.node.async, exit, node, path))
}

/** Fills `frame.exits`. */
export function runBody(outer: Frame, { node, module, vars }: FunctionValue, args: readonly Value[], path: Path): void {
  const frame: Frame = { ...outer, module, node }
  let bound: Vars = vars
  for (const [i, param] of node.params.entries())
    bound = bind(param, param.type === "RestElement" ? unknown : (args[i] ?? nothing), bound)
  const inside = { ...path, vars: bound }
  if (node.body.type !== "BlockStatement") {
    for (const one of frame.visit.walker.evaluate(frame, node.body, inside, "returned"))
      leave(frame, "return", node.body, one.value, one.path)
    return
  }
  for (const one of frame.visit.walker.walkAll(frame, node.body.body, inside)) leave(frame, "end", node, nothing, one)
}

function comeBack(frame: Frame, isAsync: boolean, exit: Exit, node: Syntax, before: Path): readonly Evaluated[] {
  const isStrangers = exit.path.turned || exit.path.membersLeft !== null
  const path: Path = {
    ...exit.path,
    vars: before.vars,
    turned: before.turned,
    membersLeft: before.membersLeft,
    inJudged: before.inJudged,
    caught: before.caught,
  }
  if (exit.kind === "throw") {
    if (isAsync) return [{ value: { is: "rejected", exit }, path }]
    leave(frame, "throw", node, exit.value, { ...path, turned: before.turned || exit.path.turned })
    return []
  }
  const value = exit.value.is === "promise" ? exit.value.value : exit.value
  const told = isStrangers && value.is !== "unknown" ? { ...value, bySession: true } : value
  return [
    {
      value: isAsync ? { is: "promise", value: told } : isStrangers && exit.value.is !== "promise" ? told : exit.value,
      path,
    },
  ]
}
