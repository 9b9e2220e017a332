/** What people, and who guesses at their codes, do with mails at an app, whatever adapter keeps the records: many at once. */
import { randomUUID } from "node:crypto"
import { expect, test } from "vitest"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import Email, { type EmailUserConfig } from "../../src/providers/email.js"
import { type Answer, type App, type Browser, openApp } from "./app.js"

interface Sent {
  readonly url: string
  readonly code: string
}

/** Defines the tests, in the `describe` it is called in. */
export function defineEmailJourneys(adapter: () => Adapter): void {
  function open(email: EmailUserConfig = {}): { app: App; sent: Sent[]; heard(): number } {
    const sent: Sent[] = []
    let heard = 0
    const sendVerificationRequest: EmailUserConfig["sendVerificationRequest"] = ({ url, code = "" }) =>
      void sent.push({ url, code })
    const listening = listenTo(adapter(), () => heard++)
    const app = openApp({ adapter: listening, providers: [Email({ code: true, sendVerificationRequest, ...email })] })
    return { app, sent, heard: () => heard }
  }

  test("a link that twenty people open at once signs one of them in (RC-4)", async () => {
    const { app, sent } = open({ consume: "get" })
    await ask(app.browser(), somebody())
    const browsers = Array.from({ length: 20 }, () => app.browser())
    await Promise.all(browsers.map((browser) => browser.get(sent[0]?.url ?? "")))
    const sessions = await Promise.all(browsers.map((browser) => browser.session()))
    expect(sessions.filter((session) => session)).toHaveLength(1)
  })

  test("a code that is typed ten times at once signs in once (RC-4)", async () => {
    const { app, sent } = open()
    const browser = app.browser()
    const page = await ask(browser, somebody())
    const answers = await Promise.all(Array.from({ length: 10 }, () => type(browser, page, sent[0]?.code ?? "")))
    expect(answers.filter(({ location }) => location === `${app.origin}/`)).toHaveLength(1)
    expect(answers.filter(({ location }) => location?.includes("error=Verification"))).toHaveLength(9)
  })

  test("of twenty guesses at once five are heard (RC-5)", async () => {
    const { app, sent, heard } = open()
    const browser = app.browser()
    const page = await ask(browser, somebody())
    const code = Number(sent[0]?.code)
    await Promise.all(Array.from({ length: 20 }, (_, nth) => type(browser, page, other(code, nth + 1))))
    expect(heard()).toBe(5)
    expect((await type(browser, page, sent[0]?.code ?? "")).location).toContain("error=Verification")
    expect(await browser.session()).toBeNull()
  })

  test("of the fifth guess and the sixth at once one is heard", async () => {
    const { app, sent, heard } = open()
    const browser = app.browser()
    const page = await ask(browser, somebody())
    const code = Number(sent[0]?.code)
    for (let nth = 1; nth <= 4; nth++) await type(browser, page, other(code, nth))
    await Promise.all([5, 6].map((nth) => type(browser, page, other(code, nth))))
    expect(heard()).toBe(5)
  })

  test("of ten mails that are asked for at once for one address, three go out where three may (GHSA-44jh-23m7-hpcf)", async () => {
    const { app, sent } = open({ limits: { perAddress: 3 } })
    const address = somebody()
    await Promise.all(Array.from({ length: 10 }, () => ask(app.browser(), address)))
    expect(sent).toHaveLength(3)
  })

  test("of the mails that were asked for at once one is good", async () => {
    const { app, sent } = open({ consume: "get" })
    const address = somebody()
    await Promise.all(Array.from({ length: 5 }, () => ask(app.browser(), address)))
    const browsers = sent.map(() => app.browser())
    await Promise.all(browsers.map((browser, nth) => browser.get(sent[nth]?.url ?? "")))
    const sessions = await Promise.all(browsers.map((browser) => browser.session()))
    expect(sessions.filter((session) => session)).toHaveLength(1)
  })
}

const somebody = (): string => `ada-${randomUUID()}@example.com`

const ask = async (browser: Browser, email: string): Promise<Answer> =>
  browser.follow(await browser.signIn("email", { email }))

const type = (browser: Browser, page: Answer, code: string): Promise<Answer> =>
  browser.submit(page.forms[0] as Answer["forms"][0], { code })

const other = (code: number, nth: number): string => String((code + nth) % 1_000_000).padStart(6, "0")

/** The same adapter; each try of a code that it hands out is told. */
const listenTo = (adapter: Adapter, hear: () => void): Adapter =>
  new Proxy(adapter, {
    get(target, name) {
      const method = Reflect.get(target, name)
      if (name !== "useVerificationToken") return typeof method === "function" ? method.bind(target) : method
      return async (row: { identifier: string; token: string }) => {
        const taken = await target.useVerificationToken?.(row)
        if (taken && row.identifier.startsWith("email-code:")) hear()
        return taken
      }
    },
  })
