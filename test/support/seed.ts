import { readFileSync } from "node:fs"
import { join } from "node:path"
import { repository } from "./install-countersign.js"

/** The code blocks of the seed document exactly as it writes them, by the file that each block's title names. */
export function seedFiles(): Record<string, string> {
  const document = readFileSync(join(repository, "test/fixtures/seed/securing-pages-and-api-routes.md"), "utf8")
  const blocks = [...document.matchAll(/^```js title="([^"]+)"\n([\s\S]*?)^```$/gm)]
  return Object.fromEntries(blocks.map(([, title = "", code = ""]) => [title.replace(/^\//, ""), code]))
}

/** The blocks without the middleware, whose form depends on the Next.js major. */
export function seedPages(): Record<string, string> {
  const { "middleware.js": _middleware, ...pages } = seedFiles()
  return pages
}
