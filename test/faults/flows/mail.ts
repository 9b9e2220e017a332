/** Somebody signs in by what reaches their mailbox. */
import { expect } from "vitest"
import type { Answer, Browser } from "../../support/app.js"
import { signIn, somebody } from "../../support/people.js"
import { accountOf, type Flow, type World } from "./world.js"

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

export const mailFlows: readonly Flow[] = [
  asking,
  askingAnew,
  openingFirst,
  openingAsAnother,
  typingCode,
  mistypingCode,
]
