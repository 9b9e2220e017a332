/** What a test by session does to the way, and how a way leaves a function. */
import type { Syntax } from "../syntax.js"
import { type Exit, type Path, type Place, truthOf, type Value } from "./values.js"
import { type Evaluated, type Frame, placeOf } from "./visit.js"

export function leave(frame: Frame, kind: Exit["kind"], node: object, value: Value, path: Path): void {
  if (kind !== "break" && path.turned) frame.visit.noticed.guards.add(placeOf(frame, node))
  frame.exits.push({ kind, at: placeOf(frame, node), value, path })
}

/** The visitor is told no. What is done from here on is done for somebody who was refused. */
export const refuse = (path: Path, at: Place, isStranger: boolean = path.turned || path.membersLeft !== null): Path =>
  isStranger
    ? { ...path, answered: "refusal", refusedAt: at, worked: false }
    : { ...path, answered: path.answered ?? "refusal" }

/** Which ways a test opens. */
export function decideOn(
  frame: Frame,
  test: Syntax,
  value: Value,
  path: Path,
): readonly { readonly isTrue: boolean; readonly path: Path }[] {
  noticeNotAwaited(frame, test, value)
  const truth = truthOf(value)
  return [true, false]
    .filter((isTrue) => truth === null || truth === isTrue)
    .map((isTrue) => {
      if (value.is === "unknown" && value.ofSession) return { isTrue, path: { ...path, judged: true, inJudged: true } }
      if (!isStrangers(value, isTrue)) return { isTrue, path: value.bySession ? { ...path, tested: true } : path }
      return { isTrue, path: { ...path, tested: true, turned: true } }
    })
}

/** A promise is true, whatever will come of it. */
export function noticeNotAwaited(frame: Frame, node: Syntax, value: Value): void {
  const isSession = value.is === "promise" ? value.value.bySession : value.is === "rejected" && value.exit.path.turned
  if (isSession) frame.visit.noticed.notAwaited.add(placeOf(frame, node))
}

/** Whether only strangers get to this side of a test. */
export function isStrangers(value: Value, side: boolean): boolean {
  if (value.is === "unknown") return value.strangersWhen === side
  return value.bySession === true && truthOf(value) === side
}

/** What is waited for arrives, or is thrown. */
export function settle(frame: Frame, node: Syntax, { value, path }: Evaluated): readonly Evaluated[] {
  if (value.is === "promise") return [{ value: value.value, path }]
  if (value.is !== "rejected") return [{ value, path }]
  leave(frame, "throw", node, value.exit.value, {
    ...path,
    turned: path.turned || value.exit.path.turned,
    tested: path.tested || value.exit.path.tested,
  })
  return []
}
