/** Somebody is signed in, and does something, or signs out. */
import { expect } from "vitest"
import { listAccounts, unlinkAccount } from "../../../src/accounts.js"
import { signIn, somebody } from "../../support/people.js"
import { withRule } from "./sign-in.js"
import { accountOf, cookieOf, type Flow, type World } from "./world.js"

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
const sinceWhen = whileSignedIn(
  "a rule that asks how long ago somebody signed in",
  (world) => world.app.auth.authTime(cookieOf(world)),
  undefined,
  withRule,
)
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

export const sessionFlows: readonly Flow[] = [
  reading,
  asked,
  extending,
  updating,
  sinceWhen,
  signingOut,
  listing,
  unlinking,
]
