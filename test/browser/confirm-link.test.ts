/** The page that a link from a mail opens in another browser. */
import { createRequire } from "node:module"
import type { BrowserContextOptions, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { confirm } from "../../src/pages/confirm.js"
import { launchChromium } from "./chromium.js"

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js")
const origin = "https://app.example"
const view = {
  theme: {},
  origin,
  baseUrl: `${origin}/api/auth`,
  action: `${origin}/api/auth/callback/email`,
  confirms: `${"a".repeat(64)}@${"b".repeat(60)}.${"c".repeat(60)}.example`,
  fields: { token: 't"<b>', csrfToken: "c" },
}

let browser: Awaited<ReturnType<typeof launchChromium>>
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

/** The page as it is served, its policy included, and what its form has posted. */
async function open(options: BrowserContextOptions): Promise<{ page: Page; posted(): string | null }> {
  const page = await browser.newPage(options)
  let posted: string | null = null
  await page.route(`${origin}/**`, async (route) => {
    if (route.request().method() === "POST") posted = route.request().postData()
    const { html, contentSecurityPolicy } = confirm(view)
    const headers = { "content-security-policy": contentSecurityPolicy }
    await route.fulfill({ contentType: "text/html; charset=utf-8", headers, body: html })
  })
  await page.goto(`${view.action}?token=t`)
  return { page, posted: () => posted }
}

test.each([
  ["light", 1280],
  ["light", 360],
  ["dark", 1280],
  ["dark", 360],
] as const)("can be used with assistive technology and fits, %s and %i wide", async (colorScheme, width) => {
  const { page } = await open({ colorScheme, viewport: { width, height: 740 }, bypassCSP: true })
  await page.screenshot({ path: `.cache/screenshots/confirm-link-${colorScheme}-${width}.png`, fullPage: true })
  await page.addScriptTag({ path: axe })
  const findings = await page.evaluate(async () => {
    const { violations } = await Reflect.get(window, "axe").run()
    return violations.map(({ id }: { id: string }) => id)
  })
  expect(findings).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
  await page.close()
})

test("works by keyboard, without JavaScript", async () => {
  const { page, posted } = await open({ javaScriptEnabled: false })
  const button = page.getByRole("button", { name: "Sign in" })
  await page.keyboard.press("Tab")
  for (let presses = 0; presses < 5 && !(await button.and(page.locator(":focus")).count()); presses++) {
    await page.keyboard.press("Tab")
  }
  expect(posted()).toBeNull()
  await page.keyboard.press("Enter")
  await expect.poll(posted).toBe("token=t%22%3Cb%3E&csrfToken=c")
  await page.close()
})
