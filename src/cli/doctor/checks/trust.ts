/** Options that say or believe more than they should. */
import type { App } from "../app.js"
import { type Finding, findingAt } from "../finding.js"
import { isOption, literal } from "../properties.js"

export const trust = ({ properties }: App): readonly Finding[] =>
  properties.flatMap((one) => {
    if (!isOption(one) || literal(one) !== true) return []
    if (one.name === "debug")
      return findingAt(
        one,
        "debug-always",
        "warning",
        "Every step of every sign-in is logged in production too.",
        'Write `debug: process.env.NODE_ENV === "development"`, or take the line away.',
      )
    if (one.name === "trustHost")
      return findingAt(
        one,
        "host-trusted",
        "warning",
        "Whoever reaches the app past your proxy says where links in mails lead.",
        "Set NEXTAUTH_URL instead; where the address must come from the proxy, let nobody reach the app but the proxy.",
      )
    return []
  })
