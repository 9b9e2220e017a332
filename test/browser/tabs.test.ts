import type { Page } from "playwright-core"
import { expect, test } from "vitest"
import { signInAs } from "./signing-in.js"
import { visitExample } from "./visits.js"

const visits = visitExample()

test("signing out in one tab shows in the other without a reload", async () => {
  const first = await visits.newVisitor()
  await signInAs(first, "Alice", "/client")
  const second = await openTab(first, "/client")
  await second.getByText("You may see this, Alice Archer").waitFor()

  const reloaded = first.waitForEvent("load")
  await first.getByRole("banner").getByRole("button", { name: "Sign out" }).click()

  await second.getByText("Access denied").waitFor()
  await second.getByText("Not signed in").waitFor()
  await reloaded
  expect(await stayed(second)).toBe(true)
})

test("signing in in one tab shows in the other without a reload", async () => {
  const first = await visits.newVisitor()
  await first.goto("/")
  const second = await openTab(first, "/client")
  await second.getByText("Access denied").waitFor()

  await signInAs(first, "Bob")

  await second.getByText("You may see this, Bob Baker").waitFor()
  expect(await stayed(second)).toBe(true)
})

test("signing in with a password and no reload shows in the other tab too", async () => {
  const first = await visits.newVisitor()
  await first.goto("/")
  const second = await openTab(first, "/client")
  await second.getByText("Access denied").waitFor()

  await first.getByLabel("Username").fill("demo")
  await first.getByLabel("Password", { exact: true }).fill("demo")
  await first.getByRole("button", { name: "Sign in with a password" }).click()

  await second.getByText("You may see this, Demo Person").waitFor()
  expect(await stayed(second)).toBe(true)
})

test("update() in one tab shows in the other without a reload", async () => {
  const first = await visits.newVisitor()
  await signInAs(first, "Alice", "/client")
  const second = await openTab(first, "/client")
  await second.getByText("You may see this, Alice Archer").waitFor()

  await first.getByLabel("What should we call you?").fill("Ally")
  await first.getByRole("button", { name: "Change it" }).click()

  await first.getByRole("banner").getByText("Ally").waitFor()
  await second.getByRole("banner").getByText("Ally").waitFor()
  expect(await stayed(second)).toBe(true)
})

async function openTab(beside: Page, path: string): Promise<Page> {
  const tab = await beside.context().newPage()
  await tab.goto(path)
  await tab.evaluate(() => Object.assign(window, { stayed: true }))
  return tab
}

const stayed = (tab: Page): Promise<boolean> => tab.evaluate(() => "stayed" in window)
