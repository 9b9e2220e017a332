/** The paths of a route, against patterns of a policy and regular expressions of a matcher. */
import type { Pattern } from "../../core/guard/patterns.js"

/** A part of a route: text, `[id]`, `[...rest]`, `[[...rest]]`. */
export type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "one" | "some" | "any"; readonly name: string }

export function partsOfRoute(route: string): readonly Part[] {
  return route.split("/").filter(Boolean).map(partOf)
}

function partOf(text: string): Part {
  const [, open = "", name = ""] = /^(\[\[\.\.\.|\[\.\.\.|\[)([^\]]+)\]{1,2}$/.exec(text) ?? []
  if (open === "[[...") return { kind: "any", name }
  if (open === "[...") return { kind: "some", name }
  return open === "[" ? { kind: "one", name } : { kind: "text", text }
}

type Shape = readonly (string | "*" | "**")[]

/** `*` for one part of any text, `**` for any number. */
const shapeOfRoute = (parts: readonly Part[]): Shape =>
  parts.flatMap((part) => {
    if (part.kind === "text") return [part.text]
    return part.kind === "one" ? ["*"] : part.kind === "some" ? ["*", "**"] : ["**"]
  })

const shapeOfPattern = ({ parts }: Pattern): Shape => parts.map((part) => (part.startsWith(":") ? "*" : part))

/** Whether every path of the route fits the pattern. */
export function covers(pattern: Pattern, route: readonly Part[]): boolean {
  return isCovered(shapeOfRoute(route), shapeOfPattern(pattern))
}

function isCovered([part, ...more]: Shape, [wanted, ...rest]: Shape): boolean {
  if (wanted === "**") return true
  if (part === undefined || wanted === undefined) return part === wanted
  if (part === "**" || (part === "*" && wanted !== "*")) return false
  return (wanted === "*" || wanted === part) && isCovered(more, rest)
}

/** Whether some path of the route fits the pattern. */
export function meets(pattern: Pattern, route: readonly Part[]): boolean {
  return isMet(shapeOfRoute(route), shapeOfPattern(pattern))
}

function isMet(parts: Shape, wanted: Shape): boolean {
  const [part, ...more] = parts
  const [want, ...rest] = wanted
  if (part === "**") return isMet(more, wanted) || (want !== undefined && (want === "**" || isMet(parts, rest)))
  if (want === "**") return true
  if (part === undefined || want === undefined) return part === want
  return (part === "*" || want === "*" || part === want) && isMet(more, rest)
}

/** Paths of the route as a visitor may ask for them, the plainest first. */
export function samplesOf(parts: readonly Part[]): readonly string[] {
  const with_ = (...rest: readonly string[]) =>
    `/${parts.flatMap((part) => (part.kind === "text" ? [part.text] : part.kind === "one" ? [textFor(part.name)] : rest)).join("/")}`
  const last = parts.at(-1)?.kind
  if (last === "any") return [with_("x"), with_(), with_("x", "y")]
  return last === "some" ? [with_("x"), with_("x", "y")] : [with_("x")]
}

/** Paths of the route that look like files, as matchers often leave them out. */
export function filesOf(parts: readonly Part[]): readonly string[] {
  const last = parts.at(-1)
  if (!last || last.kind === "text" || isLocale(last.name)) return []
  const [path = ""] = samplesOf(parts)
  return ["png", "txt"].map((ending) => `${path}.${ending}`)
}

const textFor = (name: string): string => (isLocale(name) ? "en" : "x")

export const isLocale = (name: string): boolean => /^(?:locale|lang|lng|language)$/i.test(name)

/** As a line of a policy would name it. */
export const patternOfRoute = (parts: readonly Part[]): string =>
  `/${parts.map((part) => (part.kind === "text" ? part.text : part.kind === "one" ? `:${part.name}` : "**")).join("/")}`
