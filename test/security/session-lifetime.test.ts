/** Sessions end: with their time, with signing out, and in the copy that somebody made of the cookie. */
import { compactDecrypt } from "jose"
import { afterEach, expect, test, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import { getToken } from "../../src/jwt.js"
import { openApp, secret } from "../support/app.js"
import { provider, signIn, somebody } from "../support/people.js"
import { doorsOpenTo } from "./doors.js"
import { keyOf, seconds } from "./forge.js"

const name = "__Secure-next-auth.session-token"

afterEach(() => {
  vi.useRealTimers()
})

async function inTheDatabase() {
  const adapter = MemoryAdapter() as Required<Adapter>
  const app = openApp({ adapter, providers: [provider("idp")], session: { strategy: "database", maxAge: 3600 } })
  const browser = app.browser()
  await signIn(browser, "idp", somebody())
  return { app, browser, adapter, key: browser.cookie(name) as string, cookie: browser.cookieHeader() }
}

test("a session in the database ends with its time: nobody is there, the row is deleted, the cookie taken away (GHSA-pj27-2xvp-4qxg, CVE-2024-35220)", async () => {
  const { app, browser, adapter, key, cookie } = await inTheDatabase()
  expect(await browser.session()).not.toBeNull()
  await adapter.updateSession({ sessionToken: key, expires: new Date(Date.now() - 1000) })
  expect(await doorsOpenTo(app, { cookie })).toEqual([])
  expect(await adapter.getSessionAndUser(key)).toBeNull()
  const answer = await browser.get("session")
  expect(answer.text).toBe("{}")
  expect(browser.cookie(name)).toBeUndefined()
})

test("a copy of the cookie is worth nothing after signing out, where sessions are in the database (GHSA-9wwp-q7wq-jx35, CVE-2024-31999)", async () => {
  const { app, browser, cookie } = await inTheDatabase()
  expect(await doorsOpenTo(app, { cookie })).not.toEqual([])
  await browser.signOut()
  expect(await doorsOpenTo(app, { cookie })).toEqual([])
  expect((await app.auth.session(new Headers({ cookie }))).session).toBeNull()
})

test("every session token says when it ends, and nobody's copy outlives that (GHSA-pjr6-jx7r-j4r6, CVE-2025-46344)", async () => {
  const app = openApp({ session: { maxAge: 3600 } })
  const browser = app.browser()
  await browser.signIn()
  await browser.session() // extended
  const issued = browser.received
    .filter((line) => line.startsWith(`${name}=`))
    .map((line) => line.split(/[=;]/)[1] ?? "")
  expect(issued.length).toBeGreaterThan(1)
  for (const token of issued) {
    const { plaintext } = await compactDecrypt(token, keyOf.nextAuth(secret))
    const { exp, iat } = JSON.parse(new TextDecoder().decode(plaintext))
    expect([exp - iat, exp <= seconds() + 3600]).toEqual([3600, true])
  }
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + (3600 + 16) * 1000 })
  for (const token of issued) {
    expect(await doorsOpenTo(app, { cookie: `${name}=${token}` })).toEqual([])
    expect(await getToken({ req: { headers: { authorization: `Bearer ${token}` } }, secret })).toBeNull()
  }
})
