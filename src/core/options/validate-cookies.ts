import type { AuthOptions } from "./options.js"
import { invalid, type Problem } from "./problem.js"

/**
 * Cookies that no browser would keep: the prefix of a name promises attributes.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-4.1.3
 */
export function* cookieProblems({ cookies = {} }: AuthOptions): Generator<Problem> {
  for (const [key, cookie] of Object.entries(cookies)) {
    const { secure, path, domain, partitioned } = cookie?.options ?? {}
    const isHost = /^__Host-/i.test(cookie?.name)
    const needsSecure = isHost || partitioned || /^__Secure-/i.test(cookie?.name)
    if (needsSecure ? secure && !(isHost && (domain || path !== "/")) : true) continue
    const needed = `\`secure: true\`${isHost ? ', `path: "/"` and no `domain`' : ""}`
    yield invalid(`Browsers refuse the cookie \`cookies.${key}\`: it needs ${needed}.`)
  }
}
