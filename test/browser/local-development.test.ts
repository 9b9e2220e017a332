/** `npm run demo`, which is `countersign dev` beside an app that knows nothing of it; and the pages that it has. */
import { mkdtempSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Browser, BrowserContextOptions, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import NextAuth from "../../src/index.js"
import Apple from "../../src/providers/apple.js"
import { type Demo, startDemo } from "../support/demo.js"
import { freePort } from "../support/next-app.js"
import { servePages } from "../support/pages-server.js"
import { launchChromium } from "./chromium.js"

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js")
const folder = mkdtempSync(join(tmpdir(), "countersign-demo-"))

let demo: Demo
let browser: Browser
let app: string
let dev: string

beforeAll(async () => {
  demo = await startDemo(await freePort(), join(folder, "demo.sqlite"))
  const [first = "", second = ""] = [...demo.output().matchAll(/http:\/\/localhost:\d+/g)].map(([url]) => url)
  app = first
  dev = second
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  demo?.interrupt()
  await demo?.exit
  rmSync(folder, { recursive: true, force: true })
})

async function somebodyAt(url: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage()
  page.setDefaultTimeout(20_000)
  await page.goto(url)
  return page
}

const greeting = (page: Page, name: string) => page.getByRole("heading", { name: `Hello, ${name}` }).waitFor()

test("two clicks, and somebody is signed in by GitHub", async () => {
  const page = await somebodyAt(app)
  await page.getByRole("button", { name: "Continue with GitHub" }).click()
  await page.getByRole("button", { name: "Alice Archer" }).click()
  await greeting(page, "Alice Archer")
  await page.context().close()
})

test("two clicks, and somebody is signed in by the link in a mail", async () => {
  const page = await somebodyAt(app)
  await page.getByRole("button", { name: "Send me a link" }).click()
  await page.getByRole("link", { name: "Open the link" }).click()
  await page.waitForURL(`${app}/`)
  const session = await (await page.request.get(`${app}/api/auth/session`)).json()
  expect(session.user.email).toBe("ada@example.com")
  await page.context().close()
})

test("somebody reads the code in the mailbox, types it, and is signed in", async () => {
  const page = await somebodyAt(app)
  await page.getByLabel("E-mail address").fill("grace@example.com")
  const opened = page.context().waitForEvent("page")
  await page.getByRole("button", { name: "Send me a code" }).click()
  const mailbox = await opened
  const code = await mailbox.getByRole("definition").filter({ hasText: /^\d+$/ }).textContent()
  await page.getByLabel("Code").fill(code ?? "")
  await page.getByRole("button", { name: "Sign in" }).click()
  await page.waitForURL(`${app}/`)
  const session = await (await page.request.get(`${app}/api/auth/session`)).json()
  expect(session.user.email).toBe("grace@example.com")
  await page.context().close()
})

test("a browser brings the app's cookies when Apple answers by POST", async () => {
  const server = await servePages(NextAuth({ secret: "of this test only", providers: [Apple({} as never)] }) as never)
  const origin = server.origin.replace("127.0.0.1", "localhost")
  vi.stubEnv("NEXTAUTH_URL", origin)
  vi.stubEnv("COUNTERSIGN_DEV", dev)
  const page = await somebodyAt(`${origin}/api/auth/signin?callbackUrl=%2Fapi%2Fauth%2Fsession`)
  const posted = page.waitForRequest((request) => request.url() === `${origin}/api/auth/callback/apple`)
  await page.getByRole("button", { name: "Sign in with Apple" }).click()
  await page.getByRole("button", { name: "Bob Baker" }).click()
  expect((await posted).method()).toBe("POST")
  await page.waitForURL(`${origin}/api/auth/session`)
  expect(JSON.parse((await page.textContent("body")) ?? "").user).toMatchObject({ email: "bob@example.com" })
  await page.context().close()
  vi.unstubAllEnvs()
  await server.close()
})

test("the mailbox shows the mail as HTML in a frame that runs no script, as text, and its source", async () => {
  const page = await somebodyAt(`${dev}/mails`)
  await page.getByRole("link", { name: /to ada@example.com/ }).click()
  const frame = page.frameLocator("iframe")
  await frame.getByRole("link").first().waitFor()
  expect(await page.locator("iframe").getAttribute("sandbox")).not.toMatch(/allow-(scripts|same-origin|forms|top)/)
  expect(await page.getByRole("region", { name: "Text" }).textContent()).toContain(`${app}/api/auth/callback/email?`)
  await page.getByRole("link", { name: "Source" }).click()
  expect(await page.textContent("body")).toMatch(/^To: ada@example\.com$/m)
  await page.context().close()
})

/** Every page and form, as somebody gets there. */
const pages: Record<string, (page: Page) => Promise<unknown>> = {
  people: (page) => page.goto(`${dev}/`),
  "new-person": async (page) => {
    await page.goto(`${dev}/`)
    await page.getByText("Add somebody").click()
    await page.getByLabel("Name").fill("Eve Evans")
    await page.getByLabel("Further claims").fill("{department: Sales}")
    await page.getByRole("button", { name: "Add" }).click()
    await page.getByRole("alert").waitFor()
  },
  person: (page) => page.goto(`${dev}/people/dave`),
  faults: (page) => page.goto(`${dev}/faults`),
  mailbox: (page) => page.goto(`${dev}/mails`),
  mail: (page) => page.goto(`${dev}/mails/latest`),
  problem: (page) => page.goto(`${dev}/nothing-here`),
  picker: async (page) => {
    await page.goto(`${app}/api/auth/signin`)
    await page.getByRole("button", { name: "Sign in with GitHub" }).click()
    await page.getByRole("heading", { name: "Who are you?" }).waitFor()
    await page.getByText("Somebody else").click()
  },
}

describe.each([
  ["light", 1280],
  ["dark", 360],
] as const)("%s and %i wide", (colorScheme, width) => {
  test("every page can be used with assistive technology, and fits", async () => {
    const page = await somebodyAt("about:blank", { colorScheme, viewport: { width, height: 740 }, bypassCSP: true })
    for (const [name, open] of Object.entries(pages)) {
      await open(page)
      expect(await findingsIn(page), name).toEqual([])
      const widest = await page.evaluate(() => document.documentElement.scrollWidth)
      expect(widest, name).toBeLessThanOrEqual(width)
    }
    await page.context().close()
  })
})

async function findingsIn(page: Page): Promise<unknown> {
  await page.addScriptTag({ path: axe })
  return page.evaluate(async () => {
    const { violations } = await Reflect.get(window, "axe").run()
    return violations.map(({ id, nodes }: { id: string; nodes: { html: string }[] }) => [
      id,
      nodes.map((it) => it.html),
    ])
  })
}

test("without JavaScript and by keyboard alone, somebody chooses who they are", async () => {
  const page = await somebodyAt(`${app}/api/auth/signin?callbackUrl=%2F`, { javaScriptEnabled: false })
  await tabTo(page, "Sign in with GitHub")
  await page.keyboard.press("Enter")
  await page.getByRole("heading", { name: "Who are you?" }).waitFor()
  await tabTo(page, "Bob Baker")
  await page.keyboard.press("Enter")
  await page.waitForURL(`${app}/`)
  const session = await (await page.request.get(`${app}/api/auth/session`)).json()
  expect(session.user).toMatchObject({ name: "Bob Baker", role: "admin" })
  await page.context().close()
})

async function tabTo(page: Page, name: string): Promise<void> {
  const wanted = page.getByRole("button", { name })
  for (let presses = 0; presses < 20; presses++) {
    await page.keyboard.press("Tab")
    if (await wanted.and(page.locator(":focus")).count()) return
  }
  throw new Error(`Tab does not reach “${name}”`)
}
