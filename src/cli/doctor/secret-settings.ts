/** Which variables hold the secret: those of the library, and the ones that the options read. */
import * as env from "../../core/options/env.js"
import type { App } from "./app.js"
import type { Setting } from "./env-files.js"
import { isOption, literal, type Property } from "./properties.js"

const usual = ["NEXTAUTH_SECRET", "AUTH_SECRET"]

/** `secret` of the options. */
export const secretOptions = ({ properties }: App): readonly Property[] =>
  properties.filter((one) => one.name === "secret" && isOption(one))

const variablesIn = ({ source }: Property): readonly string[] =>
  [...source.matchAll(/\bprocess\.env\.(\w+)/g)].map(([, name = ""]) => name)

/** A text in the place of the variable, or beside it: `process.env.AUTH_SECRET ?? "development"`. */
export const hasText = (one: Property): boolean =>
  typeof literal(one) === "string" || /(?:\?\?|\|\||:)\s*["'`][^"'`]/.test(one.source)

/** Whether the options may have one from where this does not follow. */
export const isElsewhere = (app: App): boolean =>
  secretOptions(app).some((one) => hasText(one) || variablesIn(one).length === 0)

/** Lines of environment files that hold one. */
export function secretSettings(app: App): readonly Setting[] {
  const names = [...usual, ...ownNames(app)]
  return app.settings.filter(({ name, value }) => names.includes(name) && value !== "")
}

/** What the app would have now. */
export const secretsInEnvironment = (app: App): readonly string[] =>
  [env.secret(), ...ownNames(app).map(env.named)].flatMap((one) => one ?? [])

const ownNames = (app: App): readonly string[] => secretOptions(app).flatMap(variablesIn)

/** `$OTHER`, which stands for another variable and cannot be judged. */
export const isReference = ({ value }: Pick<Setting, "value">): boolean => /^\$\{?\w+\}?$/.test(value)
