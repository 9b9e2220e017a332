import type { Page } from "playwright-core"
import { expect, test } from "vitest"
import { answerProvider, signInAs, signOut } from "./signing-in.js"
import { visitExample } from "./visits.js"

const visits = visitExample()

const pathOf = (page: Page): string => new URL(page.url()).pathname
const sessionOf = (page: Page) => page.request.get("/api/auth/session").then((answer) => answer.json())

test("somebody who opens a protected page signs in at the provider and comes back to that page", async () => {
  const page = await visits.newVisitor()
  await page.goto("/members?from=mail")
  expect(pathOf(page)).toBe("/api/auth/signin")

  await page.getByRole("button", { name: "Sign in with Local provider" }).click()
  expect(new URL(page.url()).origin).toBe(visits.app.provider.issuer)
  await answerProvider(page, "Alice")

  expect(page.url()).toBe(`${visits.app.url}/members?from=mail`)
  expect(await page.getByRole("status").textContent()).toContain("You may see this, Alice Archer")
})

test("the session holds what the provider said, under the id that the database gave, and with the role that the app decides", async () => {
  const page = await visits.newVisitor()
  await signInAs(page, "Bob")
  expect((await sessionOf(page)).user).toEqual({
    name: "Bob Baker",
    email: "bob@example.com",
    image: null,
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    role: "admin",
  })
})

test("somebody without an e-mail address signs in all the same", async () => {
  const page = await visits.newVisitor()
  await signInAs(page, "Carol")
  expect((await sessionOf(page)).user).toMatchObject({ name: "Carol Carter", role: "member" })
})

test("the button on the home page leads to the provider and back home", async () => {
  const page = await visits.newVisitor()
  await page.goto("/")
  await page.getByRole("button", { name: "Continue with the local provider" }).click()
  await answerProvider(page, "Alice")
  expect(page.url()).toBe(`${visits.app.url}/`)
  await page.getByRole("heading", { name: "Hello, Alice Archer" }).waitFor()
})

test("somebody signs out by the button in the header", async () => {
  const page = await visits.newVisitor()
  await signInAs(page, "Alice")
  await page.getByRole("banner").getByRole("button", { name: "Sign out" }).click()
  await page.getByText("Not signed in").waitFor()
  expect(await sessionOf(page)).toEqual({})
})

test("signing in with a provider takes two requests before the page is left, and signing out two", async () => {
  const page = await visits.newVisitor()
  await page.goto("/")
  await page.waitForLoadState("networkidle")
  const seen: string[] = []
  page.on("request", (request) => {
    const { pathname } = new URL(request.url())
    if (request.resourceType() === "fetch" && /^\/api\/auth\/(?!session)/.test(pathname)) {
      seen.push(`${request.method()} ${pathname}`)
    }
  })
  await page.getByRole("button", { name: "Continue with the local provider" }).click()
  await answerProvider(page, "Alice")
  await page.getByRole("heading", { name: "Hello, Alice Archer" }).waitFor()
  expect(seen.splice(0)).toEqual(["GET /api/auth/csrf", "POST /api/auth/signin/local"])

  await page.getByRole("button", { name: "Sign out of this app" }).click()
  await page.getByText("Not signed in").waitFor()
  expect(seen).toEqual(["GET /api/auth/csrf", "POST /api/auth/signout"])
})

test("after signing out, somebody else may sign in on the same browser", async () => {
  const page = await visits.newVisitor()
  await signInAs(page, "Alice")
  await signOut(page)
  await signInAs(page, "Bob")
  expect((await sessionOf(page)).user.email).toBe("bob@example.com")
})

test("somebody who cancels at the provider is told that signing in did not work", async () => {
  const page = await visits.newVisitor()
  await page.goto("/api/auth/signin")
  await page.getByRole("button", { name: "Sign in with Local provider" }).click()
  await page.getByRole("button", { name: "Cancel" }).click()
  await page.waitForURL(`${visits.app.url}/**`)
  expect(pathOf(page)).toBe("/api/auth/signin")
  expect(new URL(page.url()).searchParams.get("error")).toBe("Callback")
  expect(await page.locator(".error, [role=alert]").first().textContent()).toMatch(/\w/)
  expect(await sessionOf(page)).toEqual({})
})

test("the right password signs in from the home page without leaving it", async () => {
  const page = await visits.newVisitor()
  await page.goto("/")
  await page.evaluate(() => Object.assign(window, { stayed: true }))
  await page.getByLabel("Username").fill("demo")
  await page.getByLabel("Password", { exact: true }).fill("demo")
  await page.getByRole("button", { name: "Sign in with a password" }).click()
  await page.getByRole("heading", { name: "Hello, Demo Person" }).waitFor()
  expect(await page.evaluate(() => "stayed" in window)).toBe(true)
})

test("a wrong password on the home page is answered there", async () => {
  const page = await visits.newVisitor()
  await page.goto("/")
  await page.getByLabel("Username").fill("demo")
  await page.getByLabel("Password", { exact: true }).fill("wrong")
  await page.getByRole("button", { name: "Sign in with a password" }).click()
  await page.getByText("That name and password do not belong together.").waitFor()
  expect(pathOf(page)).toBe("/")
  expect(await sessionOf(page)).toEqual({})
})

test("the sign-in page takes the right password, and says so when it is wrong", async () => {
  const page = await visits.newVisitor()
  await page.goto("/api/auth/signin?callbackUrl=%2Fserver-rendered")
  await enterPassword(page, "wrong")
  await page.waitForURL(/error=CredentialsSignin/)
  expect(await page.locator(".error, [role=alert]").first().textContent()).toMatch(/sign.in failed/i)

  await enterPassword(page, "demo")
  await page.waitForURL(`${visits.app.url}/server-rendered`)
  expect(await page.getByRole("status").textContent()).toContain("Demo Person")
})

test("somebody signs in with the keyboard alone", async () => {
  const page = await visits.newVisitor()
  await page.goto("/members")
  await tabTo(page, "Sign in with Local provider")
  await page.keyboard.press("Enter")
  await page.getByRole("heading", { name: "Who are you?" }).waitFor()
  await tabTo(page, "Bob Baker")
  await page.keyboard.press("Enter")
  await page.getByRole("heading", { name: "Share your details" }).waitFor()
  await tabTo(page, "Share and continue")
  await page.keyboard.press("Enter")
  await page.getByText("You may see this, Bob Baker").waitFor()
})

test("somebody types a password and presses Enter on the sign-in page", async () => {
  const page = await visits.newVisitor()
  await page.goto("/api/auth/signin?callbackUrl=%2Fmembers")
  await tabTo(page, "Username")
  await page.keyboard.type("demo")
  await page.keyboard.press("Tab")
  await page.keyboard.type("demo")
  await page.keyboard.press("Enter")
  await page.getByText("You may see this, Demo Person").waitFor()
})

async function enterPassword(page: Page, password: string): Promise<void> {
  await page.getByLabel("Username").fill("demo")
  await page.getByLabel("Password").fill(password)
  await page.getByRole("button", { name: "Sign in with name and password" }).click()
}

/** Presses Tab until the element with this accessible name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 20; presses++) {
    await page.keyboard.press("Tab")
    const reached = await page.evaluate(() => {
      const element = document.activeElement
      const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : []
      return [element?.textContent, ...labels.map((label) => label.textContent)].join(" ")
    })
    if (reached.includes(name)) return
  }
  throw new Error(`Tab does not reach “${name}”`)
}
