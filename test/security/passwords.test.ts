/** Sign-in by passwords that `countersign/passwords` hashes: what a browser gets, and how long it takes to hear no. */
import { scryptSync } from "node:crypto"
import { expect, test } from "vitest"
import { verifyPassword } from "../../src/passwords.js"
import Credentials from "../../src/providers/credentials.js"
import { ada, openApp } from "../support/app.js"

const base64 = (bytes: string | Buffer): string => Buffer.from(bytes).toString("base64").replace(/=+$/, "")
/** A hash that costs little, so that the tests do. */
const cheapHash = (password: string): string =>
  `$scrypt$ln=11,r=8,p=1$${base64("a salt of ours")}$${base64(scryptSync(password, "a salt of ours", 32, { N: 2048 }))}`

const appWith = (hash: string | null) =>
  openApp({
    providers: [
      Credentials({
        credentials: { username: {}, password: { type: "password" } },
        authorize: async (typed) => ((await verifyPassword(typed?.password, hash)) ? ada : null),
      }),
    ],
  })

test("who knows the password is signed in, whatever keyboard they have, and nobody else is", async () => {
  const app = appWith(cheapHash("l\u00f6velace"))
  for (const password of ["l\u00f6velace", "lo\u0308velace"]) {
    const browser = app.browser()
    await browser.signIn("credentials", { username: "ada", password })
    expect((await browser.session())?.user?.name).toBe(ada.name)
  }
  for (const password of ["lovelace", "", "l\u00f6velace "]) {
    const browser = app.browser()
    const { location } = await browser.signIn("credentials", { username: "ada", password })
    expect(location).toContain("error=CredentialsSignin")
    expect(await browser.session()).toBeNull()
  }
})

test("a password that goes on after 72 bytes is another one (GHSA-2cjv-6wg9-f4f3, CVE-2025-25298)", async () => {
  for (const length of [55, 71, 72, 255, 256, 1000]) {
    const hash = cheapHash(`${"x".repeat(length)}y`)
    expect(await verifyPassword(`${"x".repeat(length)}y`, hash)).toBe(true)
    for (const other of ["z", "", "yy"]) expect(await verifyPassword(`${"x".repeat(length)}${other}`, hash)).toBe(false)
  }
})

test("a password does not end at a NUL, nor begins anew after 255 bytes (CVE-2020-7689)", async () => {
  const hash = cheapHash("a\0b")
  expect(await verifyPassword("a\0b", hash)).toBe(true)
  for (const other of ["a", "a\0", "a\0c", "a\0b\0"]) expect(await verifyPassword(other, hash)).toBe(false)
  expect(await verifyPassword("", cheapHash("\0"))).toBe(false)
  expect(await verifyPassword(`${"x".repeat(256)}`, cheapHash("x"))).toBe(false)
})

test("a name that nobody has is answered like a wrong password, to the byte", async () => {
  const answers = await Promise.all(
    [cheapHash("lovelace"), null].map(async (hash) => {
      const { status, location, text } = await appWith(hash)
        .browser()
        .signIn("credentials", { username: "ada", password: "another" })
      return { status, location, text }
    }),
  )
  expect(answers[0]).toEqual(answers[1])
})

test("who comes when too many passwords wait to be hashed is told when to come back, and is not signed in", async () => {
  const hash = cheapHash("lovelace")
  let crowd: Promise<unknown>[] = []
  const app = openApp({
    providers: [
      Credentials({
        credentials: { username: {}, password: { type: "password" } },
        authorize: async (typed) => {
          crowd = Array.from({ length: 500 }, () => verifyPassword("another", hash).catch(() => "refused"))
          return (await verifyPassword(typed?.password, hash)) ? ada : null
        },
      }),
    ],
  })
  const browser = app.browser()
  const refused = await browser.signIn("credentials", { username: "ada", password: "lovelace" })
  expect(new URL(refused.location ?? "").search).toBe("?error=TooManyRequests&retryAfter=5")
  const page = await browser.follow(refused)
  expect([page.status, page.headers.get("retry-after")]).toEqual([429, "5"])
  const csrfToken = await browser.csrfToken()
  const inJson = await browser.post("callback/credentials", {
    csrfToken,
    username: "ada",
    password: "lovelace",
    json: "true",
  })
  expect([inJson.status, inJson.headers.get("retry-after")]).toEqual([429, "5"])
  expect(await browser.session()).toBeNull()
  expect(await Promise.all(crowd)).toContain("refused")
})

test("a stored text that is no hash is told to the log, and to the visitor as a problem of the server", async () => {
  const app = appWith("hunter2hunter2")
  const browser = app.browser()
  const { location } = await browser.signIn("credentials", { username: "ada", password: "hunter2hunter2" })
  expect(location).toContain("error=Configuration")
  expect(await browser.session()).toBeNull()
  expect(app.log.map(({ level, code }) => [level, code])).toContainEqual(["error", "ADAPTER_ERROR"])
  expect(JSON.stringify(app.log)).not.toContain("hunter2")
})
