/**
 * Looks, while developing, at the files that are easy to get wrong: a guard that Next.js does not run protects nothing, and
 * says so nowhere.
 */

let checked = false

/** Reports once per process, to the console; silent where there are no files. */
export function checkProjectOnce(): void {
  if (checked) return
  checked = true
  const fs = process.getBuiltinModule?.("node:fs")
  if (!fs) return
  const read = (path: string): string | null => {
    try {
      return fs.readFileSync(path, "utf8")
    } catch {
      return null // not there
    }
  }
  const list = (path: string): string[] => {
    try {
      return fs.readdirSync(path, { recursive: true, encoding: "utf8" })
    } catch {
      return []
    }
  }
  for (const finding of findMisplacedGuards(read, list)) console.error(`[countersign] ${finding}`)
}

const extensions = ["js", "ts", "mjs", "jsx", "tsx"]

/** What is wrong with the guards of the project in the current directory, a sentence each. */
export function* findMisplacedGuards(
  read: (path: string) => string | null,
  list: (path: string) => string[],
): Generator<string> {
  for (const pages of ["pages", "src/pages"]) {
    for (const file of list(pages)) {
      if (/(?:^|[\\/])_middleware\.[jt]sx?$/.test(file)) {
        yield `${pages}/${file} protects nothing: since Next.js 12.2 there is one \`middleware\` (Next.js 16: \`proxy\`) beside \`pages\` or \`app\`. Move it there, with \`export const config = { matcher: [...] }\` for the paths it should guard.`
      }
    }
  }
  for (const name of ["middleware", "proxy"]) {
    for (const path of extensions.flatMap((extension) => [`${name}.${extension}`, `src/${name}.${extension}`])) {
      const line = read(path)?.match(/^\s*export\s*\{\s*default\s*\}\s*from\s*["'][^"']*["'].*$/m)?.[0]
      if (line) {
        yield `${path}: Next.js 16 refuses to build \`${line.trim()}\`, because it only recognises exports called \`${name}\`. Write \`export { default as ${name} } from "next-auth/middleware"\` instead.`
      }
    }
  }
}
