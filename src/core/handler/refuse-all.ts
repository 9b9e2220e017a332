/** The configuration cannot work, so nothing is answered but that: no session, no sign-in, no token. */
import type { OutgoingAnswer } from "../contracts/request.js"
import type { ConfigurationError } from "../errors.js"
import { readQuery } from "../http/body.js"
import type { Site } from "../http/site.js"
import type { Config } from "../options/config.js"
import { serverError } from "./explain.js"
import { respond } from "./respond.js"

export async function refuseAll(
  config: Config,
  { origin, baseUrl }: Site,
  url: string,
  isPage: boolean | undefined,
): Promise<OutgoingAnswer> {
  const problem = config.problem as ConfigurationError
  config.log.error(problem.code, problem)
  if (!isPage) return respond(serverError(), [], false)

  const ownPage = config.pages.error
  const isLoop = ownPage !== undefined && readQuery(url).fields.callbackUrl?.startsWith(ownPage)
  if (ownPage !== undefined && !isLoop) {
    const location = `${ownPage}${ownPage.includes("?") ? "&" : "?"}error=Configuration`
    return respond({ kind: "redirect", location }, [], false)
  }
  const pages = await config.builtInPages()
  const { page, status } = pages.error({ theme: config.theme, origin, baseUrl, error: "Configuration" })
  return respond({ kind: "page", page, status }, [], false)
}
