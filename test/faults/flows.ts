/** What people, their apps and their providers do, as far as the database has a part in it. */
import { expect } from "vitest"
import { listAccounts, unlinkAccount } from "../../src/accounts.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import type { AuthOptions } from "../../src/core/options/options.js"
import { logout } from "../../src/features/logout/index.js"
import { definePolicy, signedInWithin } from "../../src/policy.js"
import Credentials from "../../src/providers/credentials.js"
import Email from "../../src/providers/email.js"
import { getAccessToken } from "../../src/tokens.js"
import { type Answer, type App, type Browser, openApp } from "../support/app.js"
import { type Person, provider, signIn, somebody } from "../support/people.js"
import { clientId, clientSecret, type PlayedScript, type ScriptedProvider } from "../support/scripted-provider.js"
import { type FaultyAdapter, faultyAdapter, type Ledger, ledgerOf, type People } from "./faulty-adapter.js"

export type Strategy = "jwt" | "database"

export interface World {
  readonly app: App
  readonly strategy: Strategy
  /** What the app has. */
  readonly faulty: FaultyAdapter
  readonly ledger: Ledger
  /** The same records, without faults. */
  readonly records: Required<Adapter>
  readonly browser: Browser
  /** The mails that were sent. */
  readonly mails: { readonly url: string; readonly code: string }[]
  /** The provider at the other end of real requests, in the flows that need one. */
  readonly op: PlayedScript
}

/** The moment before something that asks the database. */
export interface Moment {
  /** Does it. What the browser got; what the app got, where it asked by itself. */
  go(): Promise<Answer | unknown>
  /** The addresses of who may be signed in when it failed: `null` is nobody. */
  readonly failed: readonly (string | null)[]
  /** The address of who is signed in when it went well. */
  readonly done: string | null
  /** What the person does when it failed, or again when it did not. Ends as `doneAgain`, or else as `done`. */
  again(): Promise<void>
  readonly doneAgain?: string
  /** Who is in the database in the end. */
  readonly people: People
  /** Uses something once more that is good for one time. Whether it signed somebody in. */
  useAgain?(): Promise<boolean>
  /** For how many times it is good in all; one, unless it says otherwise. */
  readonly uses?: number
  /** What is true in the end besides. */
  check?(): Promise<void>
}

export interface Flow {
  readonly name: string
  /** Whether it takes more of an adapter than the Auth.js contract has. */
  readonly needsPowers?: true
  /** Whether real requests go to a provider. */
  /** Whether it is answered with a refusal when no call fails. */
  readonly isRefused?: true
  /** Whether what comes afterwards may have to wait for something of before to run out. */
  readonly takesTime?: true
  readonly options?: (world: Pick<World, "op" | "mails" | "records">) => Partial<AuthOptions>
  prepare(world: World): Promise<Moment>
}

const powers = ["transaction", "updateAccount", "listAccounts", "listSessions", "deleteSessionsOfUser"] as const
const more = ["increment", "setValue", "getValue"] as const

/** The same records behind the Auth.js contract alone, as adapters on npm are. */
function withoutPowers(adapter: Adapter): Adapter {
  const plain = { ...adapter }
  for (const name of [...powers, ...more]) delete plain[name]
  return plain
}

export function openWorld(
  flow: Flow,
  strategy: Strategy,
  records: Required<Adapter>,
  hasPowers: boolean,
  scripted: ScriptedProvider,
): World {
  const ledger = ledgerOf(records)
  const faulty = faultyAdapter(hasPowers ? ledger.adapter : withoutPowers(ledger.adapter))
  const mails: { url: string; code: string }[] = []
  const op = scripted.play({ claims: (claims) => ({ ...claims, sid: "the-session" }) })
  const app = openApp({
    providers: [provider("first"), provider("second"), mailProvider(mails)],
    adapter: faulty.adapter,
    session: { strategy },
    ...flow.options?.({ op, mails, records }),
  })
  return { app, strategy, faulty, ledger, records, browser: app.browser(), mails, op }
}

const mailProvider = (mails: World["mails"]) =>
  Email({ code: true, sendVerificationRequest: ({ url, code = "" }) => void mails.push({ url, code }) })

const openIdProvider = (op: PlayedScript) => ({
  id: "op",
  name: "OP",
  type: "oidc" as const,
  issuer: op.issuer,
  clientId,
  clientSecret,
  logout: logout({ backChannel: true }),
})

const accountOf = ({ id }: Person, at = "first"): string => `${at} ${id}`
const cookieOf = ({ browser, app }: World): Headers =>
  new Headers({ cookie: browser.cookieHeader(`${app.origin}/page`) })

async function signInAtProvider({ browser }: World): Promise<Answer> {
  const begun = await browser.signIn("op", {})
  if (begun.location?.includes("/authorize") !== true) return begun
  return browser.get((await browser.get(begun.location)).location ?? "")
}

/** Asks for a mail; the page that waits for it. */
const ask = async (browser: Browser, email: string): Promise<Answer> =>
  browser.follow(await browser.signIn("email", { email }))

const latest = ({ mails }: World): World["mails"][0] => mails.at(-1) ?? { url: "", code: "" }

/** Opens a link wherever it is, and presses the button if there is one. */
async function openLink(browser: Browser, url: string): Promise<Answer> {
  const page = await browser.get(url)
  return page.forms[0] && page.status === 200 ? browser.submit(page.forms[0]) : page
}

async function opensForSomebody({ app }: World, url: string): Promise<boolean> {
  const browser = app.browser()
  await openLink(browser, url)
  return (await browser.session()) !== null
}

async function askAndOpen(world: World, email: string): Promise<void> {
  await ask(world.browser, email)
  await openLink(world.browser, latest(world).url)
}

const firstSignIn: Flow = {
  name: "a first sign-in at a provider",
  async prepare({ browser }) {
    const ada = somebody()
    return {
      go: () => signIn(browser, "first", ada),
      failed: [null],
      done: ada.email,
      again: async () => void (await signIn(browser, "first", ada)),
      people: { [ada.email]: [accountOf(ada)] },
    }
  },
}

const furtherSignIn: Flow = {
  name: "a further sign-in at a provider",
  async prepare({ app, browser }) {
    const ada = somebody()
    await signIn(app.browser(), "first", ada)
    return {
      go: () => signIn(browser, "first", ada),
      failed: [null],
      done: ada.email,
      again: async () => void (await signIn(browser, "first", ada)),
      people: { [ada.email]: [accountOf(ada)] },
    }
  },
}

const linking: Flow = {
  name: "linking a further account",
  async prepare({ browser }) {
    const [ada, atWork] = [somebody(), somebody("Countess")]
    await signIn(browser, "first", ada)
    return {
      go: () => signIn(browser, "second", atWork),
      failed: [ada.email],
      done: ada.email,
      again: async () => void (await signIn(browser, "second", atWork)),
      people: { [ada.email]: [accountOf(ada), accountOf(atWork, "second")] },
    }
  },
}

const asking: Flow = {
  name: "asking for a mail",
  async prepare(world) {
    const { email } = somebody()
    return {
      go: () => world.browser.signIn("email", { email }),
      failed: [null],
      done: null,
      doneAgain: email,
      again: async () => void (await askAndOpen(world, email)),
      people: { [email]: [] },
    }
  },
}

const askingAnew: Flow = {
  name: "asking for a newer mail",
  async prepare(world) {
    const { email } = somebody()
    await ask(world.browser, email)
    return {
      go: () => world.browser.signIn("email", { email }),
      failed: [null],
      done: null,
      doneAgain: email,
      again: () => askAndOpen(world, email),
      people: { [email]: [] },
      useAgain: () => opensForSomebody(world, world.mails[0]?.url ?? ""),
    }
  },
}

const openingFirst: Flow = {
  name: "opening the link of a first mail",
  async prepare(world) {
    const { email } = somebody()
    await ask(world.browser, email)
    const { url } = latest(world)
    return {
      go: () => openLink(world.browser, url),
      failed: [null],
      done: email,
      again: () => askAndOpen(world, email),
      people: { [email]: [] },
      useAgain: () => opensForSomebody(world, url),
    }
  },
}

const openingAsAnother: Flow = {
  name: "opening a link while signed in as somebody else",
  async prepare(world) {
    const [bob, { email }] = [somebody("Bob"), somebody("Carol")]
    await askAndOpen(world, email)
    await signIn(world.app.browser(), "first", bob)
    const { browser } = world
    await browser.signOut()
    await signIn(browser, "first", bob)
    await ask(browser, email)
    const { url } = latest(world)
    return {
      go: () => openLink(browser, url),
      failed: [bob.email, null],
      done: email,
      again: () => askAndOpen(world, email),
      people: { [email]: [], [bob.email]: [accountOf(bob)] },
      useAgain: () => opensForSomebody(world, url),
    }
  },
}

const typingCode: Flow = {
  name: "typing the code of a mail",
  async prepare(world) {
    const { email } = somebody()
    const page = await ask(world.browser, email)
    const { url, code } = latest(world)
    return {
      go: () => world.browser.submit(page.forms[0] as Answer["forms"][0], { code }),
      failed: [null],
      done: email,
      again: () => askAndOpen(world, email),
      people: { [email]: [] },
      useAgain: () => opensForSomebody(world, url),
    }
  },
}

/** Each wrong guess takes one of five tries, heard or not: after five more the right code is none. */
const mistypingCode: Flow = {
  name: "mistyping the code of a mail",
  isRefused: true,
  async prepare(world) {
    const { email } = somebody()
    const page = await ask(world.browser, email)
    const { code } = latest(world)
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, "0")
    let heard = 0
    const type = async (digits: string): Promise<Answer> => {
      const answer = await world.browser.submit(page.forms[0] as Answer["forms"][0], { code: digits })
      if (answer.location?.includes("/verify-request")) heard++
      return answer
    }
    return {
      go: () => type(wrong),
      failed: [null],
      done: null,
      doneAgain: email,
      again: () => askAndOpen(world, email),
      people: { [email]: [] },
      uses: 0,
      async useAgain() {
        for (let guess = 0; guess < 5; guess++) await type(wrong)
        await type(code)
        expect(heard).toBeLessThanOrEqual(4) // whoever mistypes for the fifth time is not asked again
        return (await world.browser.session()) !== null
      },
    }
  },
}

const password: Flow = {
  name: "signing in with a password",
  options: ({ mails, records }) => ({
    providers: [
      mailProvider(mails),
      Credentials({
        credentials: { email: {}, password: {} },
        authorize: (typed) => (typed?.password === "right" ? records.getUserByEmail(typed.email) : null),
      }),
    ],
  }),
  async prepare({ ledger, browser }) {
    const { name, email } = somebody()
    await ledger.adapter.createUser?.({ name, email, emailVerified: null })
    const enter = () => browser.signIn("credentials", { email, password: "right" })
    return {
      go: enter,
      failed: [null],
      done: email,
      again: async () => void (await enter()),
      people: { [email]: [] },
    }
  },
}

const mistypingPassword: Flow = {
  ...password,
  name: "mistyping a password",
  isRefused: true,
  async prepare(world) {
    const { done, again, ...moment } = await password.prepare(world)
    const email = done ?? ""
    const go = () => world.browser.signIn("credentials", { email, password: "wrong" })
    return { ...moment, go, done: null, doneAgain: email, again }
  },
}

/** Somebody who is signed in does something that leaves them so, as often as they like. */
const whileSignedIn = (
  name: string,
  does: (world: World) => Promise<unknown>,
  before: (world: World) => Promise<void> = async () => {},
  more: Partial<Flow> = {},
): Flow => ({
  name,
  ...more,
  async prepare(world) {
    const ada = somebody()
    await signIn(world.browser, "first", ada)
    await before(world)
    return {
      go: () => does(world),
      failed: [ada.email],
      done: ada.email,
      again: async () => void (await does(world)),
      people: { [ada.email]: [accountOf(ada)] },
    }
  },
})

const tokenOf = ({ browser }: World): string =>
  decodeURIComponent(browser.cookie("__Secure-next-auth.session-token") ?? "")

async function makeDue(world: World): Promise<void> {
  const expires = new Date(Date.now() + 2 * 86_400_000)
  await world.records.updateSession({ sessionToken: tokenOf(world), expires })
}

const reading = whileSignedIn("reading the session", ({ browser }) => browser.get("session"))
const asked = whileSignedIn("a page that asks who is signed in", (world) => world.app.auth.session(cookieOf(world)))
const extending = whileSignedIn("extending the session", ({ browser }) => browser.get("session"), makeDue)
const updating = whileSignedIn("updating the session", async ({ browser }) =>
  browser.post("session", { json: { csrfToken: await browser.csrfToken(), data: {} } }),
)
const withRule: Pick<Flow, "needsPowers" | "options"> = {
  needsPowers: true,
  options: () => ({ policy: definePolicy({ default: "deny", routes: { "/pay": signedInWithin(300) } }) }),
}
const sinceWhen = whileSignedIn(
  "a rule that asks how long ago somebody signed in",
  (world) => world.app.auth.authTime(cookieOf(world)),
  undefined,
  withRule,
)
const noting: Flow = { ...firstSignIn, name: "a first sign-in that a rule wants to know the time of", ...withRule }
const listing = whileSignedIn(
  "listing one's accounts",
  async ({ app, ledger, records }) => {
    const [email = ""] = Object.keys(await ledger.people())
    return listAccounts(app.options, (await records.getUserByEmail(email))?.id ?? "")
  },
  undefined,
  { needsPowers: true },
)

const signingOut: Flow = {
  name: "signing out",
  async prepare({ browser }) {
    const ada = somebody()
    await signIn(browser, "first", ada)
    return {
      go: () => browser.signOut(),
      failed: [null],
      done: null,
      async again() {
        await signIn(browser, "first", ada)
        await browser.signOut()
      },
      people: { [ada.email]: [accountOf(ada)] },
    }
  },
}

const signingOutThere: Flow = {
  name: "signing out, and revoking the tokens at the provider",
  needsPowers: true,
  options: ({ op }) => ({ providers: [{ ...openIdProvider(op), logout: logout({ revokeTokens: true }) }] }),
  async prepare(world) {
    const { op, browser } = world
    op.script.discovery = (document) => ({ ...document, revocation_endpoint: `${op.issuer}/revoke` })
    op.script.endpoints = { revoke: { body: "" } }
    await signInAtProvider(world)
    return {
      go: () => browser.signOut(),
      failed: [null],
      done: null,
      async again() {
        await signInAtProvider(world)
        await browser.signOut()
      },
      people: { [fay]: ["op fay"] },
      async check() {
        const user = await world.records.getUserByEmail(fay)
        const [account] = await world.records.listAccounts(user?.id ?? "")
        expect(account?.access_token ?? null).toBeNull()
      },
    }
  },
}

const unlinking: Flow = {
  name: "unlinking an account",
  needsPowers: true,
  async prepare({ app, browser, records }) {
    const [ada, atWork] = [somebody(), somebody("Countess")]
    await signIn(browser, "first", ada)
    await signIn(browser, "second", atWork)
    const { id } = (await records.getUserByEmail(ada.email)) as { id: string }
    const unlink = () => unlinkAccount(app.options, id, { provider: "second", providerAccountId: atWork.id })
    return {
      go: unlink,
      failed: [ada.email],
      done: ada.email,
      again: () => unlink().catch((error) => expect(error.code).toBe("UNKNOWN_ACCOUNT")),
      people: { [ada.email]: [accountOf(ada)] },
    }
  },
}

const atOpenIdProvider: Pick<Flow, "needsPowers" | "options"> = {
  needsPowers: true,
  options: ({ op }) => ({ providers: [openIdProvider(op)] }),
}
const fay = "fay@fault.test"

const beginEndable: Flow = {
  name: "a sign-in whose session the provider may end",
  ...atOpenIdProvider,
  async prepare(world) {
    return {
      go: () => signInAtProvider(world),
      failed: [null],
      done: fay,
      again: async () => void (await signInAtProvider(world)),
      people: { [fay]: ["op fay"] },
    }
  },
}

const readEndable: Flow = {
  name: "reading a session that the provider may end",
  ...atOpenIdProvider,
  async prepare(world) {
    await signInAtProvider(world)
    return {
      go: () => world.browser.get("session"),
      failed: [fay],
      done: fay,
      again: async () => void (await world.browser.get("session")),
      people: { [fay]: ["op fay"] },
    }
  },
}

const backChannel = (by: "sid" | "sub"): Flow => ({
  name: `a provider that ends a session by its \`${by}\``,
  ...atOpenIdProvider,
  async prepare({ app, browser, op, ...world }) {
    await signInAtProvider({ app, browser, op, ...world })
    const seconds = Math.floor(Date.now() / 1000)
    const events = { "http://schemas.openid.net/event/backchannel-logout": {} }
    const whose = by === "sid" ? { sid: "the-session" } : { sub: "fay" }
    const tell = async (jti: string) => {
      const claims = { iss: op.issuer, aud: clientId, iat: seconds, exp: seconds + 120, jti, events, ...whose }
      return app.browser().post("backchannel-logout/op", { logout_token: await op.sign(claims) })
    }
    return {
      go: () => tell("first"),
      failed: [fay, null],
      done: null,
      async again() {
        if ((await tell("first")).status !== 200) expect((await tell("second")).status).toBe(200)
      },
      people: { [fay]: ["op fay"] },
    }
  },
})

const frontChannel: Flow = {
  name: "a provider that ends a session in a frame",
  needsPowers: true,
  options: ({ op }) => ({ providers: [{ ...openIdProvider(op), logout: logout({ frontChannel: true }) }] }),
  async prepare(world) {
    const { app, op } = world
    await signInAtProvider(world)
    const where = new URLSearchParams({ iss: op.issuer, sid: "the-session" })
    const tell = () => app.browser().get(`frontchannel-logout/op?${where}`)
    return {
      go: tell,
      failed: [fay, null],
      done: null,
      again: async () => void (await tell()),
      people: { [fay]: ["op fay"] },
    }
  },
}

/** Each refresh token serves once: a second use would be taken for theft. */
const refreshing: Flow = {
  name: "refreshing an access token",
  takesTime: true,
  ...atOpenIdProvider,
  async prepare({ op, ...world }) {
    let made = 0
    op.script.tokens = (tokens) => ({ ...tokens, refresh_token: `refresh-${++made}`, access_token: `access-${made}` })
    await signInAtProvider({ op, ...world })
    await world.records.updateAccount({ provider: "op", providerAccountId: "fay", expires_at: 1 })
    const ask = () =>
      getAccessToken({ options: world.app.options, headers: cookieOf({ op, ...world }), provider: "op" })
    return {
      go: ask,
      failed: [fay],
      done: fay,
      async again() {
        expect((await ask())?.accessToken).toBe("access-2")
        const [account] = await world.records.listAccounts((await world.records.getUserByEmail(fay))?.id ?? "")
        expect(account?.refresh_token).toBe("refresh-2")
      },
      people: { [fay]: ["op fay"] },
      async check() {
        const used = op.seen("token").map(({ form }) => form.get("refresh_token"))
        expect(used).toEqual([null, "refresh-1"])
      },
    }
  },
}

export const flows: readonly Flow[] = [
  firstSignIn,
  furtherSignIn,
  linking,
  asking,
  askingAnew,
  openingFirst,
  openingAsAnother,
  typingCode,
  mistypingCode,
  password,
  mistypingPassword,
  reading,
  asked,
  extending,
  updating,
  sinceWhen,
  noting,
  signingOut,
  signingOutThere,
  listing,
  unlinking,
  beginEndable,
  readEndable,
  backChannel("sid"),
  backChannel("sub"),
  frontChannel,
  refreshing,
]
