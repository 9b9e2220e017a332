/** Whether tokens of providers lie readable in the database. */
import type { App } from "../app.js"
import { type Finding, findingAt } from "../finding.js"
import { isOption, literal } from "../properties.js"

export function storedTokens({ properties }: App): readonly Finding[] {
  if (properties.some((one) => one.name === "encryptTokens" && literal(one) !== false)) return []
  return properties
    .filter((one) => one.name === "adapter" && isOption(one) && literal(one) === undefined)
    .map((one) =>
      findingAt(
        one,
        "tokens-in-clear",
        "notice",
        "Access and refresh tokens of providers are stored as they are: a copy of the database can use them.",
        "Set `encryptTokens: true`; tokens that are stored already stay readable for the app.",
      ),
    )
}
