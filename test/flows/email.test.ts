/** Sign-in by a link in a mail, over a real SMTP server. */
import { createHash } from "node:crypto"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import type { SendVerificationRequestParams } from "../../src/core/contracts/provider.js"
import type { AuthOptions, SessionStrategy } from "../../src/core/options/options.js"
import Email, { type EmailUserConfig } from "../../src/providers/email.js"
import { type Answer, type App, type Browser, type Form, openApp, secret } from "../support/app.js"
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
  server.dialogue.splice(0)
  server.refuse(null)
})
afterEach(() => {
  vi.useRealTimers()
})

function open(email: EmailUserConfig = {}, options: Partial<AuthOptions> = {}): void {
  adapter = MemoryAdapter()
  app = openApp({
    adapter,
    providers: [Email({ server: server.url, from: "App <no-reply@app.example>", ...email })],
    ...options,
  })
}

const ask = (browser: Browser, email: string): Promise<Answer> => browser.signIn("email", { email })
const link = (): string => server.mails.at(-1)?.link ?? ""
const who = async (browser: Browser): Promise<unknown> => (await browser.session())?.user?.email ?? null

describe.each(["jwt", "database"] as SessionStrategy[])("with sessions of strategy %s", (strategy) => {
  beforeEach(() => open({}, { session: { strategy } }))

  test("somebody asks, opens the link in the same browser, and is signed in with one click", async () => {
    const browser = app.browser()
    const asked = await ask(browser, "Ada@Example.com")
    expect(asked.location).toBe(`${app.origin}/api/auth/verify-request?provider=email&type=email`)
    expect(server.dialogue).toEqual(["RCPT TO:<ada@example.com>"])
    const opened = await browser.get(link())
    expect(opened.location).toBe(`${app.origin}/`)
    expect(await who(browser)).toBe("ada@example.com")
    const user = await adapter.getUserByEmail?.("ada@example.com")
    expect(user?.emailVerified).toBeInstanceOf(Date)
    expect(app.log).toEqual([])
  })

  test("on another device a page says for whom the link is, and a button signs in", async () => {
    await ask(app.browser(), "ada@example.com")
    const phone = app.browser()
    const page = await phone.get(link())
    expect(page.status).toBe(200)
    expect(page.text).toContain("<strong>ada@example.com</strong>")
    expect(await who(phone)).toBeNull()
    await phone.submit(page.forms[0] as (typeof page.forms)[0])
    expect(await who(phone)).toBe("ada@example.com")
  })

  test("a scanner that opens the link, asks for its head or fetches it ahead leaves it good (ML-10)", async () => {
    const browser = app.browser()
    await ask(browser, "ada@example.com")
    for (let visits = 0; visits < 3; visits++) expect((await app.browser().get(link())).status).toBe(200)
    await app.browser().send(link(), { method: "HEAD", headers: {} })
    await browser.get(link(), { "sec-purpose": "prefetch;prerender" })
    expect(await who(browser)).toBeNull()
    await browser.get(link())
    expect(await who(browser)).toBe("ada@example.com")
  })

  test("a link is for whom it was sent to, whoever else is named in it (CVE-2023-26481)", async () => {
    await adapter.createUser?.({ email: "ada@example.com", name: "Ada", emailVerified: null })
    const browser = app.browser()
    await ask(browser, "mallory@example.com")
    const bent = new URL(link())
    bent.searchParams.set("email", "ada@example.com")
    for (const visitor of [browser, app.browser()]) {
      const opened = await visitor.get(bent.href)
      const answer = opened.forms[0] ? await visitor.submit(opened.forms[0]) : opened
      expect(answer.location).toContain("error=Verification")
      expect(await who(visitor)).toBeNull()
    }
    await browser.get(link())
    expect(await who(browser)).toBe("mallory@example.com")
  })

  test("a link signs in once (CVE-2022-23555)", async () => {
    const browser = app.browser()
    await ask(browser, "ada@example.com")
    const phone = app.browser()
    const early = await phone.get(link())
    await browser.get(link())
    expect((await phone.submit(early.forms[0] as Form)).location).toBe(
      `${app.origin}/api/auth/error?error=Verification`,
    )
    expect(await who(phone)).toBeNull()
    const again = app.browser()
    const page = await again.get(link())
    const refused = await again.submit(page.forms[0] as Form)
    expect(refused.location).toBe(`${app.origin}/api/auth/error?error=Verification`)
    expect(await who(again)).toBeNull()
  })

  test("of many who press the button at once one is signed in", async () => {
    await ask(app.browser(), "ada@example.com")
    const browsers = Array.from({ length: 20 }, () => app.browser())
    const pages = await Promise.all(browsers.map((browser) => browser.get(link())))
    await Promise.all(browsers.map((browser, at) => browser.submit(pages[at]?.forms[0] as Answer["forms"][0])))
    const signedIn = await Promise.all(browsers.map(who))
    expect(signedIn.filter(Boolean)).toEqual(["ada@example.com"])
  })

  test("a newer link makes the older one void", async () => {
    const browser = app.browser()
    await ask(browser, "ada@example.com")
    const older = link()
    const phone = app.browser()
    const shown = await phone.get(older)
    await ask(app.browser(), "ada@example.com")
    expect((await phone.submit(shown.forms[0] as Form)).location).toContain("error=Verification")
    expect((await browser.get(older)).location).toContain("error=Verification")
    expect(await who(browser)).toBeNull()
    const newer = await browser.get(link())
    await browser.submit(newer.forms[0] as Form)
    expect(await who(browser)).toBe("ada@example.com")
  })

  test("a link that is late signs nobody in", async () => {
    const [browser, phone] = [app.browser(), app.browser()]
    await ask(browser, "ada@example.com")
    const early = await phone.get(link())
    vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] })
    vi.setSystemTime(Date.now() + 86_401_000)
    expect((await phone.submit(early.forms[0] as Form)).location).toContain("error=Verification")
    expect(await who(phone)).toBeNull()
    const late = await browser.get(link())
    expect((await browser.submit(late.forms[0] as Form)).location).toContain("error=Verification")
    expect(await who(browser)).toBeNull()
  })

  test("the second time is the same user, and an account that came first is kept", async () => {
    const known = await adapter.createUser?.({ email: "ada@example.com", name: "Ada", emailVerified: null })
    const browser = app.browser()
    await ask(browser, "ada@example.com")
    await browser.get(link())
    expect((await browser.session())?.user?.name).toBe("Ada")
    expect((await adapter.getUserByEmail?.("ada@example.com"))?.id).toBe(known?.id)
  })
})

test("a link is good at the provider that sent it, and until any other sends a newer one", async () => {
  open()
  const sent: string[] = []
  const post = Email({
    id: "post",
    name: "Post",
    maxAge: 60,
    sendVerificationRequest: ({ url }) => void sent.push(url),
  })
  app = openApp({ adapter, providers: [Email({ server: server.url, consume: "get" }), post] })
  await app.browser().signIn("post", { email: "ada@example.com" })
  const elsewhere = (sent[0] ?? "").replace("/callback/post", "/callback/email")
  expect((await app.browser().get(elsewhere)).location).toContain("error=Verification")

  const browser = app.browser()
  await ask(browser, "bob@example.com")
  await app.browser().signIn("post", { email: "bob@example.com" })
  vi.useFakeTimers({ now: Date.now() + 120_000, toFake: ["Date"] }) // the newer one has expired by now
  expect((await browser.get(link())).location).toContain("error=Verification")
  expect(await who(browser)).toBeNull()
})

test("a form of another site cannot sign anybody in with a link of its own", async () => {
  open()
  await ask(app.browser(), "mallory@example.com")
  const victim = app.browser()
  const { searchParams } = new URL(link())
  const fields = { token: searchParams.get("token") ?? "", email: "mallory@example.com" }
  const refused = await victim.post("callback/email", fields, { "sec-fetch-site": "cross-site" })
  expect(refused.location).toContain("/signin?csrf=true")
  expect(await who(victim)).toBeNull()
})

test('`consume: "get"` signs in whoever opens the link, as next-auth v4 does', async () => {
  open({ consume: "get" })
  await ask(app.browser(), "ada@example.com")
  const phone = app.browser()
  await phone.get(link())
  expect(await who(phone)).toBe("ada@example.com")
})

test("a link that next-auth v4 sent before a migration is good", async () => {
  open()
  const token = createHash("sha256").update(`sent-by-v4${secret}`).digest("hex")
  const expires = new Date(Date.now() + 60_000)
  await adapter.createVerificationToken?.({ identifier: "ada@example.com", token, expires })
  const browser = app.browser()
  const page = await browser.get("callback/email?token=sent-by-v4&email=ada%40example.com")
  await browser.submit(page.forms[0] as Answer["forms"][0])
  expect(await who(browser)).toBe("ada@example.com")
})

test("the app is asked before a mail is sent, and again before somebody is let in", async () => {
  const asked: unknown[] = []
  let allowed = false
  open(
    {},
    {
      callbacks: {
        signIn: ({ user, account, email }) => {
          asked.push([user.email, account?.type, email?.verificationRequest ?? false])
          return allowed
        },
      },
    },
  )
  const browser = app.browser()
  expect((await ask(browser, "ada@example.com")).location).toContain("error=AccessDenied")
  expect(server.mails).toEqual([])
  allowed = true
  await ask(browser, "ada@example.com")
  await browser.get(link())
  expect(asked).toEqual([
    ["ada@example.com", "email", true],
    ["ada@example.com", "email", true],
    ["ada@example.com", "email", false],
  ])
})

test("the database and the log hold nothing that opens the link", async () => {
  open()
  const kept: unknown[] = []
  const { createVerificationToken } = adapter
  adapter.createVerificationToken = (token) => {
    kept.push(token)
    return createVerificationToken?.(token) as never
  }
  await ask(app.browser(), "ada@example.com")
  const token = new URL(link()).searchParams.get("token") ?? ""
  expect(token).toMatch(/^[0-9a-f]{64}$/)
  expect(JSON.stringify([kept, app.log])).not.toContain(token)
})

test.each([[{ code: 550, message: "No such user" }], [{ code: 451, message: "Try again later" }]])(
  "a server that refuses the address (%j) is an EmailSignin for the visitor, and its own words in the log",
  async (answer) => {
    open()
    server.refuse(answer)
    let stored: { identifier: string; token: string } | undefined
    const { createVerificationToken } = adapter
    adapter.createVerificationToken = (token) => {
      stored = token
      return createVerificationToken?.(token) as never
    }
    const asked = await ask(app.browser(), "ada@example.com")
    expect(asked.location).toContain("error=EmailSignin")
    const [line] = app.log
    expect(line?.code).toBe("SIGNIN_EMAIL_ERROR")
    expect(JSON.stringify(line?.metadata, (_, value) => (value instanceof Error ? value.message : value))).toContain(
      answer.message,
    )
    expect(await adapter.useVerificationToken?.(stored as never)).toBeNull()
  },
)

test("a link that somebody has stays good when a newer mail is not accepted", async () => {
  open()
  const browser = app.browser()
  await ask(browser, "ada@example.com")
  server.refuse({ code: 451, message: "Try again later" })
  expect((await ask(browser, "ada@example.com")).location).toContain("error=EmailSignin")
  await browser.get(link())
  expect(await who(browser)).toBe("ada@example.com")
})

test("the mail is text and HTML, names the site, and holds nothing of the visitor's that is not escaped", async () => {
  open({}, { theme: { brandColor: "#0f6b4f" } })
  await ask(app.browser(), "{{7*7}}@example.com")
  const [mail] = server.mails
  expect(mail).toMatchObject({ from: '"App" <no-reply@app.example>', subject: "Sign in to app.example" })
  expect(mail?.recipients).toEqual(["{{7*7}}@example.com"])
  expect(mail?.html).toContain("#0f6b4f")
  expect(mail?.html).toContain('name="color-scheme" content="light dark"')
  expect(mail?.html.match(/<a /g)).toHaveLength(1)
  for (const header of [
    /^From: App <no-reply@app\.example>\r?$/m,
    /^To: <?\{\{7\*7\}\}@example\.com>?\r?$/m,
    /^Message-ID: <[^<>@\s]+@app\.example>\r?$/m,
    /^Date: \w{3}, \d\d? \w{3} \d{4} /m,
    /^MIME-Version: 1\.0\r?$/m,
    /^Content-Type: multipart\/alternative;/m,
    /^Auto-Submitted: auto-generated\r?$/m, // out-of-office programs stay silent (RFC 3834)
  ]) {
    expect(mail?.source).toMatch(header)
  }
  expect(mail?.source).not.toMatch(/^(?:Bcc|Cc|Reply-To):/im)
})

test("a visitor who was signed in as somebody else is not any more, and that session is gone", async () => {
  open({}, { session: { strategy: "database" } })
  const browser = app.browser()
  for (const address of ["ada@example.com", "bob@example.com"]) {
    await ask(browser, address)
    await browser.get(link())
    expect(await who(browser)).toBe(address)
  }
  const ada = await adapter.getUserByEmail?.("ada@example.com")
  expect(await adapter.listSessions?.(ada?.id ?? "")).toEqual([])
})

test("whoever is new is shown the welcome page, and everybody is told of", async () => {
  const told: unknown[] = []
  const note = (name: string) => (message: object) => void told.push([name, Object.keys(message)])
  open(
    {},
    {
      pages: { newUser: "/welcome" },
      events: { createUser: note("createUser"), updateUser: note("updateUser"), signIn: note("signIn") },
    },
  )
  const browser = app.browser()
  await ask(browser, "ada@example.com")
  expect((await browser.get(link())).location).toContain("/welcome?callbackUrl=")
  await ask(browser, "ada@example.com")
  expect((await browser.get(link())).location).toBe(`${app.origin}/`)
  expect(told).toEqual([
    ["createUser", ["user"]],
    ["signIn", ["user", "account", "isNewUser"]],
    ["updateUser", ["user"]],
    ["signIn", ["user", "account", "isNewUser"]],
  ])
})

test("a link leads to where the visitor was going, on another device too, and never to another site", async () => {
  open()
  const browser = app.browser()
  await browser.get("signin?callbackUrl=/dashboard")
  await ask(browser, "ada@example.com")
  expect(new URL(link()).searchParams.get("callbackUrl")).toBe(`${app.origin}/dashboard`)
  const phone = app.browser()
  const page = await phone.get(link())
  expect((await phone.submit(page.forms[0] as Form)).location).toBe(`${app.origin}/dashboard`)

  await ask(browser, "ada@example.com")
  const bent = link().replace(/callbackUrl=[^&]*/, "callbackUrl=https%3A%2F%2Fevil.example")
  expect((await browser.get(bent)).location).toBe(`${app.origin}/`)
})

test("a provider written as a plain object, as for next-auth v4, sends mail its own way", async () => {
  const sent: { identifier: string; url: string }[] = []
  open()
  const provider = {
    id: "post",
    name: "Post",
    type: "email" as const,
    sendVerificationRequest: (it: { identifier: string; url: string }) => void sent.push(it),
  }
  app = openApp({ adapter, providers: [provider] })
  const browser = app.browser()
  expect((await browser.signIn("post", { email: "ada@example.com" })).location).toContain(
    "verify-request?provider=post",
  )
  expect(sent).toMatchObject([{ identifier: "ada@example.com" }])
  await browser.get(sent[0]?.url ?? "")
  expect(await who(browser)).toBe("ada@example.com")
})

test("a sender that hands on a copy of what it is told hands on the whole mail, and what the browser sent", async () => {
  const told: Record<string, unknown>[] = []
  open({ sendVerificationRequest: (all) => void told.push({ ...all, mail: { ...all.mail } }) })
  const browser = app.browser()
  const csrfToken = await browser.csrfToken()
  await browser.post("signin/email", { csrfToken, email: "ada@example.com" }, { "accept-language": "de-AT" })
  const [{ mail, request, url } = {}] = told as [Partial<SendVerificationRequestParams>]
  expect(mail?.text).toContain(url)
  expect(mail?.html).toContain("<!DOCTYPE html>")
  expect(request?.method).toBe("POST")
  expect(request?.headers.get("accept-language")).toBe("de-AT")
})

test("the mail can be written anew by one function, in the visitor's language", async () => {
  open({
    mail: ({ identifier, url, request }) =>
      request.headers.get("accept-language")?.startsWith("de")
        ? { subject: `Anmelden\r\nBcc: eve@example.com`, text: `Hallo ${identifier}\n${url}` }
        : {},
  })
  const { forms } = await app.browser().get("signin")
  expect(forms).toHaveLength(1)
  const browser = app.browser()
  const csrfToken = await browser.csrfToken()
  await browser.post("signin/email", { csrfToken, email: "ada@example.com" }, { "accept-language": "de-AT" })
  const [mail] = server.mails
  expect(mail?.subject).toBe("Anmelden Bcc: eve@example.com")
  expect(mail?.text).toContain("Hallo ada@example.com")
  expect(mail?.html).toContain("Sign in to app.example")
  expect(server.dialogue.filter((line) => line.startsWith("RCPT"))).toEqual(["RCPT TO:<ada@example.com>"])
})

test.each<[string, () => unknown, string[]]>([
  ["something that is no address", () => "ada@example.com, eve@example.com", ["SIGNIN_EMAIL_ERROR"]],
  ["nothing", () => undefined, ["SIGNIN_EMAIL_ERROR"]],
  ["a promise", async () => "ada@example.com", ["SIGNIN_EMAIL_ERROR"]],
  [
    "an error, which refuses the address",
    () => {
      throw new Error("not here")
    },
    [],
  ],
])("a `normalizeIdentifier` that answers with %s sends no mail", async (_, normalizeIdentifier, logged) => {
  open({ normalizeIdentifier: normalizeIdentifier as never })
  expect((await ask(app.browser(), "ada@example.com")).location).toContain("error=EmailSignin")
  expect(server.mails).toEqual([])
  expect(app.log.map(({ code }) => code)).toEqual(logged)
})

test("a `normalizeIdentifier` of the app's own decides who is the same person", async () => {
  open({
    normalizeIdentifier: (typed) =>
      typed
        .trim()
        .toLowerCase()
        .replace(/\+[^@]*/, ""),
  })
  await ask(app.browser(), "Ada+news@Example.com")
  expect(server.mails[0]?.recipients).toEqual(["ada@example.com"])
})

test("an app without an adapter is told what e-mail sign-in needs", async () => {
  app = openApp({ providers: [Email({ server: server.url })] })
  expect((await app.browser().get("session")).status).toBe(500)
  expect(String(app.log[0]?.metadata)).toContain("needs an `adapter` with `createVerificationToken`")
})
