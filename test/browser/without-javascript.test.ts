import { expect, test } from "vitest"
import { signInAs, signOut } from "./signing-in.js"
import { visitExample } from "./visits.js"

const visits = visitExample()
const withoutJavaScript = { javaScriptEnabled: false }

test("signing in at the provider, seeing a protected page and signing out need no JavaScript", async () => {
  const page = await visits.newVisitor(withoutJavaScript)
  await page.goto("/")
  await page.getByRole("link", { name: "sign-in page" }).click()
  await signInAs(page, "Alice", "/members")
  expect(await page.getByRole("status").textContent()).toContain("You may see this, Alice Archer")

  await signOut(page)
  await page.goto("/server-component")
  expect(await page.getByRole("status").textContent()).toContain("Access denied")
})

test("signing in with a password needs no JavaScript", async () => {
  const page = await visits.newVisitor(withoutJavaScript)
  await page.goto("/api/auth/signin?callbackUrl=%2Fserver-rendered")
  await page.getByLabel("Username").fill("demo")
  await page.getByLabel("Password").fill("demo")
  await page.getByRole("button", { name: "Sign in with name and password" }).click()
  expect(page.url()).toBe(`${visits.app.url}/server-rendered`)
  expect(await page.getByRole("status").textContent()).toContain("You may see this, Demo Person")
})

test("the password form of the home page never puts a password into the address", async () => {
  const page = await visits.newVisitor(withoutJavaScript)
  await page.goto("/")
  await page.getByLabel("Username").fill("demo")
  await page.getByLabel("Password", { exact: true }).fill("demo")
  await page.getByRole("button", { name: "Sign in with a password" }).click()
  await page.waitForURL("**/api/auth/signin**")
  expect(page.url()).not.toContain("demo")
})

test("a server action refuses strangers and serves people who are signed in, without JavaScript", async () => {
  const page = await visits.newVisitor(withoutJavaScript)
  await page.goto("/server-action")
  await page.getByLabel("A message").fill("hello")
  await page.getByRole("button", { name: "Leave it" }).click()
  await page.getByText("Refused: nobody is signed in.").waitFor()

  await signInAs(page, "Alice", "/server-action")
  await page.getByLabel("A message").fill("hello")
  await page.getByRole("button", { name: "Leave it" }).click()
  await page.getByText("Taken, Alice Archer: “hello”").waitFor()
})
