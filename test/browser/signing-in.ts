import type { Page } from "playwright-core"

/** First names of the people whom the local provider knows. */
export type Person = "Alice" | "Bob" | "Carol"

/** Answers the provider's questions as this person, until the browser is back at the app. */
export async function answerProvider(page: Page, person: Person): Promise<void> {
  await page.getByRole("button", { name: person }).click()
  const consent = page.getByRole("button", { name: "Share and continue" })
  await consent.or(page.getByRole("banner")).first().waitFor()
  if (await consent.isVisible()) await consent.click()
  await page.waitForURL(({ pathname }) => pathname !== "/api/auth/signout")
}

/** Signs in through the sign-in page and the provider's pages, and ends at `destination`. */
export async function signInAs(page: Page, person: Person, destination = "/"): Promise<void> {
  await page.goto(`/api/auth/signin?callbackUrl=${encodeURIComponent(destination)}`)
  await page.getByRole("button", { name: "Sign in with Local provider" }).click()
  await answerProvider(page, person)
  await page.waitForURL((url) => url.pathname === new URL(destination, url).pathname)
}

/** Signs out by the sign-out page, which leads back to where the visitor was last sent. */
export async function signOut(page: Page): Promise<void> {
  await page.goto("/api/auth/signout")
  await page.getByRole("button", { name: "Sign out" }).click()
  await page.waitForURL(({ pathname }) => pathname !== "/api/auth/signout")
}
