import type { AuthOptions } from "./options.js"
import { invalid, type Problem } from "./problem.js"

/**
 * Cookies that no browser would keep: the prefix of a name promises attributes. And those that would set another one: an answer
 * repeats names and attributes as they are written.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-4.1.3
 */
export function* cookieProblems({ cookies = {} }: AuthOptions): Generator<Problem> {
  for (const [key, cookie] of Object.entries(cookies)) {
    if (cookie === undefined) continue
    const { name, options: { secure, path, domain, partitioned } = {} } = cookie
    if (!name || !/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[^ -:<-~]/.test(`${path}${domain}`)) {
      yield invalid(`\`cookies.${key}\` has a \`name\`, \`path\` or \`domain\` that no cookie can have.`)
      continue
    }
    const isHost = /^__Host-/i.test(name)
    const needsSecure = isHost || partitioned || /^__Secure-/i.test(name)
    if (needsSecure ? secure && !(isHost && (domain || path !== "/")) : true) continue
    const needed = `\`secure: true\`${isHost ? ', `path: "/"` and no `domain`' : ""}`
    yield invalid(`Browsers refuse the cookie \`cookies.${key}\`: it needs ${needed}.`)
  }
}
