/** Somebody asks for a mail, reads it elsewhere, and is signed in: in a real browser, over real SMTP. */
import { createServer, type Server } from "node:http"
import { createRequire } from "node:module"
import type { AddressInfo } from "node:net"
import { Readable } from "node:stream"
import type { Browser, BrowserContextOptions, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import { type Auth, createAuth } from "../../src/auth.js"
import { signInMail } from "../../src/methods/email/mail.js"
import Email from "../../src/providers/email.js"
import { secret } from "../support/app.js"
import { type MailServer, startMailServer } from "../support/mail-server.js"
import { launchChromium } from "./chromium.js"

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js")

let mails: MailServer
let auth: Auth
let server: Server
let origin: string
let browser: Browser

beforeAll(async () => {
  ;[mails, browser] = await Promise.all([startMailServer(), launchChromium()])
  server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "", origin)
    const body = request.method === "POST" ? { body: Readable.toWeb(request) as ReadableStream, duplex: "half" } : {}
    const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const isOurs = url.pathname.startsWith("/api/auth/")
    const asked = new Request(url, { method: request.method ?? "GET", headers, ...body })
    const answer = isOurs ? await auth.handle(asked) : await pageAt(url.pathname, headers)
    response.writeHead(answer.status, [...answer.headers].flat())
    response.end(Buffer.from(await answer.arrayBuffer()))
  })
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  origin = `http://localhost:${(server.address() as AddressInfo).port}`
  vi.stubEnv("NEXTAUTH_URL", origin)
  auth = createAuth({
    secret,
    adapter: MemoryAdapter(),
    providers: [Email({ server: mails.url, from: "App <no-reply@app.example>", code: true, limits: false })],
  })
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await browser.close()
  server.closeAllConnections()
  server.close()
  await mails.close()
})
afterEach(() => {
  vi.useRealTimers()
})

/** The app's one page; or the latest mail, as web mail shows it. */
async function pageAt(path: string, headers: Headers): Promise<Response> {
  const { session } = await auth.session(headers)
  const html = path === "/mailbox" ? mails.mails.at(-1)?.html : `Hello, ${session?.user?.email}`
  return new Response(html ?? "", { headers: { "content-type": "text/html; charset=utf-8" } })
}

/** Web mail is a site of its own: `127.0.0.1` is another than `localhost`. */
const webMail = (): string => `${origin.replace("localhost", "127.0.0.1")}/mailbox`
const code = (): string => /^\d{6}$/m.exec(mails.mails.at(-1)?.text ?? "")?.[0] ?? ""

const device = async (options: BrowserContextOptions = {}): Promise<Page> => {
  const page = await (await browser.newContext({ javaScriptEnabled: false, ...options })).newPage()
  page.setDefaultTimeout(10_000)
  return page
}

async function ask(page: Page, address: string): Promise<void> {
  await page.goto(`${origin}/api/auth/signin?callbackUrl=/`)
  await page.getByLabel("Email").fill(address)
  await page.getByRole("button", { name: "Sign in with Email" }).click()
  await page.getByRole("heading", { name: "Check your email" }).waitFor()
}

async function openMail(page: Page): Promise<void> {
  await page.goto(webMail())
  await page.getByRole("link", { name: "Sign in" }).click()
}

const greeting = (page: Page, address: string): Promise<void> => page.getByText(`Hello, ${address}`).waitFor()
const refusal = (page: Page): Promise<void> => page.getByRole("heading", { name: "Unable to sign in" }).waitFor()

test("one click in the mail signs in, though a scanner was there first; a second click does not", async () => {
  const page = await device()
  await ask(page, "ada@example.com")
  const { link } = mails.mails.at(-1) as { link: string }
  for (const method of ["GET", "HEAD"]) await fetch(link, { method, headers: { "user-agent": "LinkScanner/1.0" } })
  await openMail(page)
  await greeting(page, "ada@example.com")
  await openMail(page)
  await page.getByRole("button", { name: "Sign in" }).click()
  await refusal(page)
  await page.context().close()
})

test("on another device a button signs in, and says whom; the device that asked is not signed in", async () => {
  const [page, phone] = [await device(), await device({ viewport: { width: 360, height: 740 } })]
  await ask(page, "bob@example.com")
  await openMail(phone)
  await phone.getByText("bob@example.com").waitFor()
  await phone.getByRole("button", { name: "Sign in" }).click()
  await greeting(phone, "bob@example.com")
  await page.goto(origin)
  await greeting(page, "undefined")
  await Promise.all([page.context().close(), phone.context().close()])
})

test("whoever comes a day later is told to ask again", async () => {
  const page = await device()
  await ask(page, "cy@example.com")
  const { link } = mails.mails.at(-1) as { link: string }
  vi.useFakeTimers({ now: Date.now() + 86_460_000, toFake: ["Date"] })
  await page.goto(link)
  await page.getByRole("button", { name: "Sign in" }).click()
  await refusal(page)
  await page.getByRole("link", { name: "Sign in" }).click()
  await page.getByLabel("Email").waitFor()
  await page.context().close()
})

test("a code that is typed by keyboard signs in, after one that was wrong", async () => {
  const page = await device()
  await ask(page, "dora@example.com")
  await page.keyboard.type(String((Number(code()) + 1) % 1_000_000).padStart(6, "0"))
  await page.keyboard.press("Enter")
  await page.getByRole("alert").waitFor()
  await page.keyboard.type(code())
  await page.keyboard.press("Enter")
  await greeting(page, "dora@example.com")
  await page.context().close()
})

test.each([
  ["light", 1280],
  ["dark", 360],
] as const)("mail and pages can be used with assistive technology and fit, %s and %i wide", async (scheme, width) => {
  const look: BrowserContextOptions = { colorScheme: scheme, viewport: { width, height: 740 }, bypassCSP: true }
  const page = await device({ ...look, javaScriptEnabled: true })
  const address = `${"e".repeat(64)}@${"f".repeat(60)}.example.com`
  await ask(page, address)
  await examine(page, `enter-code-${scheme}-${width}`)
  await page.goto(`${page.url()}&error=Verification`)
  await examine(page, `wrong-code-${scheme}-${width}`)
  await page.goto(`${origin}/api/auth/error?error=TooManyRequests&retryAfter=90`)
  await examine(page, `too-many-${scheme}-${width}`)
  const url = `${origin}/api/auth/callback/email?token=${"0".repeat(64)}`
  const theme = { brandColor: "#0f6b4f" }
  const view = { theme, origin, identifier: address, url, code: "012345", linkLifetime: 86_400, codeLifetime: 600 }
  await page.setContent(signInMail(view).html)
  await examine(page, `mail-${scheme}-${width}`, ofPages)
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  expect(background).toBe(scheme === "dark" ? "rgb(12, 14, 19)" : "rgb(243, 244, 247)")
  await page.context().close()
})

/** What a whole page must have, and a mail within a page of the mail program must not. */
const ofPages = ["landmark-one-main", "region"]

async function examine(page: Page, name: string, apartFrom: readonly string[] = []): Promise<void> {
  const { width = 0 } = page.viewportSize() ?? {}
  await page.screenshot({ path: `.cache/screenshots/${name}.png`, fullPage: true })
  await page.addScriptTag({ path: axe })
  const findings: string[] = await page.evaluate(async () => {
    const { violations } = await Reflect.get(window, "axe").run()
    return violations.map(({ id, nodes }: { id: string; nodes: object[] }) => `${id} ×${nodes.length}`)
  })
  expect(
    findings.filter((finding) => !apartFrom.some((rule) => finding.startsWith(rule))),
    name,
  ).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(width)
}
