/** What a comparison comes to. */
import { ofSession, plain, tellsOfSession, truthOf, unknown, type Value } from "./values.js"

export function compare(operator: string, left: Value, right: Value): Value {
  const equal = areEqual(operator, left, right)
  if (equal === null) return [left, right].some(tellsOfSession) ? ofSession : unknown
  const bySession = left.bySession === true || right.bySession === true
  if (operator === "===" || operator === "==") return plain(equal, bySession)
  return operator === "!==" || operator === "!=" ? plain(!equal, bySession) : unknown
}

function areEqual(operator: string, left: Value, right: Value): boolean | null {
  if (!/^[!=]==?$/.test(operator)) return null
  if (left.is === "plain" && right.is === "plain")
    // biome-ignore lint/suspicious/noDoubleEquals: it is what the app does
    return operator.length === 3 ? left.value === right.value : left.value == right.value
  const [known, other] = left.is === "plain" ? [left, right] : [right, left]
  if (known.is !== "plain") return null
  const isNothing = known.value === undefined || known.value === null
  if (isNothing && truthOf(other) !== null) return false
  // What a visitor has not is nobody's: `session?.user.id === post.authorId`, `user.role === Role.Admin`.
  if (known.bySession && isNothing) return false
  return null
}
