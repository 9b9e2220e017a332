import type { Page } from "playwright-core"
import { expect, test } from "vitest"
import { signInAs } from "./signing-in.js"
import { visitExample } from "./visits.js"

const visits = visitExample()

test("a page asks for the session once, however many of its components show it", async () => {
  const page = await visits.newVisitor()
  await signInAs(page, "Alice")
  for (const path of ["/", "/client", "/client-required", "/members"]) {
    expect(await requestsDuring(page, () => page.goto(path)), path).toEqual(["GET /api/auth/session"])
  }
})

test("a page that got the session from the server asks for none", async () => {
  const page = await visits.newVisitor()
  await signInAs(page, "Alice")
  expect(await requestsDuring(page, () => page.goto("/server-rendered"))).toEqual([])
  expect(await page.getByRole("banner").textContent()).toContain("Alice Archer")
})

test("five returns to the tab in a row cause one request", async () => {
  const page = await visits.newVisitor()
  await signInAs(page, "Alice", "/client")
  await page.getByText("You may see this").waitFor()
  const requests = await requestsDuring(page, () => page.evaluate(returnFiveTimes))
  expect(requests).toEqual(["GET /api/auth/session"])
})

test("ten tabs that come back together cause one request, and so do they a while later", async () => {
  const first = await visits.newVisitor()
  await signInAs(first, "Alice", "/client")
  const context = first.context()
  const tabs = [first]
  while (tabs.length < 10) {
    const tab = await context.newPage()
    await tab.goto("/client")
    await tab.getByText("You may see this").waitFor()
    tabs.push(tab)
  }
  const seen: string[] = []
  context.on("request", (request) => {
    if (new URL(request.url()).pathname === "/api/auth/session") seen.push(request.method())
  })
  for (const times of [1, 2]) {
    await first.waitForTimeout(1100)
    await Promise.all(tabs.map((tab) => tab.evaluate(returnFiveTimes)))
    await first.waitForTimeout(300)
    expect(seen).toHaveLength(times)
  }
}, 60_000)

test("a session that ended elsewhere is noticed when somebody returns to the tab", async () => {
  const page = await visits.newVisitor()
  await signInAs(page, "Alice", "/client")
  await page.getByText("You may see this").waitFor()
  await page.context().clearCookies({ name: /session-token/ })
  await page.waitForTimeout(1100)
  await page.evaluate(returnFiveTimes)
  await page.getByText("Access denied").waitFor()
})

test("update() shows the new data, and the server keeps it", async () => {
  const page = await visits.newVisitor()
  await signInAs(page, "Carol", "/client")
  await page.getByLabel("What should we call you?").fill("Carrie")
  const requests = await requestsDuring(page, () => page.getByRole("button", { name: "Change it" }).click())
  expect(requests).toContain("POST /api/auth/session")
  await page.getByRole("banner").getByText("Carrie").waitFor()

  await page.goto("/server-component")
  expect(await page.locator("pre").textContent()).toContain('"name": "Carrie"')
})

test("update() changes nothing but what the app allows", async () => {
  const page = await visits.newVisitor()
  await signInAs(page, "Carol")
  const { csrfToken } = await (await page.request.get("/api/auth/csrf")).json()
  const answer = await page.request.post("/api/auth/session", {
    data: { csrfToken, data: { role: "admin", name: "Carrie" } },
  })
  expect((await answer.json()).user).toMatchObject({ role: "member", name: "Carrie" })
  await page.goto("/admin")
  expect(page.url()).toContain("/api/auth/error?error=AccessDenied")
})

/** Session requests that the page sends because of `action`, within a second of its end. */
async function requestsDuring(page: Page, action: () => Promise<unknown>): Promise<string[]> {
  await page.waitForLoadState("networkidle")
  const seen: string[] = []
  const note = (request: { method(): string; url(): string }): void => {
    const { pathname } = new URL(request.url())
    if (pathname === "/api/auth/session") seen.push(`${request.method()} ${pathname}`)
  }
  page.on("request", note)
  await action()
  await page.waitForTimeout(1000)
  page.off("request", note)
  return seen
}

function returnFiveTimes(): void {
  for (let times = 0; times < 5; times++) {
    document.dispatchEvent(new Event("visibilitychange"))
    window.dispatchEvent(new Event("focus"))
  }
}
