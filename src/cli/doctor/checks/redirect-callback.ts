/** `callbacks.redirect` that lets a link lead anywhere. */
import { bare, isFunction, type Syntax } from "../../routes/syntax.js"
import type { App } from "../app.js"
import { type Finding, findingAt } from "../finding.js"
import type { Property } from "../properties.js"

const fix = "Take it away, or compare origins: `new URL(url, baseUrl).origin === baseUrl ? url : baseUrl`."

export const redirectCallback = ({ properties }: App): readonly Finding[] =>
  properties
    .filter(({ name, within }) => name === "redirect" && within.at(-1) === "callbacks")
    .flatMap((one) => {
      if (returnsUrl(one))
        return findingAt(
          one,
          "redirect-unchecked",
          "error",
          "Any address is gone to after sign-in: a link to your site can end at an attacker's.",
          fix,
        )
      if (/\burl\s*\.\s*(?:startsWith|includes)\(\s*baseUrl\s*\)/.test(one.source))
        return findingAt(
          one,
          "redirect-by-prefix",
          "error",
          "https://app.example.evil.example begins with https://app.example too.",
          fix,
        )
      return []
    })

/** Whether it returns `url` before anything is asked. */
function returnsUrl({ value }: Property): boolean {
  if (value.type !== "ObjectMethod" && !isFunction(value)) return false
  const { body } = value
  if (body.type !== "BlockStatement") return isUrl(body)
  const first = body.body.find(({ type }) => type !== "VariableDeclaration" && type !== "ExpressionStatement")
  return first?.type === "ReturnStatement" && first.argument != null && isUrl(first.argument)
}

const isUrl = (node: Syntax): boolean => {
  const inner = bare(node)
  return inner.type === "Identifier" && inner.name === "url"
}
