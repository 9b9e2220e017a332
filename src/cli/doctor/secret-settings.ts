/** Which variables hold the secret: those of the library, and the one that the options read. */
import type { App } from "./app.js"
import type { Setting } from "./env-files.js"
import { isOption } from "./properties.js"

const usual = ["NEXTAUTH_SECRET", "AUTH_SECRET"]

/** @returns `null` when the options take it from elsewhere, which is not followed */
export function secretNamesOf({ properties }: App): readonly string[] | null {
  const own = properties.filter((one) => one.name === "secret" && isOption(one))
  const named = own.flatMap(({ source }) => /process\.env\.(\w+)/.exec(source)?.[1] ?? [])
  return own.length > named.length ? null : [...usual, ...named]
}

export function secretSettings(app: App): readonly Setting[] {
  const names = secretNamesOf(app) ?? usual
  return app.settings.filter(({ name }) => names.includes(name))
}
