import { json, type Outcome } from "../contracts/outcome.js"
import type { FlowContext } from "./context.js"

const longest = 2000

/**
 * `POST /_log`: what a browser of a next-auth v4 client reports. Heard only by a logger of the developer's own, and cut
 * short: anybody can post here.
 */
export async function receiveLog({ config, request }: FlowContext): Promise<Outcome> {
  const { level, code, ...metadata } = request.body
  if (config.hasOwnLogger && typeof code === "string") {
    const name = code.slice(0, 100)
    const error = new Error(textOf(metadata).slice(0, longest))
    if (level === "error") config.log.error(name, { error, client: true })
    else if (level === "warn") config.log.warn(name)
    else if (level === "debug") config.log.debug(name, { error, client: true })
  }
  return json({})
}

function textOf(metadata: object): string {
  try {
    return JSON.stringify(metadata)
  } catch {
    return "nested too deeply to be shown"
  }
}
