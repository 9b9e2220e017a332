/** What a call does: a function of the app is walked through, one that decides who passes is known, any other is work. */
import { lineOf, nameOf, type Syntax, sourceOf } from "../syntax.js"
import { answerWith, newAnswer } from "./answers.js"
import { bind } from "./bind.js"
import { applyNative } from "./natives.js"
import { leave } from "./steer.js"
import { ofList, ofText } from "./texts.js"
import {
  absent,
  type Exit,
  isAbsent,
  member,
  nothing,
  type Path,
  plain,
  unknown,
  type Value,
  type Vars,
} from "./values.js"
import { type Call, deepest, type Evaluated, type Frame } from "./visit.js"

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
  if (target.is === "reply") return [answerWith(path, name, args, lineOf(node))]
  if (target.is === "promise" || target.is === "rejected")
    return [{ value: name === "catch" || name === "finally" ? target : unknown, path }]
  if (target.is === "plain" && typeof target.value === "string")
    return [{ value: ofText(target.value, name, args), path }]
  if (target.is === "native" && target.name === "RegExp" && name === "test")
    return [{ value: testPattern(target, args), path }]
  if (target.is === "array")
    return [{ value: ofList(target.items, name, args, (one) => truthFor(frame, args[0], one, node, path)), path }]
  return apply(frame, member(target, name), args, node, path)
}

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
    if (known) return known
  }
  // An unknown function that is given one: most often it wraps it.
  const wrapped = args.find((one) => one.is === "function" || (one.is === "native" && one.name === "protected"))
  const tells =
    /^(?:await )?(?:req|request|ctx|context|log|logger|console|JSON|Object|Number|String|headers|cookies|use[A-Z]\w*|revalidate\w*)\b/
  const isWork = !tells.test(sourceOf(frame.module.text, node))
  return [{ value: wrapped ?? unknown, path: isWork ? { ...path, worked: true } : path }]
}

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
  const inner: Frame = { ...frame, module: callee.module, exits: [], depth: frame.depth + 1, node: callee.node }
  runBody(inner, callee, args, { ...path, turned: false, membersLeft: null, caught: false })
  return inner.exits.flatMap((exit) => comeBack(frame, callee.node.async, exit, node, path))
}

/** Fills `frame.exits`. */
export function runBody(frame: Frame, { node, vars }: FunctionValue, args: readonly Value[], path: Path): void {
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
