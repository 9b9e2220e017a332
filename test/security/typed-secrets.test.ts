/** What somebody types into a password field is theirs to the last character: OWASP ASVS 6.2.8, NIST SP 800-63B-4 §3.1.1.2. */
import { expect, test } from "vitest"
import Credentials from "../../src/providers/credentials.js"
import { openApp } from "../support/app.js"

function openEar() {
  const heard: unknown[] = []
  const authorize = (typed: Record<string, unknown> | undefined) => {
    heard.push(typed?.password)
    return null
  }
  const credentials = { password: { type: "password" } }
  return { app: openApp({ providers: [Credentials({ credentials, authorize })] }), heard }
}

test.each([
  ["spaces at both ends", "  a b  "],
  ["letters of both kinds", "PassWord"],
  ["more than the 72 bytes that bcrypt reads", `${"x".repeat(80)}y`],
  ["64 signs of four bytes", "\u{1f511}".repeat(64)],
  ["an accent in one sign", "caf\u00e9"],
  ["an accent in two signs", "cafe\u0301"],
  ["signs of forms and of markup", "a+b&c=d%20<e>"],
  ["a NUL and a line break", "a\0b\nc"],
])("what somebody types reaches `authorize` as it is: %s", async (_, password) => {
  const { app, heard } = openEar()
  await app.browser().signIn("credentials", { password })
  const browser = app.browser()
  const csrfToken = await browser.csrfToken()
  await browser.post("callback/credentials", { json: { csrfToken, password } })
  expect(heard).toEqual([password, password])
})

test("a password of a megabyte is refused before anybody hashes it", async () => {
  const { app, heard } = openEar()
  const browser = app.browser()
  const csrfToken = await browser.csrfToken()
  const { status } = await browser.post("callback/credentials", { csrfToken, password: "x".repeat(1_100_000) })
  expect([status, heard]).toEqual([400, []])
})
