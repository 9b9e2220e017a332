/** Functions that decide who passes, and those of Next.js, React and the platform that matter beside them. */
import { type Syntax, sourceOf } from "../syntax.js"
import { staticAnswer } from "./answers.js"
import { sessionOf } from "./session.js"
import { leave, settle } from "./steer.js"
import { type Exit, member, nothing, type Path, plain, truthOf, unknown, type Value } from "./values.js"
import { type Evaluated, type Frame, placeOf, type Rule } from "./visit.js"

type Native = Extract<Value, { is: "native" }>
type Applied = readonly Evaluated[] | null
interface Applying {
  readonly frame: Frame
  readonly callee: Native
  readonly args: readonly Value[]
  readonly node: Syntax
  readonly path: Path
}

/** @returns `null` for one that is not known */
export function applyNative(frame: Frame, callee: Native, args: readonly Value[], node: Syntax, path: Path): Applied {
  const applying: Applying = { frame, callee, args, node, path }
  const name = callee.name.replace(/^createGuards\(\)\./, "")
  const found = Object.hasOwn(natives, name) ? natives[name]?.(applying) : undefined
  if (found !== undefined) return found
  const [head = "", method = ""] = name.split(".")
  if (/^(?:Next)?Response$/.test(head)) return result(applying, staticAnswer(method, args) ?? unknown)
  if (/^(?:console|Object|JSON|String|Number|Array|Error)$/.test(head)) return result(applying, unknown)
  if (name.startsWith("NextAuth().handlers") || name === "NextAuth()" || name === "createAuth().handle")
    return signIn(applying)
  return null
}

const result = ({ path }: Applying, value: Value): Applied => [{ value, path }]

const signedInOnly: Rule = { is: "rule", asks: "signed-in", label: "signedIn" }

/** Tells the session to who waits for it. */
const read = (applying: Applying): Applied => {
  const [first] = applying.args
  if (first?.is === "function") return result(applying, { is: "native", name: "auth(handler)", given: [first] })
  return result(applying, { is: "promise", value: sessionOf(applying.frame.visit.visitor) })
}

const signIn = (applying: Applying): Applied => {
  applying.frame.visit.noticed.signsIn = true
  return result(applying, unknown)
}

const sendAway = ({ frame, node, path }: Applying): Applied => {
  leave(frame, "throw", node, { is: "answer", refuses: true }, path)
  return []
}

const rule = (applying: Applying): Applied =>
  result(applying, { is: "rule", asks: "more", label: sourceOf(applying.frame.module.text, applying.node) })

/** A rule as it was given: one of ours, a function of the app, or the policy's for a path. */
function ruleIn({ frame }: Applying, value: Value | undefined, options: Value): Rule | null {
  if (value?.is === "rule") return value
  if (value?.is === "function") return { is: "rule", asks: "more", label: "own rule" }
  const path = value?.is === "object" ? value.props.path : undefined
  if (path?.is !== "plain" || typeof path.value !== "string") return null
  return orSignedIn(hasPolicy(options) ? frame.visit.ruleFor(path.value) : null)
}

/** Whether the options are known to have none: then the guards ask for somebody who is signed in, and no more. */
const hasPolicy = (options: Value): boolean => options.is !== "object" || member(options, "policy") !== nothing

/** What the policy says of the route. */
const ruleOfRoute = ({ visit }: Frame): Rule | null => (visit.pathname === null ? null : visit.ruleFor(visit.pathname))

/** Guards that are given no rule ask the policy, and for somebody who is signed in besides. */
const orSignedIn = (rule: Rule | null): Rule => (rule && rule.asks !== "nothing" ? rule : signedInOnly)

/** Whether the visitor passes; what is asked, is noticed. */
function passes({ visit }: Frame, { asks, label }: Rule): boolean {
  visit.noticed.rules.add(label)
  if (asks === "nothing" && !label.startsWith("default:")) visit.noticed.open = true
  return asks === "nothing" || (asks === "signed-in" && visit.visitor === "member")
}

/** What guards tell of whoever passed. */
const visitorOf = ({ visit }: Frame): Value => ({
  is: "object",
  props: { session: sessionOf(visit.visitor) },
  rest: unknown,
})

const turned = (path: Path): Path => ({ ...path, tested: true, turned: true })

const requireSession = (applying: Applying): Applied => {
  const { frame, callee, args, node, path } = applying
  if (passes(frame, ruleIn(applying, args[0], callee.given?.[0] ?? unknown) ?? signedInOnly))
    return result(applying, { is: "promise", value: visitorOf(frame) })
  const exit: Exit = {
    kind: "throw",
    at: placeOf(frame, node),
    value: { is: "answer", refuses: true },
    path: turned(path),
  }
  return result(applying, { is: "rejected", exit })
}

const protect = (applying: Applying): Applied => {
  const [handler = nothing, given = nothing] = applying.args
  const [options = unknown] = applying.callee.given ?? []
  return result(applying, { is: "native", name: "protected", given: [handler, given, options] })
}

const callProtected = (applying: Applying): Applied => {
  const { frame, callee, args, node, path } = applying
  const [handler = nothing, rule, options = unknown] = callee.given ?? []
  if (!passes(frame, ruleIn(applying, rule, options) ?? orSignedIn(hasPolicy(options) ? ruleOfRoute(frame) : null))) {
    leave(frame, "throw", node, { is: "answer", refuses: true }, turned(path))
    return []
  }
  return frame.visit.walker.apply(
    frame,
    handler,
    [args[0] ?? unknown, args[1] ?? unknown, visitorOf(frame)],
    node,
    path,
  )
}

/** `withAuth` with a request guards it; with a function or options it gives what does. */
const withAuth = (applying: Applying): Applied => {
  const { args } = applying
  if (isRequest(args[0])) return guardRequest(applying, nothing, args[1] ?? nothing)
  return result(applying, { is: "native", name: "withAuth()", given: args })
}

const callWithAuth = (applying: Applying): Applied => {
  const [first = nothing, second = nothing] = applying.callee.given ?? []
  return first.is === "object" ? guardRequest(applying, nothing, first) : guardRequest(applying, first, second)
}

const isRequest = (value: Value | undefined): boolean => value?.is === "object" && value.role === "request"

function guardRequest(applying: Applying, handler: Value, options: Value): Applied {
  const { frame, args, node, path } = applying
  const given = options.is === "object" ? options.props : {}
  const callbacks = given.callbacks?.is === "object" ? given.callbacks.props : {}
  const byPolicy = isPolicyGiven(given) ? passes(frame, ruleOfRoute(frame) ?? signedInOnly) : null
  const byApp = callbacks.authorized
    ? isAuthorized(applying, callbacks.authorized)
    : [byPolicy ?? passes(frame, signedInOnly)]
  const isLetThrough = byApp.map((isThrough) => isThrough && byPolicy !== false)
  return isLetThrough.flatMap((isThrough) => {
    if (!isThrough) {
      leave(frame, "return", node, { is: "answer", refuses: true }, turned(path))
      return []
    }
    if (handler.is === "plain") return [{ value: { is: "answer", refuses: false } as const, path }]
    return frame.visit.walker.apply(frame, handler, [withSession(frame, args[0]), ...args.slice(1)], node, path)
  })
}

/** `policy` itself, or options with a policy, in `auth`. */
function isPolicyGiven({ policy, auth }: Readonly<Record<string, Value>>): boolean {
  const options = auth?.is === "native" ? auth.given?.[0] : undefined
  return policy !== undefined || (options?.is === "object" && options.props.policy !== undefined)
}

/** Each answer that the app's `authorized` may give; `null` where it cannot be told counts as yes. */
function isAuthorized({ frame, args, node, path }: Applying, authorized: Value): boolean[] {
  const session = sessionOf(frame.visit.visitor)
  const asked: Value = {
    is: "object",
    props: {
      req: args[0] ?? unknown,
      request: args[0] ?? unknown,
      token: session,
      session: session,
      auth: session,
    },
    rest: unknown,
  }
  return frame.visit.walker
    .apply(frame, authorized, [asked], node, path)
    .flatMap((one) => settle(frame, node, one))
    .map(({ value }) => (value.is === "answer" ? !value.refuses : truthOf(value) !== false))
}

function withSession(frame: Frame, request: Value | undefined): Value {
  if (request?.is !== "object") return unknown
  const session = sessionOf(frame.visit.visitor)
  const nextauth: Value = { is: "object", props: { token: session, session }, rest: nothing }
  return { ...request, props: { ...request.props, auth: session, nextauth } }
}

/** `auth` of Auth.js: reads the session, wraps a handler, or is the middleware itself. */
const auth = (applying: Applying): Applied => {
  const { callee, args } = applying
  if (!isRequest(args[0]) || args.length > 1) return read(applying)
  const options = callee.given?.[0]
  const callbacks = options?.is === "object" ? options.props.callbacks : undefined
  const authorized = callbacks?.is === "object" ? callbacks.props.authorized : undefined
  if (!authorized) return result(applying, { is: "answer", refuses: false })
  return guardRequest(applying, nothing, {
    is: "object",
    props: { callbacks: { is: "object", props: { authorized }, rest: nothing } },
    rest: nothing,
  })
}

const callAuthHandler = ({ frame, callee, args, node, path }: Applying): Applied =>
  frame.visit.walker.apply(
    frame,
    callee.given?.[0] ?? unknown,
    [withSession(frame, args[0]), ...args.slice(1)],
    node,
    path,
  )

const nextAuth = (applying: Applying): Applied =>
  applying.args.length > 1
    ? signIn(applying)
    : result(applying, { is: "native", name: "NextAuth()", given: applying.args })

const waitForAll = (applying: Applying): Applied => {
  const { frame, args, node, path } = applying
  const [list] = args
  if (list?.is !== "array") return result(applying, unknown)
  const failed = list.items.find((one) => one.is === "rejected")
  if (failed) return result(applying, failed)
  const items = list.items.flatMap((value) => settle(frame, node, { value, path }).map((one) => one.value))
  return result(applying, { is: "promise", value: { is: "array", items } })
}

/** Gives back what it was given. */
const same = (applying: Applying): Applied => result(applying, applying.args[0] ?? nothing)

/** Calls the next function; with an error, none. `next-safe-action` hands on an object. */
function goOn(applying: Applying): Applied {
  const { args, path } = applying
  if (args[0] && args[0].is !== "object" && args[0] !== nothing) return sendAway(applying)
  return [{ value: nothing, path: { ...path, wentOn: true } }]
}

/** Throws where what it is given is not so. */
function assertIt(applying: Applying): Applied {
  const { frame, args, node, path } = applying
  const [given = unknown] = args
  if (truthOf(given) !== false) return result(applying, nothing)
  leave(frame, "throw", node, unknown, given.bySession ? turned(path) : path)
  return []
}

const natives: Readonly<Record<string, (applying: Applying) => Applied>> = {
  getServerSession: read,
  getSession: read,
  getToken: read,
  "createAuth().session": read,
  "NextAuth().auth": auth,
  "auth(handler)": callAuthHandler,
  requireSession,
  protect,
  protectPage: protect,
  protected: callProtected,
  withAuth,
  "withAuth()": callWithAuth,
  NextAuth: nextAuth,
  createAuth: (applying) => result(applying, { is: "native", name: "createAuth()", given: applying.args }),
  createGuards: (applying) => result(applying, { is: "native", name: "createGuards()", given: applying.args }),
  definePolicy: (applying) => result(applying, { is: "native", name: "definePolicy()" }),
  signIn,
  signOut: signIn,
  "NextAuth().signIn": (applying) => (signIn(applying) ? sendAway(applying) : null),
  "NextAuth().signOut": signIn,
  ...Object.fromEntries(["role", "claim", "allOf", "anyOf", "not", "signedInWithin"].map((name) => [name, rule])),
  ...Object.fromEntries(
    ["redirect", "permanentRedirect", "notFound", "forbidden", "unauthorized"].map((name) => [name, sendAway]),
  ),
  cache: same,
  unstable_cache: same,
  use: (applying) => settle(applying.frame, applying.node, { value: applying.args[0] ?? unknown, path: applying.path }),
  "Promise.all": waitForAll,
  "Promise.resolve": (applying) => result(applying, { is: "promise", value: applying.args[0] ?? nothing }),
  next: goOn,
  RegExp: (applying) =>
    result(applying, {
      is: "native",
      name: "RegExp",
      given: [applying.args[0] ?? unknown, applying.args[1] ?? plain("")],
    }),
  invariant: assertIt,
  assert: assertIt,
  Boolean: (applying) => {
    const [value = nothing] = applying.args
    const truth = truthOf(value)
    return result(applying, truth === null ? value : plain(truth, value.bySession))
  },
}
