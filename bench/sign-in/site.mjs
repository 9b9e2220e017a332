import { fileURLToPath } from "node:url"
import { startChild } from "../child.mjs"

const program = fileURLToPath(new URL("site-process.mjs", import.meta.url))

/** Starts the process and its server, which answers once it was told to open. */
export async function startSite(name) {
  const child = await startChild(name, program, [name])
  return { ...child, origin: child.ready }
}
