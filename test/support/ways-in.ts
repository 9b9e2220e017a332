/** Every way to sign in, at one app: by password, at a provider, by a link in a mail, on another device, and by a code. */
import { MemoryAdapter } from "../../src/adapters/memory.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import type { AuthOptions } from "../../src/core/options/options.js"
import type { Provider } from "../../src/index.js"
import Credentials from "../../src/providers/credentials.js"
import Email from "../../src/providers/email.js"
import { type Answer, type App, type Browser, openApp } from "./app.js"

export interface Person {
  readonly name: string
  readonly email: string
  /** Their id at the provider, where it is another than `sub-of-<name>`. */
  readonly sub?: string
}

export interface OpenedWays {
  readonly app: App
  readonly adapter: Adapter
  /** Each signs the person in with this browser, as far as the app lets them. */
  readonly ways: Readonly<Record<string, (browser: Browser, person: Person) => Promise<Answer>>>
}

/** Passwords are `password of <name>`; the provider vouches for nobody's address. */
export function openWays(options: Partial<AuthOptions> = {}): OpenedWays {
  const adapter = MemoryAdapter()
  const mails: { url: string; code: string }[] = []
  let atProvider: Person | undefined
  const password = Credentials({
    credentials: { name: {}, password: { type: "password" } },
    async authorize(typed) {
      const user = await adapter.getUserByEmail?.(`${typed?.name}@example.com`)
      return typed?.password === `password of ${typed?.name}` ? (user ?? null) : null
    },
  })
  // The developer makes both requests, so that no network is needed.
  const example: Provider = {
    id: "example",
    name: "Example",
    type: "oauth",
    clientId: "the-client",
    clientSecret: "the-client-secret",
    checks: ["state", "pkce"],
    authorization: "https://idp.example/authorize",
    token: { request: async () => ({ tokens: { access_token: "an-access-token" } }) },
    userinfo: { request: async () => ({ sub: atProvider?.sub ?? `sub-of-${atProvider?.name}` }) },
    profile: ({ sub }: { sub: string }) => ({ name: atProvider?.name, email: atProvider?.email, id: sub }),
  } as never
  const email = Email({
    code: true,
    limits: false,
    sendVerificationRequest: ({ url, code = "" }) => void mails.push({ url, code }),
  })
  const app = openApp({ adapter, providers: [password, example, email], ...options })
  const ask = (browser: Browser, person: Person) => browser.signIn("email", { email: person.email })

  return {
    app,
    adapter,
    ways: {
      "a password": (browser, { name }) => browser.signIn("credentials", { name, password: `password of ${name}` }),
      async "a provider"(browser, person) {
        const { location } = await browser.signIn("example", {})
        atProvider = person
        const state = new URL(location ?? "").searchParams.get("state")
        return browser.get(`callback/example?code=a-code&state=${state}`)
      },
      async "a link"(browser, person) {
        const sent = mails.length
        const asked = await ask(browser, person)
        return mails.length > sent ? browser.get(mails.at(-1)?.url ?? "") : asked
      },
      async "a link on another device"(browser, person) {
        const sent = mails.length
        const asked = await ask(app.browser(), person)
        if (mails.length === sent) return asked
        const page = await browser.get(mails.at(-1)?.url ?? "")
        return page.forms[0] ? browser.submit(page.forms[0]) : page
      },
      async "a code"(browser, person) {
        const sent = mails.length
        const asked = await ask(browser, person)
        if (mails.length === sent) return asked
        return browser.post("callback/email", { csrfToken: await browser.csrfToken(), code: mails.at(-1)?.code ?? "" })
      },
    },
  }
}

/** Whom the app's own pages see; `null` for nobody. */
export const who = async (browser: Browser): Promise<string | null> => (await browser.session())?.user?.email ?? null

/** The cookies that a session is in, as they are sent. */
export const sessionCookies = (browser: Browser): string[] =>
  browser
    .cookieHeader()
    .split("; ")
    .filter((pair) => pair.includes("session-token"))
