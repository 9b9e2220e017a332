/** Servers that cannot show who they are: a provider and a mail server behind certificates that are not theirs to show. */
import { request } from "node:http"
import { createServer, type Server } from "node:https"
import type { AddressInfo } from "node:net"
import { SMTPServer, type SMTPServerOptions } from "smtp-server"
import { Agent, fetch as fetchOver } from "undici"
import { afterAll, beforeAll, expect, test } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import { customFetch } from "../../src/index.js"
import Email from "../../src/providers/email.js"
import { expectRefused, expectSignedIn } from "../conformance/outcomes.js"
import { openApp } from "../support/app.js"
import { type Certificate, certificateFor } from "../support/certificates.js"
import { type RelyingParty, relyingParty } from "../support/relying-party.js"
import { type ScriptedProvider, startScriptedProvider } from "../support/scripted-provider.js"

const day = 86_400_000
let provider: ScriptedProvider
let good: Certificate
let bad: Record<string, Certificate>
const close: (() => void)[] = []

beforeAll(async () => {
  provider = await startScriptedProvider()
  good = await certificateFor()
  bad = {
    "has expired": await certificateFor({ from: new Date(Date.now() - 3 * day), until: new Date(Date.now() - day) }),
    "is of tomorrow": await certificateFor({ from: new Date(Date.now() + day), until: new Date(Date.now() + 2 * day) }),
    "is another host's": await certificateFor({ ip: "192.0.2.1" }),
    "nobody has signed": await certificateFor(),
  }
})
afterAll(async () => {
  for (const one of close) one()
  await provider.close()
})
/** What each of them would need to be trusted, if time and name were right. */
const authorities = (name: string): string[] => [
  good.cert,
  ...(name === "nobody has signed" ? [] : [bad[name]?.cert ?? ""]),
]
const names = ["has expired", "is of tomorrow", "is another host's", "nobody has signed"]

/** The provider's token endpoint has a second door, behind TLS. */
async function behindTls(
  certificate: Certificate,
  trusted: string[],
): Promise<{ party: RelyingParty; arrived(): number }> {
  const op = provider.play()
  let arrived = 0
  const door: Server = createServer(certificate, (incoming, outgoing) => {
    arrived++
    const { method, headers } = incoming
    const inner = request(`${op.issuer}/token`, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    incoming.pipe(inner)
  })
  await new Promise<void>((listening) => door.listen(0, "127.0.0.1", listening))
  close.push(() => door.close())
  const token = `https://127.0.0.1:${(door.address() as AddressInfo).port}/token`
  op.script.discovery = (document) => ({ ...document, token_endpoint: token })
  const dispatcher = new Agent({ connect: { ca: trusted } })
  const overTls = ((input: string, init: object) =>
    fetchOver(input, { ...init, dispatcher })) as unknown as typeof fetch
  return { party: relyingParty(op, { [customFetch]: overTls }), arrived: () => arrived }
}

test("a provider with a good certificate is asked, so that the refusals mean something", async () => {
  await expectSignedIn((await behindTls(good, [good.cert])).party)
})

test.each(names)("a provider whose certificate %s is told nothing (IDP-1)", async (name) => {
  const { party, arrived } = await behindTls(bad[name] as Certificate, authorities(name))
  await expectRefused(party)
  expect(arrived()).toBe(0)
})

test("a provider whose name nobody knows is an error at once (IDP-1)", async () => {
  const op = provider.play({ discovery: (it) => ({ ...it, token_endpoint: "https://nobody.invalid/token" }) })
  await expectRefused(relyingParty(op))
})

/** A mail server behind TLS, or that offers it. What it heard. */
async function mailServer(options: SMTPServerOptions): Promise<{ port: number; heard: string[] }> {
  const heard: string[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH"],
    logger: false,
    onRcptTo({ address }, _session, done) {
      heard.push(address)
      done()
    },
    onData(stream, _session, done) {
      stream.resume().on("end", () => done())
    },
    ...options,
  })
  server.on("error", () => {})
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  close.push(() => server.close())
  return { port: (server.server.address() as AddressInfo).port, heard }
}

async function mailBy(port: number, secure: boolean, ca: string[]): Promise<string> {
  const server = { host: "127.0.0.1", port, secure, tls: { ca } }
  const mail = Email({ server, from: "App <no-reply@app.example>", timeout: 2 })
  const app = openApp({ adapter: MemoryAdapter(), providers: [mail] })
  return (await app.browser().signIn("email", { email: "ada@example.com" })).location ?? ""
}

test.each([
  ["from the first byte", true],
  ["when both agree", false],
])("a mail server with a good certificate, which it shows %s, gets the mail", async (_, secure) => {
  const { port, heard } = await mailServer({ secure, ...good })
  expect(await mailBy(port, secure, [good.cert])).toContain("/verify-request")
  expect(heard).toEqual(["ada@example.com"])
})

test.each(names.flatMap((name) => [true, false].map((secure) => [name, secure] as const)))(
  "a mail server whose certificate %s gets no mail, nor in the clear instead, TLS from the first byte: %s (ML-6, CVE-2020-1758)",
  async (name, secure) => {
    const { port, heard } = await mailServer({ secure, ...bad[name] })
    expect(await mailBy(port, secure, authorities(name))).toContain("error=EmailSignin")
    expect(heard).toEqual([])
  },
)
