import type { Page } from "playwright-core"
import { expect, test } from "vitest"
import { builtInPages, examplePages } from "./places.js"
import { signInAs } from "./signing-in.js"
import { visitExample } from "./visits.js"

const visits = visitExample()

test("no page of the example writes an error or a warning to the console, signed out", async () => {
  const page = await visits.newVisitor()
  const complaints = listen(page)
  for (const path of Object.values(examplePages)) await rest(page, path)
  expect(complaints).toEqual([])
})

test("no page of the example writes an error or a warning to the console, signed in", async () => {
  const page = await visits.newVisitor()
  const complaints = listen(page)
  await signInAs(page, "Bob")
  for (const path of Object.values(examplePages)) await rest(page, path)
  expect(complaints).toEqual([])
})

test("the built-in pages keep their own content security policy", async () => {
  const page = await visits.newVisitor()
  const violations: string[] = []
  await page.exposeFunction("noteViolation", (violation: string) => violations.push(violation))
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      Reflect.get(window, "noteViolation")(`${violatedDirective} ${blockedURI}`)
    })
  })
  for (const path of Object.values(builtInPages)) {
    const answer = await page.goto(path)
    expect(answer?.headers()["content-security-policy"], path).toContain("default-src 'none'")
    await page.waitForLoadState("networkidle")
  }
  expect(violations).toEqual([])
})

function listen(page: Page): string[] {
  const complaints: string[] = []
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`${message.text()} ${message.location().url}`)
  })
  page.on("pageerror", (error) => complaints.push(error.message))
  return complaints
}

async function rest(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await page.waitForLoadState("networkidle")
}
