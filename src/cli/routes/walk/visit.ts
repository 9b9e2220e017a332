/** Who walks through the app's functions, what they ask for, and what is noticed on the way. */
import type { Module } from "../modules.js"
import type { Project } from "../project.js"
import { type Callable, lineOf, type Of, type Statement, type Syntax } from "../syntax.js"
import type { Exit, Path, Place, Value } from "./values.js"

/** A rule as a guard asks it: what it takes to pass. */
export type Rule = Extract<Value, { is: "rule" }>

/** An expression's value, and the way on. */
export interface Evaluated {
  readonly value: Value
  readonly path: Path
}

/** The parts that walk need each other: they meet here. */
export interface Walker {
  /** @param as `returned`: a choice between two expressions is one between two ways out */
  evaluate(frame: Frame, node: Syntax, path: Path, as?: "value" | "returned"): readonly Evaluated[]
  evaluateAll(frame: Frame, nodes: readonly Syntax[], path: Path): readonly Values[]
  /** @returns the ways that go on; those that leave the function are in `frame.exits` */
  walkAll(frame: Frame, statements: readonly Statement[], path: Path): readonly Path[]
  call(frame: Frame, node: Call, path: Path): readonly Evaluated[]
  apply(frame: Frame, callee: Value, args: readonly Value[], node: Syntax, path: Path): readonly Evaluated[]
  look(frame: Frame, name: string, path: Path): Value
}

export interface Values {
  readonly values: readonly Value[]
  readonly path: Path
}

export type Call = Of<"CallExpression"> | Of<"OptionalCallExpression"> | Of<"NewExpression">

export interface Visit {
  readonly walker: Walker
  readonly project: Project
  /** `stranger`: nobody is signed in. `member`: somebody is, about whom nothing else is known. */
  readonly visitor: "stranger" | "member"
  readonly method: string
  /** Of the URL; `null` when it does not matter. */
  readonly pathname: string | null
  /** The policy's line for a path. */
  readonly ruleFor: (pathname: string) => Rule | null
  readonly noticed: Noticed
}

export interface Noticed {
  /** Rules that were asked, as they are written. */
  readonly rules: Set<string>
  /** The session was read in the function itself: where, and under which names. */
  readonly reads: { readonly at: Place; readonly names: readonly string[]; readonly node: object }[]
  /** Where a promise of the session was taken for the session, or a guard was not waited for. */
  readonly notAwaited: Set<Place>
  /** Where a visitor was turned away. */
  readonly guards: Set<Place>
  /** It says itself that everybody may pass. */
  open: boolean
  /** It is the handler, or the beginning, of signing in and out. */
  signsIn: boolean
  steps: number
}

export const noticeNothing = (): Noticed => ({
  rules: new Set(),
  reads: [],
  notAwaited: new Set(),
  guards: new Set(),
  open: false,
  signsIn: false,
  steps: 0,
})

/** A function that is being walked through. */
export interface Frame {
  readonly visit: Visit
  readonly module: Module
  /** Ways out of it that were found. */
  readonly exits: Exit[]
  readonly depth: number
  readonly node: Callable | null
}

export const placeOf = ({ module }: Frame, node: object): Place => `${module.file}:${lineOf(node)}`

/** Calls within calls that are followed, and nodes that are looked at, before nothing more is known. */
export const deepest = 8
export const mostSteps = 60_000
