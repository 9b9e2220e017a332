/** An app has put another `Promise` in the place of the built-in one, as older ones do: what is promised is still waited for, so that nobody is let in by a promise of nobody. */
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import { getServerSession } from "../../src/frameworks/next/server-session.js"
import { openApp } from "../support/app.js"

beforeEach(() => void vi.stubGlobal("Promise", class extends Promise<unknown> {}))
afterEach(() => vi.unstubAllGlobals())

test("a key that was never one of a session in the database is nobody's", async () => {
  const app = openApp({ adapter: MemoryAdapter(), session: { strategy: "database" }, providers: [] })
  const cookie = "__Secure-next-auth.session-token=planted"
  expect((await app.auth.session(new Headers({ cookie }))).session).toBeNull()
  const res = { statusCode: 200, headersSent: false, getHeader: () => undefined, setHeader: vi.fn(), end() {} }
  expect(await getServerSession({ headers: { cookie } }, res, app.options)).toBeNull()
})

test("a browser without a session is nobody's, and one that signs in is somebody's", async () => {
  const browser = openApp().browser()
  expect((await browser.get("session")).json()).toEqual({})
  await browser.signIn()
  expect((await browser.get("session")).json()).toMatchObject({ user: { email: expect.any(String) } })
})
