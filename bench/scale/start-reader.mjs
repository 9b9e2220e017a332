import { fileURLToPath } from "node:url"
import { startChild } from "../child.mjs"

const program = fileURLToPath(new URL("reader.mjs", import.meta.url))

/** Starts a process that reads sessions. */
export const startReader = () => startChild("reader", program, [], { NEXTAUTH_URL: "http://localhost:3000" })
