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

test("another site can neither frame the built-in pages, nor learn from where on them somebody came", async () => {
  const page = await visits.newVisitor()
  let seen: string | undefined
  await page.route("http://another.example/**", (route) => {
    seen = route.request().headers().referer
    const frames = Object.values(builtInPages).map((path) => `<iframe src="${new URL(path, visits.app.url)}"></iframe>`)
    return route.fulfill({ contentType: "text/html", body: frames.join("") })
  })
  for (const path of [builtInPages["sign-in"], builtInPages["error-verification"]]) {
    await page.goto(`${path}${path.includes("?") ? "&" : "?"}callbackUrl=%2Fsecret-place`)
    await page.evaluate(() => {
      const link = Object.assign(document.createElement("a"), { href: "http://another.example/" })
      document.body.append(link)
      link.click()
    })
    await page.waitForURL("http://another.example/")
    expect([undefined, `${new URL(visits.app.url).origin}/`]).toContain(seen)
  }
  await page.waitForLoadState("networkidle")
  const shown = page
    .frames()
    .slice(1)
    .map((frame) => frame.url())
  expect(shown).toEqual(Object.values(builtInPages).map(() => "chrome-error://chromewebdata/"))
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
