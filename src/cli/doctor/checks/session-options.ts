/** How sessions are made, and for how long. */
import { bare, type Syntax } from "../../routes/syntax.js"
import type { App } from "../app.js"
import { type Finding, findingAt } from "../finding.js"
import type { Property } from "../properties.js"

export const sessionOptions = ({ properties }: App): readonly Finding[] =>
  properties.flatMap((one) => faultOf(one) ?? [])

const yearSeconds = 365 * 24 * 60 * 60

function faultOf(one: Property): Finding | null {
  const parent = one.within.at(-1)
  if (one.name === "decode" && parent === "jwt")
    return findingAt(
      one,
      "jwt-decode-replaced",
      "warning",
      "Sessions are opened by a function of the app's own: what it lets through is signed in.",
      "Take `jwt.encode` and `jwt.decode` away, unless another program has to read the cookie.",
    )
  if (one.name === "maxAge" && parent === "session" && (secondsOf(one.value as Syntax) ?? 0) > yearSeconds)
    return findingAt(
      one,
      "session-too-long",
      "warning",
      "A stolen cookie is good for more than a year; `maxAge` is in seconds.",
      "Write thirty days, `30 * 24 * 60 * 60`, or less: sessions in use are extended.",
    )
  return null
}

/** Numbers, and products and sums of them. */
function secondsOf(node: Syntax): number | null {
  const inner = bare(node)
  if (inner.type === "NumericLiteral") return inner.value
  if (inner.type !== "BinaryExpression" || inner.left.type === "PrivateName") return null
  const [left, right] = [secondsOf(inner.left), secondsOf(inner.right)]
  if (left === null || right === null) return null
  return inner.operator === "*" ? left * right : inner.operator === "+" ? left + right : null
}
