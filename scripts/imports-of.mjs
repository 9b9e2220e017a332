/**
 * The imports of a TypeScript file, types included: what a bundler's report leaves out.
 * A scan, not a parser: it knows strings and comments, which is all that could look like an import and not be one.
 */

const stringsAndComments = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\/.*|\/\*[\s\S]*?\*\//g
const withFrom = /^\s*(import|export)\s+(type\s)?([\w*{}\s,$]*?)\bfrom\s*["']([^"']+)["']/gm
const bare = /^\s*import\s*["']([^"']+)["']/gm
const called = /\bimport\(\s*["']([^"']+)["']/g

/** `import { type A, type B }` brings types only, like `import type { A, B }`. */
const namesTypesOnly = (clause) => {
  const names = /^\{([^}]*)\}$/.exec(clause.trim())?.[1]
  return Boolean(names?.trim()) && names.split(",").every((name) => !name.trim() || /^type\s/.test(name.trim()))
}

/**
 * @param {string} source
 * @returns {{ specifier: string, typeOnly: boolean }[]}
 */
export function importsOf(source) {
  const code = source.replace(stringsAndComments, (_, string) => (string?.includes("import") ? '""' : (string ?? " ")))
  return [
    ...[...code.matchAll(withFrom)].map(([, , type, clause, specifier]) => ({
      specifier,
      typeOnly: Boolean(type) || namesTypesOnly(clause),
    })),
    ...[...code.matchAll(bare)].map(([, specifier]) => ({ specifier, typeOnly: false })),
    ...[...code.matchAll(called)].map(([, specifier]) => ({ specifier, typeOnly: false })),
  ]
}
