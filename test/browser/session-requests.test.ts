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
  const tabs = await openTabs(10)
  const seen = sessionRequestsOf(tabs)
  for (const times of [1, 2]) {
    await Promise.all(tabs.map((tab) => tab.evaluate(returnFiveTimes)))
    await tabs[0]?.waitForTimeout(3500)
    expect(seen).toHaveLength(times)
  }
}, 90_000)

test("when the tab that was to ask is closed, the others get an answer all the same", async () => {
  const [first, second] = (await openTabs(2)) as [Page, Page]
  await first.route("**/api/auth/session", () => {}) // never answered
  const asked = first.waitForRequest("**/api/auth/session")
  await first.evaluate(returnFiveTimes)
  await second.evaluate(returnFiveTimes)
  await asked
  await second.context().clearCookies({ name: /session-token/ })
  await first.close()
  await second.getByText("Access denied").waitFor()
})

test("a session that ended elsewhere is noticed when somebody returns to the tab", async () => {
  const page = await visits.newVisitor()
  await signInAs(page, "Alice", "/client")
  await page.getByText("You may see this").waitFor()
  await page.context().clearCookies({ name: /session-token/ })
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

/** Tabs of one visitor, who is signed in. */
async function openTabs(count: number): Promise<Page[]> {
  const first = await visits.newVisitor()
  await signInAs(first, "Alice", "/client")
  const tabs = [first]
  while (tabs.length < count) tabs.push(await first.context().newPage())
  for (const tab of tabs) {
    await tab.goto("/client")
    await tab.getByText("You may see this").waitFor()
    await tab.waitForLoadState("networkidle")
  }
  return tabs
}

/** Session requests that the tabs send from now on. */
function sessionRequestsOf(tabs: readonly Page[]): string[] {
  const seen: string[] = []
  for (const tab of tabs)
    tab.on("request", (request) => {
      if (new URL(request.url()).pathname === "/api/auth/session") seen.push(request.method())
    })
  return seen
}

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
