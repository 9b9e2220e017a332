/** What the tests are supported by, and the bench too, is written in TypeScript. */
import { basename } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { build } from "esbuild"

const root = fileURLToPath(new URL("..", import.meta.url))

/** Imports a module, by its path in the repository. */
export async function importTypeScript(path) {
  const outfile = `${root}.cache/bench/${basename(path, ".ts")}.mjs`
  await build({
    entryPoints: [root + path],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "silent",
  })
  return import(pathToFileURL(outfile).href)
}
