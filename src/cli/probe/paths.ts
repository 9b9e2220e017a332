/** The paths to ask for: samples of the policy's patterns, and those that were named. */
import type { Line } from "../../core/contracts/policy.js"
import { parsePattern } from "../../core/guard/patterns.js"

/** @param params what stands for `:name`, and for `*`; `probe` for the others */
export function samplesOf(lines: readonly Line[], params: Readonly<Record<string, string>>): readonly string[] {
  return [...new Set(lines.flatMap(({ pattern }) => (pattern === null ? [] : samplesOfPattern(pattern, params))))]
}

/** For `/admin/**` both `/admin` and something below it. */
function samplesOfPattern(pattern: string, params: Readonly<Record<string, string>>): string[] {
  const parts = parsePattern(pattern).parts.map((part) => {
    const name = part.startsWith(":") ? part.slice(1) : part === "*" ? "*" : null
    return name === null ? part : Object.hasOwn(params, name) ? params[name] : "probe"
  })
  const sample = (some: readonly unknown[]): string => encodeURI(`/${some.join("/")}`)
  return parts.at(-1) === "**"
    ? [sample(parts.slice(0, -1)), sample([...parts.slice(0, -1), "probe"])]
    : [sample(parts)]
}
