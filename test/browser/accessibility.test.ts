import { mkdirSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Page } from "playwright-core"
import { describe, expect, test } from "vitest"
import { builtInPages, examplePages } from "./places.js"
import { signInAs } from "./signing-in.js"
import { visitExample } from "./visits.js"

const visits = visitExample()

const { "client-required": _leavesForSignIn, ...pagesForStrangers } = examplePages
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js")
const pictures = fileURLToPath(new URL("../../.cache/screenshots", import.meta.url))
mkdirSync(pictures, { recursive: true })

const screens = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 360, height: 740 },
}

/** Each colour and each width once: what one look shows does not depend on the other. */
const looks = [
  ["light", "desktop"],
  ["dark", "phone"],
] as const

describe.each(looks)("in %s, on a %s", (colorScheme, screen) => {
  const options = { colorScheme, viewport: screens[screen], bypassCSP: true }
  const picture = (name: string): string => join(pictures, `${name}-${colorScheme}-${screen}.png`)

  test("the built-in pages can be used with assistive technology", async () => {
    const page = await visits.newVisitor(options)
    for (const [name, path] of Object.entries(builtInPages)) {
      await page.goto(path)
      await expectAccessible(page, path, picture(name))
    }
  })

  test("strangers can use every page with assistive technology", async () => {
    const page = await visits.newVisitor(options)
    for (const [name, path] of Object.entries(pagesForStrangers)) {
      await page.goto(path)
      await expectAccessible(page, path, picture(`signed-out-${name}`))
    }
  })

  test("people who are signed in can use every page with assistive technology", async () => {
    const page = await visits.newVisitor(options)
    await signInAs(page, "Bob")
    for (const [name, path] of Object.entries(examplePages)) {
      await page.goto(path)
      await expectAccessible(page, path, picture(`signed-in-${name}`))
    }
  })

  test("the provider's own pages can be used with assistive technology", async () => {
    const page = await visits.newVisitor(options)
    await page.goto("/api/auth/signin")
    await page.getByRole("button", { name: "Sign in with Local provider" }).click()
    await page.getByRole("heading", { name: "Who are you?" }).waitFor()
    await expectAccessible(page, "login", picture("provider-login"))
    await page.getByRole("button", { name: "Carol" }).click()
    await page.getByRole("heading", { name: "Share your details" }).waitFor()
    await expectAccessible(page, "consent", picture("provider-consent"))
  })
})

/** No finding of axe, and nothing wider than the screen. */
async function expectAccessible(page: Page, where: string, picture: string): Promise<void> {
  await page.waitForLoadState("networkidle")
  await expect.poll(() => page.getByText("Asking who you are…").count()).toBe(0)
  await page.screenshot({ path: picture, fullPage: true })
  await page.addScriptTag({ path: axe })
  const findings = await page.evaluate(async () => {
    const { violations } = await Reflect.get(window, "axe").run()
    return violations.map((violation: { id: string; nodes: { html: string }[] }) => ({
      id: violation.id,
      elements: violation.nodes.map(({ html }) => html),
    }))
  })
  expect(findings, where).toEqual([])
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(overflow, `${where} is wider than the screen`).toBeLessThanOrEqual(0)
}
