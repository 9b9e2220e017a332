/** Every place that takes a secret, entered as a visitor or a provider enters it. */
import { openTokens } from "../../src/core/accounts/stored-tokens.js"
import type { LogoutStore } from "../../src/core/contracts/provider.js"
import { endBySid } from "../../src/features/logout/ended-sessions.js"
import { decode } from "../../src/jwt.js"
import { getAccessToken } from "../../src/tokens.js"
import { type Browser, secret } from "../support/app.js"
import { doorsOpenTo } from "./doors.js"
import { type Apps, askForMail, comeBack, cookieNames, signIn } from "./secrets.js"

export interface Place {
  /** The kinds that are meant for it. Everything else is refused. */
  readonly own: readonly string[]
  takes(apps: Apps, value: string): Promise<boolean>
}

const wire = encodeURIComponent
const isSignedIn = async (browser: Browser): Promise<boolean> => (await browser.session()) !== null
const origin = "https://app.example"

const session =
  (name: string) =>
  async ({ main }: Apps, value: string): Promise<boolean> => {
    const spellings = [`${name}=${wire(value)}`, `${name}.0=${wire(value)}`]
    for (const cookie of spellings) if ((await doorsOpenTo(main, { cookie })).length > 0) return true
    return false
  }

/** An attempt whose cookie is another: its code is not sent to the provider. One of its own kind is found out there. */
const check =
  (name: string) =>
  async ({ main, op }: Apps, value: string): Promise<boolean> => {
    const browser = main.browser()
    const back = await comeBack(browser)
    browser.plant(name, wire(value))
    const before = op.seen("token").length
    await browser.get(back.href)
    return (await isSignedIn(browser)) || op.seen("token").length > before
  }

export const places: Readonly<Record<string, Place>> = {
  "the session cookie": { own: ["session"], takes: session(cookieNames.session) },
  "Auth.js v5's session cookie": {
    own: ["Auth.js v5's session"],
    takes: session(cookieNames["Auth.js v5's session"]),
  },
  "the Authorization header": {
    own: ["session"],
    takes: async ({ main }, value) => (await doorsOpenTo(main, { authorization: `Bearer ${wire(value)}` })).length > 0,
  },
  "decode of countersign/jwt": {
    own: ["session"],
    takes: async (_, token) => (await decode({ token, secret }).catch(() => null)) !== null,
  },
  "the cookie of a session in the database": {
    own: ["key of a session in the database"],
    async takes({ stored }, value) {
      const browser = stored.browser()
      browser.plant(cookieNames.session, wire(value))
      return isSignedIn(browser)
    },
  },
  "the state cookie": { own: [], takes: check(cookieNames["state cookie"]) },
  "the nonce cookie": { own: ["nonce cookie"], takes: check(cookieNames["nonce cookie"]) },
  "the PKCE cookie": { own: ["PKCE cookie"], takes: check(cookieNames["PKCE cookie"]) },
  "the state of an answer": {
    own: [],
    async takes({ main, op }, value) {
      const browser = main.browser()
      const back = await comeBack(browser)
      back.searchParams.set("state", value)
      const before = op.seen("token").length
      await browser.get(back.href)
      return (await isSignedIn(browser)) || op.seen("token").length > before
    },
  },
  "the code of an answer": {
    own: [], // a code is bound to its attempt by PKCE
    async takes({ main }, value) {
      const browser = main.browser()
      const back = await comeBack(browser)
      back.searchParams.set("code", value)
      await browser.get(back.href)
      return isSignedIn(browser)
    },
  },
  "the ID token of a token answer": {
    own: [], // it names the nonce of another attempt
    async takes({ main, op }, value) {
      op.script.idToken = () => value
      const browser = main.browser()
      await browser.get((await comeBack(browser)).href)
      delete op.script.idToken
      return isSignedIn(browser)
    },
  },
  "the CSRF cookie, beside a token": {
    own: ["CSRF cookie"],
    async takes({ main }, value) {
      const browser = main.browser()
      browser.plant(cookieNames["CSRF cookie"], wire(value))
      for (const csrfToken of [value, value.split("|")[0] as string, value.split(".")[0] as string, ""]) {
        await browser.post("callback/credentials", { csrfToken, password: "lovelace" })
      }
      return isSignedIn(browser)
    },
  },
  "the CSRF token of a form": {
    own: [], // each browser has its own
    async takes({ main }, csrfToken) {
      const browser = main.browser()
      await browser.csrfToken()
      await browser.post("callback/credentials", { csrfToken, password: "lovelace" })
      return isSignedIn(browser)
    },
  },
  "the callback-url cookie": {
    own: [],
    async takes({ main }, value) {
      const answer = await main
        .browser()
        .get("signin", { cookie: `${cookieNames["callback-url cookie"]}=${wire(value)}` })
      const asked = answer.forms.map(({ fields }) => fields.callbackUrl).filter((it) => it !== undefined)
      return asked.length === 0 || asked.some((it) => it !== origin)
    },
  },
  "the link of a mail": {
    own: ["token of a link"],
    async takes({ main }, token) {
      const browser = main.browser()
      const csrfToken = await browser.csrfToken()
      await browser.post("callback/email", { csrfToken, token, email: "ada@example.com" })
      return isSignedIn(browser)
    },
  },
  "the code of a mail": {
    own: [], // it is good in the browser that asked
    async takes(apps, value) {
      const { browser } = await askForMail(apps, "grace@example.com")
      const csrfToken = await browser.csrfToken()
      await browser.post("callback/email", { csrfToken, code: value })
      return isSignedIn(browser)
    },
  },
  "the cookie of a mail": {
    own: ["cookie of a mail"],
    async takes({ main }, value) {
      const browser = main.browser()
      browser.plant(cookieNames["cookie of a mail"], wire(value))
      const { text } = await browser.get("verify-request?provider=email")
      return text.includes('name="code"')
    },
  },
  "the cookie of provider tokens": {
    own: ["cookie of provider tokens"],
    async takes({ bare }, value) {
      const browser = await signIn(bare.browser())
      browser.plant(cookieNames["cookie of provider tokens"], wire(value))
      const headers = new Headers({ cookie: browser.cookieHeader() })
      const token = getAccessToken({ options: bare.options, headers, provider: "idp" })
      return token.then(Boolean, () => false)
    },
  },
  "the cookie of a provider's session": {
    own: ["cookie of a provider's session"],
    async takes(apps, value) {
      const browser = apps.main.browser()
      browser.plant(cookieNames["cookie of a provider's session"], wire(value), `${origin}/api/auth/signout`)
      const csrfToken = await browser.csrfToken()
      const { location } = await browser.post("signout", { csrfToken })
      return location?.startsWith(apps.op.issuer) === true
    },
  },
  "the state of a return from signing out": {
    own: [], // its cookie is in the browser that left
    async takes(apps, value) {
      const browser = await signIn(apps.main.browser())
      await browser.signOut()
      const { location } = await browser.get(`signed-out/idp?callbackUrl=/members&state=${wire(value)}`)
      return location !== `${origin}/`
    },
  },
  "the state cookie of a return from signing out": {
    own: [],
    async takes(apps, value) {
      const browser = await signIn(apps.main.browser())
      const left = await browser.signOut()
      const state = new URL(left.location ?? "").searchParams.get("state") ?? ""
      browser.plant(cookieNames["state cookie"], wire(value))
      const { location } = await browser.get(`signed-out/idp?callbackUrl=/members&state=${state}`)
      return location !== `${origin}/`
    },
  },
  "the state of an answer for a preview": {
    own: ["state of a preview"],
    async takes({ stable }, value) {
      const { location } = await stable.browser().get(`callback/idp?code=c&state=${wire(value)}`)
      return new URL(location ?? origin).origin !== origin
    },
  },
  "the notice that a session has ended": {
    own: ["logout token"],
    takes: async ({ main }, value) =>
      (await main.browser().post("backchannel-logout/idp", { logout_token: value })).status === 200,
  },
  "a provider's token in the database": {
    own: ["access token, sealed"],
    async takes(_, value) {
      const opened = await openTokens({ access_token: value }, [secret]).catch(() => null)
      return opened !== null && opened.access_token !== value
    },
  },
  "the key of a session that a provider may end": {
    own: ["key of a session, sealed"],
    async takes(_, value) {
      const ended: string[] = []
      const adapter = {
        getValue: () => JSON.stringify([value]),
        setValue() {},
        deleteSession: (key: string) => void ended.push(key),
      }
      const store = { adapter, secret, strategy: "database", maxAge: 3600 } as unknown as LogoutStore
      await endBySid(store, "idp", "sid", new Date())
      return ended.length > 0
    },
  },
}
