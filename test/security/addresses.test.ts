/**
 * Who gets a mail, and whose account an address opens: the corpus of addresses at every place that takes one, with a real SMTP
 * server that writes down what it was told.
 */
import { readFileSync } from "node:fs"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import { routes } from "../../src/core/handler/routes.js"
import Email, { type EmailUserConfig } from "../../src/providers/email.js"
import { type Answer, type App, type Browser, openApp } from "../support/app.js"
import { type MailServer, startMailServer } from "../support/mail-server.js"
import { provider, signIn } from "../support/people.js"
import { meanings, nameOf, requestParameters, sourcesWith } from "./request-parameters.js"

interface Address {
  readonly id: string
  readonly category: string
  readonly input: string
  readonly expect: "accept" | "reject"
  readonly normalised?: string
}

const { inputs, type_confusion: confusions } = JSON.parse(
  readFileSync(new URL("../fixtures/corpora/email.json", import.meta.url), "utf8"),
) as { inputs: Address[]; type_confusion: { wire: string; content_type: string; reason: string }[] }

/** Beside the corpus. */
const more: Address[] = [
  "victim@example.com\u2028",
  "victim@example.com\t",
  "victim@example.com;attacker@attacker.example",
  "victim@example.com attacker@attacker.example",
  "victim@example.com\uff1battacker@attacker.example",
  "victim\u00ad@example.com",
  "victim@example\u2025com",
  "victim@example.com\u0000.attacker.example",
  "victim@@example.com",
  "victim@attacker.example@example.com",
  '"victim@example.com"@attacker.example',
  '" "@example.com',
  "mailto:victim@example.com",
  "victim@example.com?cc=attacker@attacker.example",
  "victim@example.com/attacker@attacker.example",
  "victim@[::1]",
  "victim@1.2.3.4",
  "victim@0x7f000001",
  "victim@example.com:25",
  "victim@xn--",
  "v\u0131ctim@example.com",
  "victim@\u212a.example",
  "victim@example.com\r\n.\r\nMAIL FROM:<x@y.example>",
].map((input, at) => ({ id: `more-${at}`, category: "more", input, expect: "reject" }))

const all = [...inputs, ...more]
const refused = all.filter((it) => it.expect === "reject")
const accepted = all.filter((it) => it.expect === "accept")

let server: MailServer
let adapter: Adapter
let app: App
let browser: Browser
let csrfToken: string
let tried = 0

beforeAll(async () => {
  server = await startMailServer()
})
afterAll(async () => {
  await server.close()
  console.log(
    `addresses: ${all.length} texts and ${confusions.length} bodies at ${Object.keys(doors).length} doors, ${tried} tries`,
  )
})

async function open(email: EmailUserConfig = {}): Promise<void> {
  server.mails.splice(0)
  server.dialogue.splice(0)
  adapter = MemoryAdapter()
  app = openApp({
    adapter,
    session: { strategy: "jwt" },
    providers: [
      ...openApp().options.providers,
      { ...provider("trusted"), allowDangerousEmailAccountLinking: true },
      Email({ server: server.url, from: "App <no-reply@app.example>", code: true, limits: false, ...email }),
    ],
  })
  browser = app.browser()
  csrfToken = await browser.csrfToken()
}
beforeEach(() => open())

/** A place where a request names an address, and what a refusal looks like there. */
interface Door {
  send(text: string): Promise<Answer>
  readonly refusal: string
}

const error = (code: string): string => `https://app.example/api/auth/error?error=${code}`

const doors: Readonly<Record<string, Door>> = {
  "the form for a mail": {
    send: (email) => browser.post("signin/email", { csrfToken, email }),
    refusal: error("EmailSignin"),
  },
  "the form for a mail, as JSON": {
    send: (email) => browser.post("signin/email", { json: { csrfToken, email } }),
    refusal: error("EmailSignin"),
  },
  "the link of a mail": {
    send: (email) => browser.get(`callback/email?${new URLSearchParams({ token: "t", email })}`),
    refusal: error("Verification"),
  },
  "the button behind the link of a mail": {
    send: (email) => browser.post("callback/email", { csrfToken, token: "t", email }),
    refusal: error("Verification"),
  },
  "the button behind the link of a mail, as JSON": {
    send: (email) => browser.post("callback/email", { json: { csrfToken, token: "t", email } }),
    refusal: error("Verification"),
  },
  "the form for the code of a mail": {
    send: (email) => browser.post("callback/email", { csrfToken, code: "123456", email }),
    refusal: error("Verification"),
  },
}

/** What is wrong after a text was refused at a door; in words, because there are thousands. */
async function problemsAt(name: string, { send, refusal }: Door, texts: readonly Address[]): Promise<string[]> {
  const problems: string[] = []
  for (const { id, input } of texts) {
    tried++
    const answer = await send(input)
    if (answer.status !== 302 || answer.location !== refusal) {
      problems.push(`${id} by ${name}: ${answer.status} ${answer.location}`)
    }
    if (input.trim().length > 3 && answer.text.includes(input)) problems.push(`${id} by ${name} is shown`)
    if (/email-request|session-token/.test(answer.headers.getSetCookie().join())) problems.push(`${id} leaves a cookie`)
  }
  return problems
}

/** Nobody was mailed, nobody was made a user. */
function expectNothingSent(): void {
  expect(server.dialogue).toEqual([])
  expect(server.mails).toEqual([])
}

const ofKind = (...categories: string[]): Address[] => refused.filter((it) => categories.includes(it.category))
const typed = (...texts: string[]): Address[] =>
  texts.map((input) => ({ id: JSON.stringify(input), category: "row", input, expect: "reject" as const }))

describe("what is no address of one person", () => {
  test.each(Object.entries(doors))("is refused by %s, mails nobody, and is not repeated", async (name, door) => {
    expect(await problemsAt(name, door, refused)).toEqual([])
    expectNothingSent()
    for (const { input } of refused) expect(await adapter.getUserByEmail?.(input)).toBeNull()
  })

  const everywhere = (rows: readonly Address[]) => async (): Promise<void> => {
    expect(rows.length).toBeGreaterThan(1)
    for (const [name, door] of Object.entries(doors)) expect(await problemsAt(name, door, rows)).toEqual([])
    expectNothingSent()
  }

  test(
    "a list of addresses is none (GHSA-xv97-c62v-4587, CVE-2022-35924)",
    everywhere([
      ...ofKind("multi-recipient"),
      ...typed("attacker@a.example,victim@v.example", "a@a.example, b@b.example"),
    ]),
  )
  test(
    "an address with a quoted part, of which mail programs make another, is none (GHSA-5jpx-9hw9-2fx4, GHSA-mm7p-fcc7-pg87, CVE-2025-13033)",
    everywhere([...ofKind("quoted-local"), ...typed('"e@attacker.example"@victim.example')]),
  )
  test(
    "an address that normalisation would give a second @, or another domain, is none (GHSA-7rqj-j65f-68wh, CVE-2026-73420)",
    everywhere([
      ...ofKind("unicode-at"),
      ...typed("attacker@attacker.example\uff20victim.example", "user\uff20example.com"),
    ]),
  )
  test(
    "markup is no address, and is not shown (GHSA-pgjx-7f9g-9463, CVE-2022-31127)",
    everywhere([
      ...ofKind("html-template"),
      ...typed('balazs@email.com, <a href="http://attacker.com">Before signing in, claim your money!</a>'),
    ]),
  )

  test(
    "is an option of a mail program (GHSA-48ww-j4fc-435p, CVE-2020-7769)",
    everywhere([
      ...ofKind("argument-injection"),
      ...typed("-OQueueDirectory=/tmp@example.com", "-X/var/www/x.php@example.com", "--help@example.com"),
    ]),
  )
  test(
    "is a line of SMTP or of a header (CVE-2021-23400, GHSA-m4j5-5x4r-2xp9, CVE-2025-8419)",
    everywhere([
      ...ofKind("crlf-smtp"),
      ...typed(
        '"a\r\nRCPT TO:<attacker@attacker.example>"@example.com',
        "a@example.com>\r\nDATA\r\n",
        "a\nBcc: b@b.example@c.example",
      ),
    ]),
  )
  test(
    "is an address that only looks like another's, or of which a comment is part (GHSA-wmmp-3585-3rmp, GHSA-cc9r-2j5m-2m83, CVE-2021-3424)",
    everywhere([
      ...ofKind("homograph", "comment"),
      ...typed("victim@ex\u0430mple.com", "victim@example.com(a@attacker.example)", "victim(comment)@example.com"),
    ]),
  )
  test("costs no time however deep or long it is (GHSA-rcmh-qjqh-p98v, CVE-2025-14874, GHSA-2x7j-588g-ccc2, CVE-2023-4316)", async () => {
    const many = 10_000
    const rows = typed(
      `${"(".repeat(many)}a@example.com${")".repeat(many)}`,
      `${"g:".repeat(many)}a@example.com;`,
      "a@example.com,".repeat(many),
      `${"a.".repeat(50_000)}@example.com`,
      `a@${"a.".repeat(50_000)}com`,
      `${"<".repeat(many)}a@example.com`,
      `"${"\\".repeat(100_000)}"@example.com`,
      "@".repeat(100_000),
    )
    for (const [name, door] of Object.entries(doors)) {
      const { user: before } = process.cpuUsage()
      expect(await problemsAt(name, door, rows)).toEqual([])
      expect((process.cpuUsage().user - before) / 1000 / rows.length, name).toBeLessThan(50)
    }
    expectNothingSent()
  })

  test("is nothing by folding either, and is refused before a `normalizeIdentifier` that would make it one", async () => {
    await open({ normalizeIdentifier: (text) => text.normalize("NFKC").trim().toLowerCase() })
    const { "the form for a mail": form } = doors
    expect(await problemsAt("a folding form", form as Door, refused)).toEqual([])
    expectNothingSent()
  })

  test.each(confusions)(
    "is a body that names it otherwise, $reason: $wire (CVE-2023-7028)",
    async ({ wire, content_type: type }) => {
      tried++
      const body = type.includes("json")
        ? wire.replace("{", `{"csrfToken":"${csrfToken}",`)
        : type.includes("urlencoded")
          ? `csrfToken=${csrfToken}&${wire}`
          : wire
      const asked = await browser.send("signin/email", { method: "POST", headers: { "content-type": type }, body })
      expect(asked.status).toBeLessThan(500)
      expect(({} as { isAdmin?: unknown }).isAdmin).toBeUndefined()
      const mailed = server.dialogue.filter((line) => line.startsWith("RCPT"))
      // One value is used everywhere, where a parser lets two of one name through.
      const isOneAddress = /__proto__|"email":.*"email":/.test(wire)
      expect(mailed.length).toBeLessThanOrEqual(isOneAddress ? 1 : 0)
      if (mailed.length === 0) expect([302, 400]).toContain(asked.status)
    },
  )
})

test("an address of one person gets one mail, to exactly that address, with one link and nothing else to click", async () => {
  for (const { id, input, normalised } of accepted) {
    tried++
    server.dialogue.splice(0)
    const asked = await browser.post("signin/email", { csrfToken, email: input })
    expect([id, asked.location]).toEqual([id, expect.stringContaining("/verify-request?")])
    expect(server.dialogue).toEqual([`RCPT TO:<${normalised}>`])
    const { html = "" } = server.mails.at(-1) ?? {}
    expect(html.match(/<a[\s>]/g), id).toHaveLength(1)
    expect(html.match(/<(?:script|img|iframe|form|base|link)\b/gi), id).toBeNull()
  }
  expect(server.mails).toHaveLength(accepted.length)
})

test("another spelling of an address is the same person", async () => {
  const spellings = ["User@Example.COM", "user@example.com ", "user@example.com"]
  for (const email of spellings) {
    await browser.post("signin/email", { csrfToken, email })
    await browser.get(server.mails.at(-1)?.link ?? "")
    expect((await browser.session())?.user?.email).toBe("user@example.com")
  }
})

test("a provider's word for somebody's address opens the account of exactly that address, and no mail is sent for it", async () => {
  const people = ["victim@victim.example", "user@example.com", "kevin@example.com", "victim@example.com", "a@a.example"]
  for (const email of people) await adapter.createUser?.({ email, emailVerified: new Date() })
  const opened: string[] = []
  for (const { id, input } of all) {
    tried++
    const visitor = app.browser()
    await signIn(visitor, "trusted", { id, name: "Eve", email: input })
    const email = (await visitor.session())?.user?.email
    if (email && people.includes(email) && input.replace(/[A-Z]/g, (it) => it.toLowerCase()) !== email) {
      opened.push(`${id} ${JSON.stringify(input)} opens ${email}`)
    }
  }
  expect(opened).toEqual([])
  expectNothingSent()
  const visitor = app.browser()
  await signIn(visitor, "trusted", { id: "kevin", name: "Kevin", email: "KEVIN@example.com" })
  expect((await visitor.session())?.user?.email).toBe("kevin@example.com")
})

test("no other endpoint mails anybody, whatever it is asked", async () => {
  for (const route of routes.keys()) {
    const [method, action = ""] = route.split(" ")
    for (const path of [action, `${action}/credentials`, `${action}/trusted`, `${action}/nobody`]) {
      const fields = { csrfToken, email: "ada@example.com", identifier: "ada@example.com", to: "ada@example.com" }
      if (method === "POST") await browser.post(path, fields)
      else await browser.get(`${path}?${new URLSearchParams(fields)}`)
      tried++
    }
  }
  expectNothingSent()
  await browser.post("signin/email", { csrfToken, email: "ada@example.com" })
  expect(server.mails).toHaveLength(1)
})

/** Files that ask whose an address is, and the tests that attack them. */
const askedFor: Readonly<Record<string, string>> = {
  "src/core/accounts/apply.ts": "a provider's word",
  "src/core/accounts/settle-email.ts": "the link of a mail",
  "src/core/flows/find-person.ts": "the link of a mail, and a provider's word",
  "src/methods/email/ask.ts": "the form for a mail",
}

test("no place that takes an address is left out of the run above", () => {
  expect(requestParameters()).toEqual(Object.keys(meanings).sort())
  expect(Object.keys(meanings).filter((name) => meanings[name] === "a mailbox")).toEqual(["email"])
  const asking = sourcesWith(/getUserByEmail/).filter(({ nodes }) =>
    nodes.some(({ type, callee }) => /^(?:Optional)?CallExpression$/.test(type) && nameOf(callee) === "getUserByEmail"),
  )
  expect(asking.map(({ path }) => path)).toEqual(Object.keys(askedFor))
})
