import { fileURLToPath } from "node:url"
import { startChild } from "../child.mjs"

const program = fileURLToPath(new URL("site-process.mjs", import.meta.url))

/** Nobody listens there: requests are handed to the site in its process. */
const origin = "http://127.0.0.1:3000"

/** Starts the process, whose site is there once it was told to open. */
export async function startSite(name) {
  const child = await startChild(name, program, [name, origin])
  return { ...child, origin }
}
