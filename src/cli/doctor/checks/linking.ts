/** Switches that give an account to whoever has its e-mail address at a provider. */
import type { App } from "../app.js"
import { type Finding, findingAt } from "../finding.js"
import { literal } from "../properties.js"

export const linking = ({ properties }: App): readonly Finding[] =>
  properties
    .filter((one) => one.name === "allowDangerousEmailAccountLinking" && literal(one) === true)
    .map((one) =>
      findingAt(
        one,
        "email-linking",
        "warning",
        "Whoever gets an address confirmed at this provider gets the account that has it here.",
        "Take the line away and let people link while they are signed in, or keep it for providers that own the address only.",
      ),
    )
