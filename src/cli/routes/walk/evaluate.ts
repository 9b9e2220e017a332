/** What an expression stands for, and where the way through it leads. */
import { bare, nameOf, type Of, type Syntax } from "../syntax.js"
import { bind } from "./bind.js"
import { compare } from "./compare.js"
import { evaluateMarkup } from "./markup.js"
import { decideOn, leave, noticeNotAwaited, settle } from "./steer.js"
import { attach, isAbsent, member, nothing, object, type Path, plain, truthOf, unknown, type Value } from "./values.js"
import { type Evaluated, type Frame, mostSteps, type Values } from "./visit.js"
import { workedAt } from "./writes.js"

/** @param as `returned`: a choice between two expressions is one between two ways out */
export function evaluate(
  frame: Frame,
  given: Syntax,
  path: Path,
  as: "value" | "returned" = "value",
): readonly Evaluated[] {
  const node = bare(given)
  if (++frame.visit.noticed.steps > mostSteps) return [{ value: unknown, path }]
  switch (node.type) {
    case "StringLiteral":
    case "NumericLiteral":
    case "BooleanLiteral":
      return [{ value: plain(node.value), path }]
    case "NullLiteral":
      return [{ value: plain(null), path }]
    case "Identifier":
      return [{ value: node.name === "undefined" ? nothing : frame.visit.walker.look(frame, node.name, path), path }]
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return [{ value: { is: "function", node, module: frame.module, vars: path.vars }, path }]
    case "JSXElement":
    case "JSXFragment":
      return evaluateMarkup(frame, node, path)
    case "AwaitExpression":
      return evaluate(frame, node.argument, path).flatMap((one) => settle(frame, node, one))
    case "MemberExpression":
    case "OptionalMemberExpression":
      return evaluateMember(frame, node, path)
    case "CallExpression":
    case "OptionalCallExpression":
    case "NewExpression":
      return frame.visit.walker.call(frame, node, path)
    case "ConditionalExpression":
      return choose(frame, node, path, as)
    case "LogicalExpression":
      return evaluateLogical(frame, node, path, as)
    case "UnaryExpression":
      return evaluate(frame, node.argument, path).map((one) => {
        if (node.operator === "!") noticeNotAwaited(frame, node, one.value)
        return { ...one, value: unary(node.operator, one.value) }
      })
    case "BinaryExpression":
      if (node.left.type === "PrivateName") return [{ value: unknown, path }]
      return evaluateAll(frame, [node.left, node.right], path).map(
        ({ values: [left = unknown, right = unknown], path: after }) => ({
          value: compare(node.operator, left, right),
          path: after,
        }),
      )
    case "ObjectExpression":
      return evaluateObject(frame, node, path)
    case "ArrayExpression":
      return evaluateArray(frame, node, path)
    case "TemplateLiteral":
      return evaluateTemplate(frame, node, path)
    case "TaggedTemplateExpression":
      return evaluateAll(frame, node.quasi.expressions as Syntax[], path).map((one) => ({
        value: unknown,
        path: workedAt(frame, node, one.path),
      }))
    case "AssignmentExpression":
      return evaluate(frame, node.right, path).map((one) => ({ ...one, path: assign(frame, node, one) }))
    case "SequenceExpression":
      return evaluateAll(frame, node.expressions, path).map((one) => ({
        value: one.values.at(-1) ?? nothing,
        path: one.path,
      }))
    case "RegExpLiteral":
      return [{ value: { is: "native", name: "RegExp", given: [plain(node.pattern), plain(node.flags)] }, path }]
    default:
      return [{ value: unknown, path }]
  }
}

/** One after the other; a way that leaves in one of them is no more. */
export function evaluateAll(frame: Frame, nodes: readonly Syntax[], path: Path): readonly Values[] {
  let all: readonly Values[] = [{ values: [], path }]
  for (const node of nodes)
    all = all.flatMap((before) =>
      evaluate(frame, node, before.path).map((one) => ({ values: [...before.values, one.value], path: one.path })),
    )
  return all
}

function evaluateMember(
  frame: Frame,
  node: Of<"MemberExpression"> | Of<"OptionalMemberExpression">,
  path: Path,
): readonly Evaluated[] {
  return evaluate(frame, node.object, path).flatMap((one) => {
    if (node.type === "MemberExpression" && isAbsent(one.value)) {
      if (frame.visit.visitor === "member" || !one.value.bySession) return [{ ...one, value: unknown }]
      leave(frame, "throw", node, unknown, { ...one.path, tested: true, turned: true }) // reading a property of null throws
      return []
    }
    return namesOf(frame, node, one.path).map(({ name, path: after }) => ({
      value: name === undefined ? unknown : (attachedTo(one, name) ?? member(one.value, name)),
      path: after,
    }))
  })
}

const attachedTo = ({ value, path }: Evaluated, name: string | null): Value | undefined =>
  value.is === "object" && value.role === "request" ? path.attached.get(name ?? "") : undefined

/** The name that is asked for, `handlers[req.method]` included; `undefined` where it cannot be told. */
function namesOf(
  frame: Frame,
  { property, computed }: Of<"MemberExpression"> | Of<"OptionalMemberExpression">,
  path: Path,
): readonly { readonly name: string | null | undefined; readonly path: Path }[] {
  if (!computed || property.type === "PrivateName") return [{ name: nameOf({ key: property, computed }), path }]
  return evaluate(frame, property, path).map(({ value, path: after }) => ({
    name: value.is === "plain" ? String(value.value) : undefined,
    path: after,
  }))
}

function choose(
  frame: Frame,
  node: Of<"ConditionalExpression">,
  path: Path,
  as: "value" | "returned",
): readonly Evaluated[] {
  return evaluate(frame, node.test, path).flatMap(({ value, path: before }) =>
    decideOn(frame, node.test, value, before).flatMap(({ isTrue, path: inside }) =>
      evaluate(frame, isTrue ? node.consequent : node.alternate, inside, as).map((one) =>
        as === "returned"
          ? one
          : {
              value: value.bySession && one.value.is === "plain" ? { ...one.value, bySession: true } : one.value,
              path: { ...one.path, turned: before.turned },
            },
      ),
    ),
  )
}

function evaluateLogical(
  frame: Frame,
  node: Of<"LogicalExpression">,
  path: Path,
  as: "value" | "returned",
): readonly Evaluated[] {
  return evaluate(frame, node.left, path).flatMap((left) => {
    const truth = node.operator === "??" ? !isAbsent(left.value) : truthOf(left.value)
    const decides = node.operator !== "&&"
    if (node.operator === "??" && left.value.is === "unknown") return [{ value: unknown, path: left.path }]
    if (truth === decides) return [left]
    const right = evaluate(frame, node.right, left.path, as)
    if (truth !== null) return right.map((one) => ({ ...one, value: joined(left.value, one.value) }))
    const isPure = right.length > 0 && right.every(({ path: after }) => after === left.path)
    if (isPure) return right.map((one) => ({ ...one, value: either(left.value, one.value, decides) }))
    return [left, ...right] // it may never be asked
  })
}

/** The left side let through: what the right one is, and because of the session where one of them is. */
const joined = (left: Value, right: Value): Value =>
  left.bySession && right.is === "plain" ? { ...right, bySession: true } : right

/** Nothing is known of the left side. `a && false` is false, `a || true` true; else only who gets there may be known. */
function either(left: Value, right: Value, decides: boolean): Value {
  const truth = truthOf(right)
  if (truth === decides) return right.is === "plain" ? plain(decides, right.bySession) : unknown
  if (right.bySession && truth !== null) return { is: "unknown", strangersWhen: truth, bySession: true }
  const leaning = [left, right].find(
    (one) => one.is === "unknown" && (one.ofSession || one.strangersWhen !== undefined),
  )
  return leaning ?? unknown
}

function unary(operator: string, value: Value): Value {
  if (operator === "typeof") return value.is === "plain" ? plain(typeof value.value, value.bySession) : unknown
  if (operator === "void") return value.is === "rejected" ? value : nothing
  if (operator !== "!") return unknown
  if (value.is === "unknown")
    return value.strangersWhen === undefined ? value : { ...value, strangersWhen: !value.strangersWhen }
  const truth = truthOf(value)
  return truth === null ? unknown : plain(!truth, value.bySession)
}

function evaluateArray(frame: Frame, node: Of<"ArrayExpression">, path: Path): readonly Evaluated[] {
  const elements = node.elements.filter((one) => one !== null)
  const inner = elements.map((one) => (one.type === "SpreadElement" ? one.argument : one))
  return evaluateAll(frame, inner, path).map(({ values, path: after }) => {
    const items = values.map((value, i) => (elements[i]?.type !== "SpreadElement" ? [value] : itemsOf(value)))
    const isKnown = items.every((one) => one !== null)
    return { value: isKnown ? { is: "array", items: items.flat() as Value[] } : unknown, path: after }
  })
}

const itemsOf = (value: Value): readonly Value[] | null => (value.is === "array" ? value.items : null)

function evaluateTemplate(frame: Frame, node: Of<"TemplateLiteral">, path: Path): readonly Evaluated[] {
  return evaluateAll(frame, node.expressions as Syntax[], path).map(({ values, path: after }) => {
    const texts = node.quasis.map(({ value }, i) => {
      const next = values[i]
      return [value.cooked ?? "", next === undefined ? "" : next.is === "plain" ? String(next.value) : null]
    })
    const all = texts.flat()
    return { value: all.every((one) => one !== null) ? plain(all.join("")) : unknown, path: after }
  })
}

function evaluateObject(frame: Frame, node: Of<"ObjectExpression">, path: Path): readonly Evaluated[] {
  const members = node.properties.filter((one) => one.type !== "ObjectMethod")
  const inner = members.map((one) => (one.type === "SpreadElement" ? one.argument : (one.value as Syntax)))
  return evaluateAll(frame, inner, path).map(({ values, path: after }) => {
    const props: Record<string, Value> = {}
    let rest = nothing
    for (const [i, one] of members.entries()) {
      const value = values[i] ?? unknown
      if (one.type !== "SpreadElement") props[nameOf(one) ?? "?"] = value
      else if (value.is === "object") {
        Object.assign(props, value.props)
        rest = value.rest === nothing ? rest : value.rest
      } else if (!isAbsent(value)) rest = unknown
    }
    for (const one of node.properties)
      if (one.type === "ObjectMethod" && nameOf(one))
        props[nameOf(one) ?? ""] = { is: "function", node: one, module: frame.module, vars: after.vars }
    return { value: object(props, rest), path: after }
  })
}

function assign(frame: Frame, { left, operator }: Of<"AssignmentExpression">, { value, path }: Evaluated): Path {
  if (left.type !== "MemberExpression" && left.type !== "OptionalMemberExpression")
    return { ...path, vars: bind(left as Syntax, operator === "=" ? value : unknown, path.vars) }
  const name = nameOf({ key: left.property, computed: left.computed })
  if (name === "statusCode") return value.is === "plain" ? { ...path, status: Number(value.value) } : path
  const [target] = evaluate(frame, left.object, path)
  return name !== null && target?.value.is === "object" && target.value.role === "request"
    ? attach(path, name, value)
    : path
}
