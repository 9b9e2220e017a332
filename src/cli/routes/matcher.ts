/** `config.matcher` of a proxy: which paths it runs for. */
import { literalOf, type Syntax } from "./syntax.js"

export interface Matcher {
  /** Whether it runs for a path, whoever asks. */
  readonly always: (pathname: string) => boolean
  /** Whether it runs for a path on a condition (`has`, `missing`) that the visitor can meet or not. */
  readonly sometimes: (pathname: string) => boolean
}

export const everywhere: Matcher = { always: () => true, sometimes: () => true }

/** `null` when it cannot be read: then Next.js cannot read it either. */
export function readMatcher(config: Syntax | null | undefined): Matcher | null {
  const value = literalOf(config)
  if (value === undefined || value === null || typeof value !== "object") return null
  const { matcher } = value as { matcher?: unknown }
  if (matcher === undefined) return "matcher" in value ? null : everywhere
  const entries = [matcher].flat().map(readEntry)
  if (entries.some((one) => one === null)) return null
  const known = entries.filter((one) => one !== null)
  return {
    always: (pathname) => known.some(({ pattern, isConditional }) => !isConditional && pattern.test(pathname)),
    sometimes: (pathname) => known.some(({ pattern }) => pattern.test(pathname)),
  }
}

interface Entry {
  readonly pattern: RegExp
  readonly isConditional: boolean
}

function readEntry(given: unknown): Entry | null {
  const { source, has, missing } = (typeof given === "string" ? { source: given } : (given ?? {})) as Record<
    string,
    unknown
  >
  const pattern = typeof source === "string" ? regexOf(source) : null
  return pattern && { pattern, isConditional: [has, missing].some((one) => Array.isArray(one) && one.length > 0) }
}

/** path-to-regexp's syntax, as Next.js uses it: `:name`, with `*`, `+`, `?` or `(regex)`, groups and plain regular expressions. */
function regexOf(source: string): RegExp | null {
  let text = ""
  for (let i = 0; i < source.length; ) {
    const rest = source.slice(i)
    const named = /^(\/?):(\w+)/.exec(rest)
    const opens = named ? i + named[0].length : rest.startsWith("/(") ? i + 1 : i
    const group = source[opens] === "(" ? groupAt(source, opens) : null
    if (named || group) {
      const slash = named ? named[1] : opens > i ? "/" : ""
      const after = group ? opens + group.length : opens
      const modifier = /^[*+?]/.exec(source.slice(after))?.[0] ?? ""
      text += repeat(slash ?? "", group ? `(?:${group.slice(1, -1)})` : "[^/]+?", modifier)
      i = after + modifier.length
    } else if (rest.startsWith("{")) return null
    else {
      text += rest.charAt(0).replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
      i++
    }
  }
  try {
    return new RegExp(`^${text}/?$`, "i")
  } catch {
    return null
  }
}

function repeat(slash: string, one: string, modifier: string): string {
  if (modifier === "*") return `(?:${slash}${one}(?:/${one})*)?`
  if (modifier === "+") return `(?:${slash}${one}(?:/${one})*)`
  return modifier === "?" ? `(?:${slash}${one})?` : `${slash}${one}`
}

/** From `(` to the `)` that ends it. */
function groupAt(text: string, from: number): string | null {
  for (let i = from, depth = 0; i < text.length; i++) {
    if (text[i] === "\\") i++
    else if (text[i] === "(") depth++
    else if (text[i] === ")" && --depth === 0) return text.slice(from, i + 1)
  }
  return null
}
