/** What a visitor does who signs in; each ends with a session, or throws. */
import { openBrowser } from "./browser.mjs"

/**
 * People who come back, as most do: one of some hundreds, each in a browser that knows them not. More often an address would be sent more
 * mails than it may be.
 */
const people = 1200
const visits = new WeakMap()

function somebody(site) {
  const nth = visits.get(site) ?? 0
  visits.set(site, nth + 1)
  return `ada-${nth % people}`
}

/** A browser that was never here, and has fetched the CSRF token. */
async function arrive(site) {
  const browser = openBrowser(site.origin)
  const { csrfToken } = JSON.parse((await browser.get("/api/auth/csrf")).text)
  const submit = (path, fields) => browser.post(path, { csrfToken, callbackUrl: site.origin, ...fields })
  return { ...browser, submit }
}

async function byCredentials(site) {
  const visitor = await arrive(site)
  await visitor.submit("/api/auth/callback/credentials", { username: somebody(site), password: "analytical" })
  return visitor
}

/** Through a provider that knows the visitor already: it sends them back at once. */
async function byProvider(site, { provider, atProvider }) {
  const visitor = await arrive(site)
  const { location } = await visitor.submit("/api/auth/signin/local", {})
  await visitor.get(await provider.signIn(location, "alice", atProvider))
  return visitor
}

async function byMail(site) {
  const visitor = await arrive(site)
  const email = `${somebody(site)}@example.com`
  await visitor.submit("/api/auth/signin/email", { email })
  await visitor.get(await site.ask("takeLink", { email }))
  return visitor
}

const journeys = { credentials: byCredentials, oauth: byProvider, email: byMail }

/** One sign-in. Does not look at the session, but for whether there is one. */
export async function signIn(way, site, visit) {
  const visitor = await journeys[way](site, visit)
  if (!visitor.has("session-token")) throw new Error(`${site.name}: signing in by ${way} gave no session.`)
  return visitor
}

/** One sign-in whose session is read. */
export async function provesSignIn(way, site, visit) {
  const visitor = await signIn(way, site, visit)
  const { user } = JSON.parse((await visitor.get("/api/auth/session")).text)
  if (!/^(ada|alice)/.test(user?.email))
    throw new Error(`${site.name}: signing in by ${way} gave somebody else's session.`)
}
