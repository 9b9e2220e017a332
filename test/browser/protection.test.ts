import type { Page } from "playwright-core"
import { expect, test } from "vitest"
import { signInAs, signOut } from "./signing-in.js"
import { visitExample } from "./visits.js"

const visits = visitExample()

const pagesThatDecide = ["/client", "/server-rendered", "/server-component"]
const pagesBehindProxy = ["/members", "/admin"]
const apiRoutes = ["/api/session-route", "/api/route-handler"]

test("signed out, nothing protected is shown", async () => {
  const page = await visits.newVisitor()
  await expectRefusal(page)
})

test("signed in, everything for members is shown", async () => {
  const page = await visits.newVisitor()
  await signInAs(page, "Alice")
  await expectPassage(page, "Alice Archer")
})

test("after signing out, nothing protected is shown any more", async () => {
  const page = await visits.newVisitor()
  await signInAs(page, "Alice")
  await expectPassage(page, "Alice Archer")
  await signOut(page)
  await expectRefusal(page)
})

test("the page for administrators opens for Bob and tells Alice that it is not for her", async () => {
  const [alice, bob] = [await visits.newVisitor(), await visits.newVisitor()]
  await signInAs(alice, "Alice")
  await signInAs(bob, "Bob")

  await alice.goto("/admin")
  expect(alice.url()).toBe(`${visits.app.url}/api/auth/error?error=AccessDenied`)
  expect((await bob.goto("/admin"))?.status()).toBe(200)
  expect(await verdict(bob)).toContain("You may see this, Bob Baker")
})

test("the table of the policy says what each visitor meets, and what is met", async () => {
  const page = await visits.newVisitor()
  const yours = async (route: string): Promise<string | null> => {
    await page.goto("/who-may")
    return page.getByRole("row", { name: route, exact: false }).getByRole("cell").last().textContent()
  }
  expect(await page.goto("/who-may").then((answer) => answer?.status())).toBe(200)
  expect(await page.getByRole("row", { name: "/admin/**" }).getByRole("cell").allTextContents()).toEqual([
    'role("admin")',
    "Sign in first",
    "Not allowed",
    "Opens",
    "Sign in first",
  ])
  await signInAs(page, "Alice")
  expect([await yours("/members/**"), await yours("/admin/**")]).toEqual(["Opens", "Not allowed"])
  expect((await page.request.get("/nowhere", { headers: { accept: "application/json" } })).status()).toBe(403)
})

test("the proxy redirects with 307 and remembers the page with its query", async () => {
  const page = await visits.newVisitor()
  for (const path of pagesBehindProxy) {
    const answer = await page.request.get(`${path}?tab=2&q=a%26b`, { maxRedirects: 0 })
    expect(answer.status()).toBe(307)
    const location = new URL(answer.headers().location ?? "", visits.app.url)
    expect(location.pathname).toBe("/api/auth/signin")
    expect(location.searchParams.get("callbackUrl")).toBe(`${path}?tab=2&q=a%26b`)
  }
})

test("useSession({ required: true }) goes to sign in and comes back", async () => {
  const page = await visits.newVisitor()
  await page.goto("/client-required")
  await page.waitForURL("**/api/auth/signin?**")
  const { searchParams } = new URL(page.url())
  expect(searchParams.get("error")).toBe("SessionRequired")
  expect(searchParams.get("callbackUrl")).toBe(`${visits.app.url}/client-required`)

  await page.getByRole("button", { name: "Sign in with Local provider" }).click()
  await page.getByRole("button", { name: "Alice" }).click()
  await page.getByRole("button", { name: "Share and continue" }).click()
  await page.waitForURL(`${visits.app.url}/client-required`)
  await page.getByText("You may see this, Alice Archer").waitFor()
})

test("the home page foretells what each way will do to the visitor", async () => {
  const page = await visits.newVisitor()
  await page.goto("/")
  expect(await outcomes(page)).toEqual({ Opens: 0, total: 9 })
  await signInAs(page, "Alice")
  expect(await outcomes(page)).toEqual({ Opens: 8, total: 9 })
  await signOut(page)
  await signInAs(page, "Bob")
  expect(await outcomes(page)).toEqual({ Opens: 9, total: 9 })
})

async function expectRefusal(page: Page): Promise<void> {
  for (const path of pagesThatDecide) {
    await page.goto(path)
    await expect.poll(() => verdict(page), { message: path }).toContain("Access denied")
    expect(await page.content(), path).not.toContain("marmalade")
  }
  for (const path of pagesBehindProxy) {
    await page.goto(path)
    expect(page.url()).toBe(`${visits.app.url}/api/auth/signin?callbackUrl=${encodeURIComponent(path)}`)
  }
  await page.goto("/client-required")
  await page.waitForURL("**/api/auth/signin?**")
  await page.goto("/server-action")
  expect(await leaveMessage(page)).toBe("Refused: nobody is signed in.")
  for (const path of apiRoutes) {
    const answer = await page.goto(path)
    expect(answer?.status(), path).toBe(401)
    expect(await answer?.json(), path).toEqual({ error: "Sign in to read this." })
  }
}

async function expectPassage(page: Page, name: string): Promise<void> {
  for (const path of [...pagesThatDecide, "/client-required", "/members"]) {
    await page.goto(path)
    await expect.poll(() => verdict(page), { message: path }).toContain(`You may see this, ${name}`)
  }
  await page.goto("/server-action")
  expect(await leaveMessage(page)).toBe(`Taken, ${name}: “hello”`)
  for (const path of apiRoutes) {
    const answer = await page.goto(path)
    expect(answer?.status(), path).toBe(200)
    expect(await answer?.json(), path).toHaveProperty("secret")
  }
}

const verdict = (page: Page): Promise<string | null> => page.getByRole("status").first().textContent()

async function leaveMessage(page: Page): Promise<string | null> {
  await page.getByLabel("A message").fill("hello")
  await page.getByRole("button", { name: "Leave it" }).click()
  const answer = page.getByRole("status").filter({ hasText: /\w/ })
  await answer.waitFor()
  return answer.textContent()
}

async function outcomes(page: Page): Promise<{ Opens: number; total: number }> {
  const all = await page.locator(".outcome").allTextContents()
  return { Opens: all.filter((outcome) => outcome === "Opens").length, total: all.length }
}
