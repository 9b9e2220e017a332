/** What a mail is made of: our words or the developer's, and nothing that a mail library would take for an instruction. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import Email, { type EmailUserConfig } from "../../src/providers/email.js"
import { openApp } from "../support/app.js"
import { type MailServer, startMailServer } from "../support/mail-server.js"

let server: MailServer
let folder: string
beforeAll(async () => {
  server = await startMailServer()
  folder = mkdtempSync(join(tmpdir(), "countersign-mail-"))
  writeFileSync(join(folder, "secret.txt"), "the treasure")
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await server.close()
})
beforeEach(() => {
  server.mails.splice(0)
})

async function ask(mail: object): Promise<string | null> {
  const email = { server: server.url, from: "App <no-reply@app.example>", mail: () => mail } as EmailUserConfig
  const app = openApp({ adapter: MemoryAdapter(), providers: [Email(email)] })
  return (await app.browser().signIn("email", { email: "ada@example.com" })).location
}

test("a mail goes to whom it was asked for, whatever else was written into it (GHSA-c7w3-x93f-qmm8, GHSA-vvjj-xcjg-gr5g, GHSA-268h-hp4c-crq3, GHSA-p6gq-j5cr-w38f, CVE-2026-82659, GHSA-8m3c-c648-2xjj)", async () => {
  await ask({
    subject: "Hello\r\nBcc: eve@evil.example\r\nX-Evil: 1",
    text: "Hello\r\n.\r\nRCPT TO:<eve@evil.example>\r\n",
    to: "eve@evil.example",
    bcc: "eve@evil.example",
    from: "eve@evil.example",
    sender: "eve@evil.example",
    replyTo: "eve@evil.example",
    envelope: { from: "a@evil.example", to: ["eve@evil.example"], size: "1\r\nRCPT TO:<eve@evil.example>" },
    list: { unsubscribe: { url: "x>\r\nX-Evil: 1", comment: "x\r\nX-Evil: 1" } },
    headers: { "X-Evil": "1", Bcc: "eve@evil.example" },
    raw: "From: eve@evil.example\r\n\r\nraw",
    attachments: [{ path: join(folder, "secret.txt") }],
    alternatives: [{ path: join(folder, "secret.txt"), contentType: "text/plain" }],
    icalEvent: { path: join(folder, "secret.txt") },
    messageId: "<x@y>\r\nX-Evil: 1",
    dsn: { id: "x\r\nRCPT TO:<eve@evil.example>", notify: ["never"] },
  })
  const [mail, ...more] = server.mails
  expect(more).toEqual([])
  expect(mail?.recipients).toEqual(["ada@example.com"])
  expect(mail?.from).toBe('"App" <no-reply@app.example>')
  const [head = ""] = mail?.source.split("\r\n\r\n") ?? []
  expect(head).not.toMatch(/^(?:Bcc|X-Evil|Reply-To|Sender|List-\w+):/im)
  expect(mail?.source).not.toMatch(/treasure|dGhlIHRyZWFzdXJl/)
})

test("no file and no address is read into a mail (GHSA-wqvq-jvpq-h66f)", async () => {
  const file = join(folder, "secret.txt")
  for (const content of [{ path: file }, { path: `file://${file}` }, { href: server.url.replace("smtp", "http") }]) {
    for (const part of ["text", "html"]) {
      expect(await ask({ [part]: content })).toContain("error=EmailSignin")
    }
  }
  expect(server.mails.map(({ source }) => source).join()).not.toMatch(/treasure|dGhlIHRyZWFzdXJl/)
})
