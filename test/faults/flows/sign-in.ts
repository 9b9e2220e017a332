/** Somebody proves who they are, to a provider or with a password. */
import { definePolicy, signedInWithin } from "../../../src/policy.js"
import Credentials from "../../../src/providers/credentials.js"
import { signIn, somebody } from "../../support/people.js"
import { accountOf, type Flow, mailProvider } from "./world.js"

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

export const withRule: Pick<Flow, "needsPowers" | "options"> = {
  needsPowers: true,
  options: () => ({ policy: definePolicy({ default: "deny", routes: { "/pay": signedInWithin(300) } }) }),
}

const noting: Flow = { ...firstSignIn, name: "a first sign-in that a rule wants to know the time of", ...withRule }

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

export const signInFlows: readonly Flow[] = [firstSignIn, furtherSignIn, linking, noting, password, mistypingPassword]
