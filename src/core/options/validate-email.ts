/** What e-mail sign-in needs of its provider, and of the adapter. */
import type { Adapter } from "../contracts/adapter.js"
import type { EmailProvider } from "../contracts/provider.js"
import { invalid, type Problem } from "./problem.js"

const methods = [
  "createVerificationToken",
  "useVerificationToken",
  "getUserByEmail",
  "createUser",
  "updateUser",
] as const satisfies (keyof Adapter)[]

/** What was sent has to be kept somewhere until it is used. */
export function* emailProblems(provider: EmailProvider, adapter: Adapter | undefined): Generator<Problem> {
  const { id, consume, link, code, maxAge, timeout } = provider
  const must = (option: string, be: string): Problem =>
    invalid(`\`${option}\` of the e-mail provider "${id}" must be ${be}.`)
  const missing = methods.filter((name) => typeof adapter?.[name] !== "function")
  if (missing.length > 0) {
    yield {
      code: "EMAIL_REQUIRES_ADAPTER_ERROR",
      message: `The e-mail provider "${id}" needs an \`adapter\` with ${missing.map((it) => `\`${it}\``).join(", ")}: it keeps what was sent.`,
    }
  }
  if (typeof provider.sendVerificationRequest !== "function") {
    yield must("sendVerificationRequest", "a function")
  }
  if (consume !== "confirm" && consume !== "get") yield must("consume", '"confirm" or "get"')
  if (!link && !code) yield must("code", "set where `link` is `false`")
  if (code && ![6, 7, 8].includes(code.length)) yield must("code.length", "6, 7 or 8")
  const { perAddress, perClient, window } = provider.limits ?? { perAddress: 1, perClient: 1, window: 1 }
  const numbers = { maxAge, timeout, "code.maxAge": code?.maxAge ?? 1, "limits.window": window }
  const limits = { "limits.perAddress": perAddress, "limits.perClient": perClient === false ? 1 : perClient }
  for (const [option, value] of Object.entries({ ...numbers, ...limits })) {
    if (!(Number.isFinite(value) && value > 0)) yield must(option, "a number above zero")
  }
}
