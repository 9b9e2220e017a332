/** Providers whose answers are taken without proof that this browser asked. */
import type { App } from "../app.js"
import { type Finding, findingAt } from "../finding.js"
import { literal } from "../properties.js"

const known: readonly unknown[] = ["pkce", "state", "nonce", "none"]

export const providerChecks = ({ properties }: App): readonly Finding[] =>
  properties.flatMap((one) => {
    const names = one.name === "checks" ? [literal(one)].flat() : null
    if (!names?.every((name) => known.includes(name))) return []
    if (!names.some((name) => name === "pkce" || name === "state"))
      return findingAt(
        one,
        "provider-without-checks",
        "error",
        "Neither PKCE nor state is asked for: a link can sign somebody in to an attacker's account.",
        'Write `checks: ["pkce", "state"]`, or take the line away.',
      )
    if (names.includes("pkce")) return []
    return findingAt(
      one,
      "provider-without-pkce",
      "notice",
      "Without PKCE, a code that leaks is good in another browser's sign-in.",
      'Write `checks: ["pkce", "state"]`, unless the provider refuses it.',
    )
  })
