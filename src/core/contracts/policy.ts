/** The socket of a policy: who may go where, as every layer asks it. */
import type { Awaitable, JWT, Session } from "../model.js"

/** `sign-in`: nobody is signed in. `sign-in-again`: somebody is, too long ago. `refuse`: signing in would not help. */
export type Verdict = "allow" | "sign-in" | "sign-in-again" | "refuse"

/** A request, as far as rules judge it. */
export interface JudgedRequest {
  readonly method: string
  /** As the router reads it: decoded, without the base path and the locale. */
  readonly pathname: string
  readonly headers: Pick<Headers, "get">
}

/** What a rule is asked about. */
export interface Asked {
  /** Who is signed in; `null` for nobody. */
  readonly session: Session | null
  readonly request: JudgedRequest
  /** Of the pattern: `{ id: "7" }` for `/posts/7` under `/posts/:id`. */
  readonly params: Readonly<Record<string, string>>
  /** The visitor's roles, from where the policy says they are. */
  readonly roles: readonly string[]
  /** When the visitor proved who they are, in seconds since the epoch; `null` when nobody knows. */
  readonly authTime: () => Awaitable<number | null>
  readonly now: Date
}

/** @typeParam Proof what is known of whoever passes, beside their session */
export interface Rule<Proof extends object = object> {
  judge(asked: Asked): Awaitable<Verdict>
  /** As it is written in the policy. */
  readonly label: string
  /** What is known of somebody whom it has let pass, beside their session. */
  prove(asked: Asked): Awaitable<object>
  /** For the compiler alone. */
  readonly proves?: Proof
}

/** A rule of the app's own. Only `true` lets anybody pass. */
export type OwnRule = (asked: Pick<Asked, "session" | "request" | "params">) => Awaitable<boolean>

export type AnyRule = Rule<never> | Rule | OwnRule

/** A request and who makes it. */
export interface Question {
  readonly method: string
  /** Of the URL as it came, without the path that the app is mounted at. */
  readonly pathname: string
  readonly headers: Pick<Headers, "get">
  /** Asked once, and only where a rule wants to know. @throws when nobody can tell */
  readonly session: () => Awaitable<Session | null>
  /** Seconds since the epoch; `null` when nobody knows. */
  readonly authTime: () => Awaitable<number | null>
}

/**
 * What was decided, with the line that decided. `undecided`: nobody could tell, so nobody passes; `cause` says why.
 * `proof` is what the rule knows of somebody beside their session, such as the role by which they passed.
 */
export type Decision =
  | { readonly kind: "allow"; readonly by: Line; readonly proof: object }
  | { readonly kind: Exclude<Verdict, "allow">; readonly by: Line }
  | { readonly kind: "undecided"; readonly by: Line; readonly cause: unknown }

/** A line of the policy. */
export interface Line {
  /** Pattern as it was written; `null` for the default, and for a path that cannot be read. */
  readonly pattern: string | null
  readonly rule: Rule
}

/** Who asks: by token, or by session. */
export interface Visitor {
  readonly token: JWT | null
  readonly session?: Session | null
}

/** A request of any kind. */
export type Asking = Pick<RefusedRequest, "method" | "headers">

/** Where middleware stands, and who comes. */
export interface Gate<R extends Asking = Asking> {
  readonly pathname: string
  /** With mount and query, to come back to. */
  readonly path: string
  /** Whether it is a path that everybody must reach, or nobody could sign in. */
  readonly isOpen: boolean
  readonly places: () => Places
  readonly req: R
  readonly options: GateOptions<R>
  /** @throws when nobody can tell */
  ask(): Promise<Visitor>
}

export interface GateOptions<R> {
  readonly auth?: { authTime?(headers: Pick<Headers, "get">): Promise<number | null> } | undefined
  readonly callbacks?:
    | {
        authorized?: (params: { token: JWT | null; req: R; session?: Session | null }) => Awaitable<boolean>
        session?: (params: { session: Session; token: JWT }) => Awaitable<Session>
      }
    | undefined
}

export type GatePassage =
  /** A path that is open to everybody, or nobody could sign in. */
  | { readonly kind: "free" }
  | { readonly kind: "allowed"; readonly visitor: Visitor }
  | { readonly kind: "refused"; readonly refusal: Refusal }

/** A request that is refused. */
export interface RefusedRequest {
  readonly method: string
  /** Path and query to come back to, within the app; `null` when nobody knows. */
  readonly path: string | null
  readonly headers: Pick<Headers, "get">
  /** Whether a handler was asked, and no page. */
  readonly isCall?: boolean
}

/** Absolute addresses of pages. */
export interface Places {
  readonly signIn: string
  readonly error: string
}

export interface Refusal {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

export interface Policy {
  /** Every line, the most specific first; the default last. */
  readonly lines: readonly Line[]
  /** Never rejects. */
  decide(question: Question): Promise<Decision>
  /** The same for a rule in place of the policy's line. */
  decideBy(rule: AnyRule, question: Question): Promise<Decision>
  /** What middleware asks. */
  pass<R extends Asking>(gate: Gate<R>): Promise<GatePassage>
}
