/** What a visitor does who signs in. A journey ends with a session, or throws. */
import { openBrowser } from "./browser.mjs"
import { handedTo } from "./without-sockets.mjs"

/**
 * People who come back, as most do: one of some thousands, each in a browser that knows them not. More often an address would be sent more
 * mails than it may be.
 */
const people = 5000
let visits = 0

const somebody = () => `ada-${visits++ % people}`

/** A browser that was never here, and has fetched the CSRF token. */
async function arrive({ handler, origin }) {
  const browser = openBrowser(handedTo(handler, origin))
  const { csrfToken } = JSON.parse((await browser.get("/api/auth/csrf")).text)
  const submit = (path, fields) => browser.post(path, { csrfToken, callbackUrl: origin, ...fields })
  return { ...browser, submit }
}

async function byCredentials(site) {
  const visitor = await arrive(site)
  await visitor.submit("/api/auth/callback/credentials", { username: somebody(), password: "analytical" })
  return { visitor }
}

/** As far as the provider's door. */
async function byProvider(site) {
  const visitor = await arrive(site)
  const { location } = await visitor.submit("/api/auth/signin/local", {})
  return { visitor, location }
}

async function byMail(site) {
  const visitor = await arrive(site)
  const email = `${somebody()}@example.com`
  await visitor.submit("/api/auth/signin/email", { email })
  await visitor.get(site.takeLink(email))
  return { visitor }
}

/** By way: who has come, and `location` where the visitor has to go to a provider first. */
export const journeys = { credentials: byCredentials, oauth: byProvider, email: byMail }

/** The visitor is back from the provider, where there was one, and has a session now. Does not look at it. */
export async function arriveSignedIn({ visitor }, address) {
  if (address) await visitor.get(address)
  if (!visitor.has("session-token")) throw new Error("Signing in gave no session.")
}

/** Reads the session. */
export async function proveSession({ visitor }) {
  const { user } = JSON.parse((await visitor.get("/api/auth/session")).text)
  if (!/^(ada|alice)/.test(user?.email)) throw new Error("Signing in gave somebody else's session.")
}
