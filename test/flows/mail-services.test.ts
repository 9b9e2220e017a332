/** Sign-in by a mail that a service sends, and what Auth.js v5 sends to the same service. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import type { EmailConfig } from "../../src/core/contracts/provider.js"
import ForwardEmail from "../../src/providers/forwardemail.js"
import Loops from "../../src/providers/loops.js"
import Mailgun from "../../src/providers/mailgun.js"
import Nodemailer from "../../src/providers/nodemailer.js"
import Postmark from "../../src/providers/postmark.js"
import Resend from "../../src/providers/resend.js"
import SendGrid from "../../src/providers/sendgrid.js"
import { type Answer, type App, openApp } from "../support/app.js"
import { startMailServer } from "../support/mail-server.js"

interface Arrived {
  readonly method: string | undefined
  readonly url: string
  readonly authorization: unknown
  readonly fields: Record<string, unknown>
}

const from = "Our App <no-reply@app.example>"
const key = "key-0123456789"
const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`

let server: Server
let app: App
let arrived: Arrived[]
let answer: (response: ServerResponse) => void

/** Every service is this server, over real HTTP. */
beforeAll(async () => {
  server = createServer(async (request, response) => {
    arrived.push(await read(request))
    answer(response)
  })
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  const { port } = server.address() as AddressInfo
  const real = globalThis.fetch
  vi.stubGlobal("fetch", (input: string | URL, init: RequestInit = {}) => {
    const { host, pathname } = new URL(input)
    const headers = new Headers(init.headers)
    headers.set("x-host", host)
    return real(`http://127.0.0.1:${port}${pathname}`, { ...init, headers })
  })
})
afterAll(() => {
  vi.unstubAllGlobals()
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  arrived = []
  answer = (response) => response.end('{"id":"1"}')
})
afterEach(() => void vi.unstubAllEnvs())

async function read(request: IncomingMessage): Promise<Arrived> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const { method, url, headers } = request
  const type = headers["content-type"] ?? ""
  const form = () => new Response(Buffer.concat(chunks), { headers: { "content-type": type } }).formData()
  const fields = type.includes("json") ? JSON.parse(String(Buffer.concat(chunks))) : Object.fromEntries(await form())
  const authorization = headers.authorization ?? headers["x-postmark-server-token"]
  return { method, url: `https://${headers["x-host"]}${url}`, authorization, fields }
}

function open(provider: EmailConfig): void {
  app = openApp({ adapter: MemoryAdapter(), providers: [provider] })
}
const ask = (id: string): Promise<Answer> => app.browser().signIn(id, { email: "Ada@example.com" })
const linkIn = (text: unknown): string =>
  /https:\/\/app\.example\/api\/auth\/callback\/[^\s"]+/.exec(String(text))?.[0] ?? ""

const services = [
  {
    id: "resend",
    make: Resend,
    url: "https://api.resend.com/emails",
    authorization: `Bearer ${key}`,
    to: ({ to }) => to,
    sender: ({ from }) => from,
    text: ({ text }) => text,
  },
  {
    id: "sendgrid",
    make: SendGrid,
    url: "https://api.sendgrid.com/v3/mail/send",
    authorization: `Bearer ${key}`,
    to: ({ personalizations: [{ to }] }) => (to.length === 1 ? to[0].email : to),
    sender: ({ from: { name, email } }) => `${name} <${email}>`,
    text: ({ content }) => content[0].value,
  },
  {
    id: "postmark",
    make: Postmark,
    url: "https://api.postmarkapp.com/email",
    authorization: key,
    to: ({ To }) => To,
    sender: ({ From }) => From,
    text: ({ TextBody }) => TextBody,
  },
  {
    id: "mailgun",
    make: Mailgun,
    url: "https://api.mailgun.net/v3/app.example/messages",
    authorization: basic(`api:${key}`),
    to: ({ to }) => to,
    sender: ({ from }) => from,
    text: ({ text }) => text,
  },
  {
    id: "loops",
    make: (options: object) => Loops({ transactionalId: "tx", ...options }),
    url: "https://app.loops.so/api/v1/transactional",
    authorization: `Bearer ${key}`,
    to: ({ email }) => email,
    sender: () => from,
    text: ({ dataVariables }) => dataVariables.url,
  },
  {
    id: "forwardemail",
    make: ForwardEmail,
    url: "https://api.forwardemail.net/v1/emails",
    authorization: basic(`${key}:`),
    to: ({ to }) => to,
    sender: ({ from }) => from,
    text: ({ text }) => text,
  },
] satisfies {
  id: string
  make: (options: { apiKey?: string; from?: string }) => EmailConfig
  url: string
  authorization: string
  // biome-ignore lint/suspicious/noExplicitAny: the bodies differ from service to service
  [read: string]: string | ((fields: any) => unknown)
}[]

test.each(services)("$id sends a mail whose link signs somebody in", async ({ id, make, ...expected }) => {
  open(make({ apiKey: key, from }))
  const browser = app.browser()
  const asked = await browser.signIn(id, { email: "Ada@example.com" })
  expect(asked.location).toContain(`/verify-request?provider=${id}`)
  const [{ method, url, authorization, fields } = {} as Arrived] = arrived
  expect([method, url, authorization]).toEqual(["POST", expected.url, expected.authorization])
  expect(expected.to(fields as never)).toBe("ada@example.com")
  expect(expected.sender(fields as never)).toBe(from)
  await browser.get(linkIn(expected.text(fields as never)))
  expect((await browser.session())?.user?.email).toBe("ada@example.com")
  expect(app.log).toEqual([])
})

/** Where we send something else than Auth.js v5, beside the words of the mail: its links lead past no counter. */
const differences: Record<string, string[]> = {
  resend: [],
  sendgrid: ["tracking_settings"],
  postmark: ["TrackLinks"],
  mailgun: ["from", "o:tracking-clicks"], // it puts its own name before that of the app
  loops: [],
  forwardemail: [],
}
const words = ["subject", "html", "text", "Subject", "HtmlBody", "TextBody", "content", "dataVariables"]

test.each(services)("$id is asked as Auth.js v5 asks it", async ({ id, make }) => {
  const sender = "no-reply@app.example"
  const options = { apiKey: key, from: sender, transactionalId: "tx" }
  const { default: factory } = await import(`auth-core-v5/providers/${id}`)
  const theirs = factory(options)
  const url = "https://app.example/api/auth/callback/x"
  await theirs.sendVerificationRequest({
    identifier: "ada@example.com",
    url,
    theme: {},
    provider: { ...theirs, ...options },
  })
  open(make(options))
  await ask(id)
  const [them, us] = arrived as [Arrived, Arrived]
  expect([us.method, us.url, us.authorization]).toEqual([them.method, them.url, them.authorization])
  const names = [...new Set([...Object.keys(them.fields), ...Object.keys(us.fields)])]
  const other = names.filter((name) => JSON.stringify(us.fields[name]) !== JSON.stringify(them.fields[name]))
  expect(other.filter((name) => !words.includes(name) || !(name in them.fields)).sort()).toEqual(
    differences[id]?.sort(),
  )
  const ours = make(options)
  for (const part of ["id", "type", "name", "maxAge"] as const) expect(ours[part]).toBe(theirs[part])
})

test.each(services)("$id takes its key from the environment, and says what is missing without one", async (service) => {
  vi.stubEnv(`AUTH_${service.id.toUpperCase()}_KEY`, key)
  open(service.make({ from }))
  await ask(service.id)
  expect(arrived[0]?.authorization).toBe(service.authorization)
  vi.stubEnv(`AUTH_${service.id.toUpperCase()}_KEY`, "")
  open(service.make({ from }))
  expect((await ask(service.id)).location).toContain("error=EmailSignin")
  expect(arrived).toHaveLength(1)
  expect(app.log[0]?.code).toBe("INVALID_PROVIDER")
  expect(String(app.log[0]?.metadata)).toContain(`or set \`AUTH_${service.id.toUpperCase()}_KEY\``)
})

test.each<[string, (response: ServerResponse) => void, RegExp]>([
  [
    "refuses the key",
    (it) => it.writeHead(401).end('{"message":"API key is invalid"}'),
    /status 401: .*key is invalid/,
  ],
  ["refuses the address", (it) => it.writeHead(422).end('{"ErrorCode":406,"Message":"Inactive"}'), /status 422: .*406/],
  ["has had enough", (it) => it.writeHead(429, { "retry-after": "60" }).end("Too many"), /status 429: Too many/],
  ["is away", (it) => it.writeHead(503).end(), /status 503/],
  ["sends one elsewhere", (it) => it.writeHead(307, { location: "https://evil.example/" }).end(), /status 307/],
  ["hangs up", (it) => it.destroy(), /fetch failed|socket/],
  ["says nothing", () => {}, /within 0\.5 s|timeout|aborted/i],
  ["says half a word", (it) => void it.writeHead(500).write("half"), /within 0\.5 s|timeout|aborted/i],
  ["never ends", (it) => pour(it.writeHead(500)), /^Error: Resend answered with status 500: x{1000}$/],
])(
  "a service that %s: the visitor sees EmailSignin, the log has its words, and nobody waits (ML-8)",
  async (_, say, told) => {
    answer = say
    open(Resend({ apiKey: key, from, timeout: 0.5 }))
    const started = Date.now()
    expect((await ask("resend")).location).toBe(`${app.origin}/api/auth/error?error=EmailSignin`)
    expect(Date.now() - started).toBeLessThan(2500)
    expect(arrived).toHaveLength(1) // not asked again
    const [{ code, metadata } = { code: "" }] = app.log
    expect(code).toBe("SIGNIN_EMAIL_ERROR")
    expect(String((metadata as { error: Error }).error)).toMatch(told)
  },
)

test("a service that accepts a mail with ten megabytes of words is not listened to (ML-9)", async () => {
  answer = (response) => pour(response)
  open(Resend({ apiKey: key, from, timeout: 2 }))
  expect((await ask("resend")).location).toContain("verify-request")
})

test("a service that repeats the request in its error brings neither link nor key into the log", async () => {
  answer = (response) => response.writeHead(400).end(`${key} ${arrived[0]?.fields.text}`.slice(0, 900))
  open(Resend({ apiKey: key, from }))
  await ask("resend")
  const token = new URL(linkIn(arrived[0]?.fields.text)).searchParams.get("token") ?? ""
  expect(token).toHaveLength(64)
  const logged = JSON.stringify(app.log, (_, it) => (it instanceof Error ? `${it.message} ${it.stack}` : it))
  expect(logged).toContain("status 400")
  expect(logged).not.toContain(token)
  expect(logged).not.toContain(key)
})

test("a domain of Europe is asked there, and a code goes to a template too", async () => {
  open(Mailgun({ apiKey: key, from: "a@mg.app.example", region: "EU" }))
  await ask("mailgun")
  expect(arrived[0]?.url).toBe("https://api.eu.mailgun.net/v3/mg.app.example/messages")
  open(Loops({ apiKey: key, transactionalId: "tx", code: true }))
  await ask("loops")
  expect(arrived[1]?.fields.dataVariables).toEqual({
    url: expect.stringContaining("token="),
    code: expect.stringMatching(/^\d{6}$/),
  })
})

test("`nodemailer` sends by SMTP, under the name that it has in Auth.js v5, and not without a server", async () => {
  const mails = await startMailServer()
  open(Nodemailer({ server: mails.url, from }))
  const browser = app.browser()
  await browser.signIn("nodemailer", { email: "ada@example.com" })
  await browser.get(mails.mails[0]?.link ?? "")
  expect((await browser.session())?.user?.email).toBe("ada@example.com")
  await mails.close()
  open(Nodemailer({ from }))
  expect((await ask("nodemailer")).location).toContain("error=EmailSignin")
  expect(String(app.log[0]?.metadata)).toContain("sends nothing without `server`: pass it.")
})

/** Ten megabytes, or as much as somebody takes. */
function pour(response: ServerResponse): void {
  let left = 160
  const more = () => {
    while (left-- > 0) if (!response.write("x".repeat(65_536))) return
    response.end()
  }
  response.on("drain", more)
  more()
}
