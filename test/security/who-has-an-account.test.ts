/** Nobody learns from an answer whether somebody has an account: OWASP ASVS 6.3.8, Forgot Password Cheat Sheet. */
import { beforeEach, expect, test, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import Credentials from "../../src/providers/credentials.js"
import Email from "../../src/providers/email.js"
import { type Answer, type App, type Browser, openApp } from "../support/app.js"

beforeEach(() => {
  for (const name of ["AUTH_TRUST_HOST", "VERCEL"]) vi.stubEnv(name, "")
})

const known = "ada@example.com"
const unknown = "eve@example.com" // as long as the other

async function openWithKnown(): Promise<{ app: App; codes: string[] }> {
  const adapter = MemoryAdapter()
  await adapter.createUser?.({ id: "1", email: known, emailVerified: new Date(0), name: "Ada" } as never)
  const codes: string[] = []
  const email = Email({ code: true, sendVerificationRequest: ({ code = "" }) => void codes.push(code) })
  return { app: openApp({ adapter, providers: [email] }), codes }
}

/** What a browser got, without what is random in it: of sealed values the length counts. */
function shapeOf({ status, headers, text, location }: Answer, email: string): unknown {
  const plain = (value: string): string =>
    value
      .replaceAll(email, "<address>")
      .replaceAll(encodeURIComponent(email), "<address>")
      .replace(/nonce(?:-|=")[\w+/=]+/g, "<nonce>")
      .replace(/[\w-]{22,}(?:[.|][\w-]*)*/g, (random) => `<${random.length}>`)
      .replace(/Expires=[^;]+/g, "<time>")
  return {
    status,
    location: location && plain(location),
    headers: [...headers].map(([name, value]) => `${name}: ${plain(value)}`),
    text: plain(text),
  }
}

async function ask(browser: Browser, email: string): Promise<Answer[]> {
  const first = await browser.signIn("email", { email })
  return [first, await browser.follow(first)]
}

test("asking for a mail is answered alike, to the byte, for an address that has an account and for one that has none", async () => {
  const { app } = await openWithKnown()
  for (let time = 1; time <= 7; time++) {
    const shapes = []
    for (const email of [known, unknown])
      shapes.push((await ask(app.browser(), email)).map((answer) => shapeOf(answer, email)))
    expect(shapes[0]).toEqual(shapes[1])
    expect(JSON.stringify(shapes[0])).toContain(time <= 5 ? "<address>" : "TooManyRequests")
  }
})

test("a wrong code is answered alike, to the byte, for an address that has an account and for one that has none", async () => {
  const { app, codes } = await openWithKnown()
  const wrong = (): string => String((Number(codes.at(-1)) + 1) % 1_000_000).padStart(6, "0")
  const shapes = []
  for (const email of [known, unknown]) {
    const browser = app.browser()
    const [, page] = await ask(browser, email)
    const answers: Answer[] = []
    for (let guess = 1; guess <= 7; guess++) {
      const refused = await browser.submit(page?.forms[0] as never, { code: wrong() })
      answers.push(refused, await browser.follow(refused))
    }
    shapes.push(answers.map((answer) => shapeOf(answer, email)))
  }
  expect(shapes[0]).toEqual(shapes[1])
})

test("`null` of `authorize` is one answer, whatever the reason was", async () => {
  const people = new Map([["ada", "lovelace"]])
  const app = openApp({
    providers: [
      Credentials({
        credentials: { username: {}, password: { type: "password" } },
        authorize: (typed) => (people.get(typed?.username ?? "") === typed?.password ? { id: "1" } : null),
      }),
    ],
  })
  const shapes = []
  for (const username of ["ada", "eve"]) {
    const browser = app.browser()
    const refused = await browser.signIn("credentials", { username, password: "wrong" })
    shapes.push([refused, await browser.follow(refused)].map((answer) => shapeOf(answer, username)))
  }
  expect(shapes[0]).toEqual(shapes[1])
})
