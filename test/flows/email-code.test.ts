/** Sign-in by a code in a mail, over a real SMTP server. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import type { AuthOptions } from "../../src/core/options/options.js"
import Email, { type EmailUserConfig } from "../../src/providers/email.js"
import { type Answer, type App, type Browser, openApp } from "../support/app.js"
import { type MailServer, startMailServer } from "../support/mail-server.js"

let server: MailServer
let adapter: Adapter
let app: App

beforeAll(async () => {
  server = await startMailServer()
})
afterAll(() => server.close())
beforeEach(() => {
  server.mails.splice(0)
  adapter = MemoryAdapter()
  open()
})
afterEach(() => {
  vi.useRealTimers()
})

function open(email: EmailUserConfig = {}, options: Partial<AuthOptions> = {}): void {
  const defaults = { server: server.url, from: "App <no-reply@app.example>", code: true }
  app = openApp({ adapter, providers: [Email({ ...defaults, ...email })], ...options })
}

/** Asks, and looks at the page that waits for the mail. */
async function ask(browser: Browser, email = "ada@example.com"): Promise<Answer> {
  return browser.follow(await browser.signIn("email", { email }))
}
const code = (): string => /^\d{6,8}$/m.exec(server.mails.at(-1)?.text ?? "")?.[0] ?? ""
/** Another code than the one in the mail. */
const wrong = (nth = 1): string => String((Number(code()) + nth) % 1_000_000).padStart(6, "0")
const type = (browser: Browser, page: Answer, typed: string): Promise<Answer> =>
  browser.submit(page.forms[0] as Answer["forms"][0], { code: typed })
const who = async (browser: Browser): Promise<unknown> => (await browser.session())?.user?.email ?? null
const later = (seconds: number): void => {
  vi.useFakeTimers({ now: Date.now() + seconds * 1000, toFake: ["Date"] })
}

const again = () => `${app.origin}/api/auth/verify-request?provider=email&type=email&error=Verification`
const refused = () => `${app.origin}/api/auth/error?error=Verification`

describe.each(["jwt", "database"] as const)("with sessions of strategy %s", (strategy) => {
  test("somebody asks, types the code of the mail in the same browser, and is signed in where they were going", async () => {
    open({}, { session: { strategy } })
    const browser = app.browser()
    await browser.get("signin?callbackUrl=/dashboard")
    const page = await ask(browser)
    expect(page.status).toBe(200)
    expect(page.text).toContain("<strong>ada@example.com</strong>")
    expect(page.text).toContain('autocomplete="one-time-code"')
    expect(code()).toMatch(/^\d{6}$/)
    expect(await who(browser)).toBeNull()
    const answer = await type(browser, page, code())
    expect(answer.location).toBe(`${app.origin}/dashboard`)
    expect(await who(browser)).toBe("ada@example.com")
    expect((await adapter.getUserByEmail?.("ada@example.com"))?.emailVerified).toBeInstanceOf(Date)
    expect((await browser.get(page.url)).forms).toEqual([])
    expect(app.log).toEqual([])
  })
})

test("a code may be typed in groups, and one that cannot be right costs no try", async () => {
  const browser = app.browser()
  const page = await ask(browser)
  for (const typed of ["", "12345", "1234567", "abcdef", "12345６", "0x1234", "-".repeat(100_000)]) {
    expect((await type(browser, page, typed)).location, typed.slice(0, 10)).toBe(again())
  }
  await type(browser, page, ` ${code().slice(0, 3)} ${code().slice(3)}-`)
  expect(await who(browser)).toBe("ada@example.com")
})

test("a wrong code is said to be wrong, and may be tried five times; then even the right one is none", async () => {
  const browser = app.browser()
  const page = await ask(browser)
  for (let times = 1; times <= 4; times++) expect((await type(browser, page, wrong(times))).location).toBe(again())
  const asked = await browser.get(again())
  expect(asked.text).toContain('role="alert"')
  expect(asked.text).toContain('aria-invalid="true"')
  expect((await type(browser, page, wrong(5))).location).toBe(refused())
  expect((await type(browser, page, code())).location).toBe(refused())
  expect(await who(browser)).toBeNull()
})

test("the fifth try may be right", async () => {
  const browser = app.browser()
  const page = await ask(browser)
  for (let times = 1; times <= 4; times++) await type(browser, page, wrong(times))
  await type(browser, page, code())
  expect(await who(browser)).toBe("ada@example.com")
})

test("of a hundred guesses at once five are heard (better-auth#10210)", async () => {
  const browser = app.browser()
  const page = await ask(browser)
  const { useVerificationToken } = adapter
  let heard = 0
  adapter.useVerificationToken = async (row) => {
    const taken = (await useVerificationToken?.(row)) ?? null
    if (taken && row.identifier.startsWith("email-code:")) heard++
    return taken
  }
  await Promise.all(Array.from({ length: 100 }, (_, nth) => type(browser, page, wrong(nth + 1))))
  expect(heard).toBe(5)
  expect((await type(browser, page, code())).location).toMatch(/error=(?:Verification|TooManyRequests)/)
  expect(await who(browser)).toBeNull()
})

test("the same code twice at once signs in once", async () => {
  const browser = app.browser()
  const page = await ask(browser)
  const answers = await Promise.all([type(browser, page, code()), type(browser, page, code())])
  expect(answers.map(({ location }) => location).sort()).toEqual([`${app.origin}/`, refused()])
})

test("a code is good in the browser that asked, and in no other", async () => {
  await ask(app.browser())
  const victimsCode = code()
  const thief = app.browser()
  const page = await ask(thief, "mallory@example.com")
  expect((await type(thief, page, victimsCode)).location).toBe(again())
  const stranger = app.browser()
  const csrfToken = await stranger.csrfToken()
  const guess = { csrfToken, code: victimsCode, email: "ada@example.com" }
  expect((await stranger.post("callback/email", guess)).location).toBe(refused())
  expect([await who(thief), await who(stranger)]).toEqual([null, null])
})

test("whoever knows what the browser keeps cannot read the code from it, nor from the database", async () => {
  const rows: unknown[] = []
  const { createVerificationToken } = adapter
  adapter.createVerificationToken = (row) => {
    rows.push(row)
    return createVerificationToken?.(row) as never
  }
  const browser = app.browser()
  await ask(browser)
  const cookie = [...browser.cookies.values()].find(({ name }) => name.endsWith("email-request"))
  expect(cookie?.value).toMatch(/^eyJ[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/) // sealed
  expect(rows).toHaveLength(6)
  // As a word: in one run of fifty thousand it is by chance among the digits of a hash.
  expect(JSON.stringify([rows, app.log])).not.toMatch(new RegExp(`(?<![\\da-f])${code()}(?![\\da-f])`))
})

test("a code is good for ten minutes, and the link beside it for its day (CVE-2024-7318)", async () => {
  const browser = app.browser()
  const page = await ask(browser)
  later(601)
  expect((await browser.get("verify-request?provider=email&type=email")).forms).toEqual([])
  expect((await type(browser, page, code())).location).toBe(refused())
  await browser.get(server.mails.at(-1)?.link ?? "")
  expect(await who(browser)).toBe("ada@example.com")
})

test("the link voids the code, and the code the link", async () => {
  const first = app.browser()
  const page = await ask(first)
  await first.get(server.mails.at(-1)?.link ?? "")
  expect(await who(first)).toBe("ada@example.com")
  expect((await type(first, page, code())).location).toBe(refused())

  const second = app.browser()
  await type(second, await ask(second, "bob@example.com"), code())
  const phone = app.browser()
  const opened = await phone.get(server.mails.at(-1)?.link ?? "")
  expect((await phone.submit(opened.forms[0] as Answer["forms"][0])).location).toBe(refused())
})

test("a newer code makes the older one void, in whichever browser it was asked for", async () => {
  const [first, second] = [app.browser(), app.browser()]
  const page = await ask(first)
  const older = code()
  const newer = await ask(second)
  expect((await type(first, page, older)).location).toBe(refused())
  await type(second, newer, code())
  expect([await who(first), await who(second)]).toEqual([null, "ada@example.com"])
})

test("without a link the mail holds none, leads to the page for the code, and nothing opens as a link", async () => {
  const told: { url: string; token: string; code?: string }[] = []
  open({ link: false, code: { length: 8 }, sendVerificationRequest: (it) => void told.push(it) })
  const browser = app.browser()
  const page = await ask(browser)
  expect(page.text).not.toContain("link")
  const [{ url, token, code: sent } = { url: "", token: "", code: "" }] = told
  expect(url).toBe(`${app.origin}/api/auth/verify-request?provider=email&type=email`)
  expect(sent).toMatch(/^\d{8}$/)
  expect(token).toBe(sent)
  const opened = await browser.get(`callback/email?${new URLSearchParams({ token, email: "ada@example.com" })}`)
  expect(opened.location).toBe(refused())
  await type(browser, page, sent ?? "")
  expect(await who(browser)).toBe("ada@example.com")
})

test("without a link even the secret of one opens nothing", async () => {
  open({ link: false, generateVerificationToken: () => "guessed", sendVerificationRequest: () => {} })
  await ask(app.browser())
  const opened = await app.browser().get("callback/email?token=guessed&email=ada%40example.com")
  expect(opened.location).toBe(refused())
})

test("a code is good at the provider that sent it", async () => {
  const provider = (id: string) => Email({ id, name: id, code: true, server: server.url, from: "no-reply@app.example" })
  app = openApp({ adapter, providers: [provider("one"), provider("other")] })
  const browser = app.browser()
  await browser.signIn("one", { email: "ada@example.com" })
  const csrfToken = await browser.csrfToken()
  expect((await browser.post("callback/other", { csrfToken, code: code() })).location).toBe(refused())
  expect((await browser.get("verify-request?provider=other&type=email")).forms).toEqual([])
  await browser.post("callback/one", { csrfToken, code: code() })
  expect(await who(browser)).toBe("ada@example.com")
})

test("a mail that was not accepted leaves no code behind", async () => {
  let sent = ""
  open({
    sendVerificationRequest({ code }) {
      sent = code ?? ""
      throw new Error(`refused: ${code}`)
    },
  })
  const browser = app.browser()
  await ask(browser)
  expect(sent).toMatch(/^\d{6}$/)
  const csrfToken = await browser.csrfToken()
  expect((await browser.post("callback/email", { csrfToken, code: sent })).location).toBe(refused())
  expect(JSON.stringify(app.log, (_, it) => (it instanceof Error ? `${it.message}${it.stack}` : it))).not.toContain(
    sent,
  )
})

test("the tries of one address are 25 a day, over all mails and browsers, and it is said how long to wait (CVE-2024-32868)", async () => {
  open({ limits: false })
  for (let mails = 0; mails < 5; mails++) {
    const browser = app.browser()
    const page = await ask(browser)
    for (let nth = 1; nth <= 5; nth++) await type(browser, page, wrong(nth))
  }
  const browser = app.browser()
  const page = await ask(browser)
  const full = await type(browser, page, code())
  expect(full.location).toMatch(/\/error\?error=TooManyRequests&retryAfter=86[34]\d\d$/)
  expect(await who(browser)).toBeNull()
  const shown = await browser.get(full.location ?? "")
  expect(shown.status).toBe(429)
  expect(shown.headers.get("retry-after")).toMatch(/^86[34]\d\d$/)
  expect(shown.text).toContain("Try again in 24 hours.")
  await browser.get(server.mails.at(-1)?.link ?? "")
  expect(await who(browser)).toBe("ada@example.com")
})

test("a script that types the code is told as JSON", async () => {
  const browser = app.browser()
  await ask(browser)
  const csrfToken = await browser.csrfToken()
  const send = (typed: unknown) =>
    browser.post("callback/email", { json: { csrfToken, json: "true", code: typed as string } })
  for (const typed of [wrong(), 123456, null, ["1"], { $gt: "" }]) {
    const answer = await send(typed)
    expect([answer.status, answer.json()]).toEqual([401, { url: again() }])
  }
  expect((await send(code())).json()).toEqual({ url: app.origin })
  expect(await who(browser)).toBe("ada@example.com")
})

test("a form of another site types no code for anybody", async () => {
  const browser = app.browser()
  await ask(browser)
  const forged = await browser.post("callback/email", { code: code() }, { "sec-fetch-site": "cross-site" })
  expect(forged.location).toContain("/signin?csrf=true")
  expect(await who(browser)).toBeNull()
})

test("a page of the app's own is told when the code was wrong", async () => {
  open({}, { pages: { verifyRequest: "/check-mail" } })
  const browser = app.browser()
  const asked = await browser.signIn("email", { email: "ada@example.com" })
  expect((await browser.get(asked.location ?? "")).location).toBe(`${app.origin}/check-mail`)
  const csrfToken = await browser.csrfToken()
  const answer = await browser.post("callback/email", { csrfToken, code: wrong() })
  expect((await browser.get(answer.location ?? "")).location).toBe(`${app.origin}/check-mail?error=Verification`)
})

test.each<[EmailUserConfig, string]>([
  [{ code: false, link: false }, "`code` of the e-mail provider"],
  [{ code: { length: 5 as 6 } }, "`code.length` of the e-mail provider"],
  [{ code: { maxAge: 0 } }, "`code.maxAge` of the e-mail provider"],
  [{ limits: { window: -1 } }, "`limits.window` of the e-mail provider"],
  [{ limits: { perAddress: Number.NaN } }, "`limits.perAddress` of the e-mail provider"],
])("the options %j are refused, with what would do", async (email, sentence) => {
  open(email)
  expect((await app.browser().get("session")).status).toBe(500)
  expect(String(app.log[0]?.metadata)).toContain(sentence)
})
