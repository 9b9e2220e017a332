/** What an expression may stand for while a function is walked through, as far as a guard depends on it. */
import type { Module } from "../modules.js"
import type { Callable } from "../syntax.js"

/** `bySession`: it is so because of who is asking. */
export type Value =
  /** `strangersWhen`: only strangers get to that side of it. `ofSession`: something was asked about the session. */
  (
    | { readonly is: "unknown"; readonly strangersWhen?: boolean; readonly ofSession?: boolean }
    | { readonly is: "plain"; readonly value: string | number | boolean | null | undefined }
    | {
        readonly is: "object"
        readonly props: Readonly<Record<string, Value>>
        readonly rest: Value
        readonly role?: "request" | "session"
      }
    | { readonly is: "array"; readonly items: readonly Value[] }
    | { readonly is: "function"; readonly node: Callable; readonly module: Module; readonly vars: Vars }
    /** Something of a package or of the platform, by name. */
    | { readonly is: "native"; readonly name: string; readonly given?: readonly Value[] }
    /** What a function of a package makes of functions of the app: they run one after the other. */
    | { readonly is: "chain"; readonly steps: readonly Value[] }
    | { readonly is: "rule"; readonly asks: "nothing" | "signed-in" | "more"; readonly label: string }
    | { readonly is: "promise"; readonly value: Value }
    | { readonly is: "rejected"; readonly exit: Exit }
    /** The response of Node.js, which answers by being called. */
    | { readonly is: "reply" }
    /** A `Response`, or what `getServerSideProps` returns instead of props. */
    | { readonly is: "answer"; readonly refuses: boolean }
    | { readonly is: "markup" }
  ) & { readonly bySession?: boolean }

/** File and line, as `file:line`. */
export type Place = string

export type Vars = ReadonlyMap<string, Value>

/** One way through a function, so far. */
export interface Path {
  readonly vars: Vars
  /** Something was done, since the visitor was refused. */
  readonly worked: boolean
  /** What was put on the request for those that run after. */
  readonly attached: Vars
  /** The next function was called. */
  readonly wentOn: boolean
  readonly answered: "content" | "refusal" | null
  readonly status: number
  /** The session has decided which way to go. */
  readonly tested: boolean
  /** Only strangers are here. */
  readonly turned: boolean
  /** Those who are signed in have left with an answer (or were sent away), so only strangers are here. */
  readonly membersLeft: "with content" | "sent away" | null
  /** Where the visitor was refused, before it went on. */
  readonly refusedAt: Place | null
  /** In a `catch`. */
  readonly caught: boolean
  /** Where something was written first. */
  readonly wroteAt: Place | null
  /** Data was read where only strangers are: they may be given it. */
  readonly readForStrangers: boolean
  /** Something that cannot be looked into was asked about the session; and this is one of its two sides. */
  readonly judged: boolean
  readonly inJudged: boolean
}

export interface Exit {
  readonly kind: "return" | "throw" | "end" | "break"
  readonly at: Place
  readonly value: Value
  readonly path: Path
}

export const unknown: Value = { is: "unknown" }
export const ofSession: Value = { is: "unknown", ofSession: true }
export const nothing: Value = { is: "plain", value: undefined }
/** What somebody who is not signed in has for a session. */
export const absent: Value = { is: "plain", value: undefined, bySession: true }
export const markup: Value = { is: "markup" }
export const plain = (value: string | number | boolean | null | undefined, bySession?: boolean): Value =>
  bySession ? { is: "plain", value, bySession } : { is: "plain", value }
export const object = (props: Readonly<Record<string, Value>>, rest: Value = unknown): Value => ({
  is: "object",
  props,
  rest,
})

export const start: Path = {
  vars: new Map(),
  worked: false,
  attached: new Map(),
  wentOn: false,
  answered: null,
  status: 200,
  tested: false,
  turned: false,
  membersLeft: null,
  refusedAt: null,
  caught: false,
  wroteAt: null,
  readForStrangers: false,
  judged: false,
  inJudged: false,
}

/** `null` when it may be either. */
export function truthOf(value: Value): boolean | null {
  if (value.is === "unknown" || value.is === "chain") return null
  return value.is === "plain" ? Boolean(value.value) : true
}

export const isAbsent = (value: Value): boolean =>
  value.is === "plain" && (value.value === undefined || value.value === null)

/** Whether a value tells something of the visitor. */
export function tellsOfSession(value: Value): boolean {
  if (value.is === "object") return value.role === "session" || Object.values(value.props).some(tellsOfSession)
  return value.is === "unknown" ? value.ofSession === true : value.is === "plain" && value.bySession === true
}

/** `res.locals` is kept with the request. */
const locals: Value = { is: "object", role: "request", props: {}, rest: unknown }

export function member(value: Value, name: string | null): Value {
  if (value.is === "reply" && name === "locals") return locals
  if (value.is === "object") {
    const found = name !== null && Object.hasOwn(value.props, name) ? value.props[name] : undefined
    return found ?? value.rest
  }
  if (value.is === "array" && name !== null && /^\d+$/.test(name)) return value.items[Number(name)] ?? nothing
  if (value.is === "array" && name === "length") return plain(value.items.length)
  if (value.is === "native" && name !== null)
    return { is: "native", name: `${value.name}.${name}`, ...(value.given ? { given: value.given } : {}) }
  if (value.is === "plain" && value.bySession && isAbsent(value)) return absent
  if (value.is === "unknown" && value.ofSession) return ofSession
  if (value.is === "plain" && typeof value.value === "string" && name === "length") return plain(value.value.length)
  return unknown
}

export const attach = (path: Path, name: string, value: Value): Path => ({
  ...path,
  attached: new Map(path.attached).set(name, value),
})

/** Paths that differ in nothing are one. Of more ways than this through one function, those are kept on which nobody was turned away. */
const mostPaths = 128

export function merge(paths: readonly Path[]): readonly Path[] {
  if (paths.length < 2) return paths
  const found: Path[] = []
  for (const path of paths) if (!found.some((one) => areAlike(one, path))) found.push(path)
  if (found.length <= mostPaths) return found
  return found.sort((one, other) => Number(one.turned) - Number(other.turned)).slice(0, mostPaths)
}

function areAlike(one: Path, other: Path): boolean {
  for (const key of Object.keys(one) as (keyof Path)[]) if (key !== "vars" && one[key] !== other[key]) return false
  if (one.vars === other.vars) return true
  if (one.vars.size !== other.vars.size) return false
  for (const [name, value] of one.vars) {
    const same = other.vars.get(name)
    if (
      same !== value &&
      !(same?.is === "unknown" && value.is === "unknown" && same.strangersWhen === value.strangersWhen)
    )
      return false
  }
  return true
}
