import { readFileSync } from "node:fs"
import { transformSync } from "esbuild"
import { root } from "./doors.mjs"

/**
 * Imports a file of data, which must import nothing but types: its JavaScript alone is a module.
 *
 * @param {string} file path in the repository
 */
export function importTypeScript(file) {
  const { code } = transformSync(readFileSync(`${root}${file}`, "utf8"), { loader: "ts", format: "esm" })
  return import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`)
}
