/**
 * Path patterns: `/posts/:id`, `/files/*` (one part), `/admin/**` (any number of parts, none included), each with a method before it
 * where it is for that alone. The most specific one that fits decides.
 */
import { ConfigurationError } from "../errors.js"

export interface Pattern {
  /** As it was written. */
  readonly text: string
  /** `null` for every method. */
  readonly method: string | null
  readonly parts: readonly string[]
}

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

/** @throws {ConfigurationError} `INVALID_OPTION` for one that could fit nothing, or not what it seems to */
export function parsePattern(text: string): Pattern {
  const [, method = null, path = ""] = /^(?:(\S+) )?(\S*)$/.exec(text) ?? []
  const parts = partsOf(path)
  const problem =
    (method !== null && !methods.includes(method) && `"${method}" is no method: use one of ${methods.join(", ")}`) ||
    (!path.startsWith("/") && "a pattern begins with `/`, or with a method and a space") ||
    (/[?#%\\]/.test(path) && "it is a plain path, decoded, without query") ||
    (parts.slice(0, -1).includes("**") && "`**` stands for all that follows, so it comes last") ||
    (parts.some((part) => /^\.{1,2}$/.test(part)) && "a router never sees `.` and `..`") ||
    (parts.some((part) => /\*/.test(part) && part !== "*" && part !== "**") && "`*` and `**` stand for whole parts") ||
    (parts.some((part) => /^:\W*$/.test(part)) && "`:` is followed by a name")
  if (problem)
    throw new ConfigurationError("INVALID_OPTION", `\`policy\`: the pattern "${text}" cannot work: ${problem}.`)
  return { text, method, parts }
}

/** The parts of a path; empty ones are none, as a trailing slash is. */
export const partsOf = (path: string): string[] => path.split("/").filter(Boolean)

/** What the pattern's names stand for; `null` when it does not fit. */
export function match({ parts }: Pattern, path: readonly string[]): Record<string, string> | null {
  const params: Record<string, string> = {}
  for (const [i, part] of parts.entries()) {
    if (part === "**") return params
    const given = path[i]
    if (given === undefined) return null
    if (part.startsWith(":")) params[part.slice(1)] = given
    else if (part !== "*" && part !== given) return null
  }
  return parts.length === path.length ? params : null
}

export const fitsMethod = ({ method }: Pattern, asked: string): boolean =>
  method === null || method === asked || (method === "GET" && asked === "HEAD")

/** Plain parts before names, names before `**`, from the left; then one with a method, of those the method itself. */
export function bySpecificity(one: Pattern, other: Pattern): number {
  for (let i = 0; i < Math.max(one.parts.length, other.parts.length); i++) {
    const difference = rank(other.parts[i]) - rank(one.parts[i])
    if (difference !== 0) return difference
  }
  return methodRank(other) - methodRank(one)
}

/** A pattern that ends is narrower than one that goes on with `**`. */
function rank(part: string | undefined): number {
  if (part === undefined) return 1
  if (part === "**") return 0
  return part === "*" || part.startsWith(":") ? 2 : 3
}

const methodRank = ({ method }: Pattern): number => (method === null ? 0 : method === "HEAD" ? 2 : 1)

/** Whether nobody could say which of the two decides. */
export const areAlike = (one: Pattern, other: Pattern): boolean =>
  one.method === other.method && shape(one.parts) === shape(other.parts)

const shape = (parts: readonly string[]): string => parts.map((part) => part.replace(/^:.*/, "*")).join("/")
