/** A mail that is not accepted: what the visitor sees, what the log says, and what is left of the link. */
import { once } from "node:events"
import { type AddressInfo, createServer, type Server, type Socket } from "node:net"
import { afterEach, beforeEach, expect, test } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import Email, { type EmailUserConfig } from "../../src/providers/email.js"
import { type App, openApp } from "../support/app.js"

let adapter: Adapter
let written: { identifier: string; token: string }[]
let app: App
let server: Server | null = null

beforeEach(() => {
  adapter = MemoryAdapter()
  written = []
  const { createVerificationToken } = adapter
  adapter.createVerificationToken = (row) => {
    written.push(row)
    return createVerificationToken?.(row) as never
  }
})
afterEach(() => {
  server?.close()
  server = null
})

function open(email: EmailUserConfig): void {
  app = openApp({ adapter, providers: [Email({ from: "App <no-reply@app.example>", timeout: 0.5, ...email })] })
}

/** A mail server that does this with whoever connects. */
async function serve(talk: (socket: Socket) => void): Promise<string> {
  server = createServer((socket) => {
    socket.on("error", () => {})
    talk(socket)
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Talks SMTP until `RCPT TO`, at which it does something else. */
const untilRecipient = (then: (socket: Socket) => void) => (socket: Socket) => {
  socket.write("220 mail.example ESMTP\r\n")
  socket.on("data", (line) => (/^RCPT/i.test(String(line)) ? then(socket) : socket.write("250 ok\r\n")))
}

/** Asks for a mail. The words of the log; fails when the visitor was shown anything but `EmailSignin`, or a row is left. */
async function failToAsk(): Promise<string> {
  const started = Date.now()
  const asked = await app.browser().signIn("email", { email: "ada@example.com" })
  expect(Date.now() - started).toBeLessThan(3000)
  expect(asked.location).toBe(`${app.origin}/api/auth/error?error=EmailSignin`)
  expect(written).toHaveLength(1)
  for (const row of written) expect(await adapter.useVerificationToken?.(row)).toBeNull()
  const [{ code, metadata } = { code: "" }] = app.log
  expect(code).toBe("SIGNIN_EMAIL_ERROR")
  const { error, providerId } = metadata as { error: Error; providerId: string }
  expect(providerId).toBe("email")
  return `${error.name}: ${error.message}`
}

test("a mail server that is not there (ML-1)", async () => {
  const url = await serve(() => {})
  server?.close()
  open({ server: url })
  expect(await failToAsk()).toContain("ECONNREFUSED")
})

test.each([
  ["says nothing", () => {}, /within 0\.5 s|timeout/i],
  ["hangs up at the recipient", untilRecipient((socket) => socket.destroy()), /closed|socket|ECONNRESET/i],
  ["says nothing more at the recipient", untilRecipient(() => {}), /within 0\.5 s|timeout/i],
  ["has no room", untilRecipient((socket) => socket.write("452 Insufficient storage\r\n")), /452 Insufficient storage/],
  ["knows nobody of that name", untilRecipient((socket) => socket.write("550 Unknown\r\n")), /550 Unknown/],
] as const)("a mail server that %s (ML-2) (ML-3) (ML-4)", async (_, talk, words) => {
  open({ server: await serve(talk as (socket: Socket) => void) })
  expect(await failToAsk()).toMatch(words)
})

test.each([
  ["by address", (url: string) => url],
  ["by address with a query", (url: string) => `${url}/?pool=false`],
  ["by parts", (url: string) => ({ host: "127.0.0.1", port: Number(new URL(url).port) })],
])("a connection to a mail server, named %s, does not outlive the wait for it", async (_, name) => {
  let closed = Number.POSITIVE_INFINITY
  const url = await serve((socket) => socket.on("close", () => (closed = Date.now())))
  open({ server: name(url) })
  const started = Date.now()
  await failToAsk()
  await expect.poll(() => closed - started, { timeout: 2000 }).toBeLessThan(2000)
})

test.each<[string, EmailUserConfig, RegExp]>([
  ["never answers", { sendVerificationRequest: () => new Promise<void>(() => {}) }, /within 0\.5 s/],
  [
    "rejects",
    { sendVerificationRequest: async () => Promise.reject(new RangeError("no quota")) },
    /RangeError: no quota/,
  ],
  [
    "throws at once",
    {
      sendVerificationRequest: () => {
        throw new Error("no key")
      },
    },
    /no key/,
  ],
  ["throws no error", { sendVerificationRequest: () => Promise.reject("a word") }, /a word/],
  ["waits for its words in vain", { mail: () => new Promise<never>(() => {}) }, /within 0\.5 s/],
])("a function of the developer's that %s (ML-7)", async (_, email, words) => {
  open(email)
  expect(await failToAsk()).toMatch(words)
})

test("an error that repeats the request does not bring the link into the log", async () => {
  let secret = ""
  open({
    sendVerificationRequest({ token, url, mail }) {
      secret = token
      throw Object.assign(new Error(`POST failed: ${url}`), { config: { data: mail.html }, status: 422, response: url })
    },
  })
  expect(await failToAsk()).toContain("POST failed: https://app.example/api/auth/callback/email?")
  const [line] = app.log as { metadata: { error: Error } }[]
  const error = line?.metadata.error as Error
  expect(error).toMatchObject({ status: 422, response: expect.stringContaining("callback/email?") })
  const everything = [error, ...Object.getOwnPropertyNames(error).map((name) => Reflect.get(error, name))]
  expect(secret).toMatch(/^[0-9a-f]{64}$/)
  expect(everything.map((it) => JSON.stringify(it) + String(it)).join()).not.toContain(secret)
})

test("a mail that is accepted after its deadline holds a link that signs nobody in (ML-5) (ML-7)", async () => {
  let url = ""
  let accept = (): void => {}
  open({
    sendVerificationRequest(params) {
      url = params.url
      return new Promise<void>((accepted) => {
        accept = accepted
      })
    },
  })
  await failToAsk()
  accept()
  const browser = app.browser()
  const page = await browser.get(url)
  const answer = page.forms[0] ? await browser.submit(page.forms[0]) : page
  expect(answer.location).toContain("error=Verification")
  expect(await browser.session()).toBeNull()
})

test("a function that sends the mail and then rejects has sent a link that is void; the next one is good (ML-5)", async () => {
  const links: string[] = []
  open({
    sendVerificationRequest({ url }) {
      links.push(url)
      if (links.length === 1) throw new Error("the line broke after the last byte")
    },
  })
  await failToAsk()
  const browser = app.browser()
  expect((await browser.signIn("email", { email: "ada@example.com" })).location).toContain("/verify-request")
  const stranger = app.browser()
  const page = await stranger.get(links[0] ?? "")
  expect(page.location).toContain("error=Verification")
  await browser.get(links[1] ?? "")
  expect((await browser.session())?.user?.email).toBe("ada@example.com")
})

test("with an adapter that keeps no short texts, what this browser asked for before is void", async () => {
  const links: string[] = []
  delete adapter.setValue
  delete adapter.getValue
  open({ sendVerificationRequest: ({ url }) => void links.push(url) })
  const browser = app.browser()
  await browser.signIn("email", { email: "ada@example.com" })
  await browser.signIn("email", { email: "ada@example.com" })
  const [older = "", newer = ""] = links
  const page = await browser.get(older)
  expect((await browser.submit(page.forms[0] as (typeof page.forms)[0])).location).toContain("error=Verification")
  await browser.get(newer)
  expect((await browser.session())?.user?.email).toBe("ada@example.com")
})
