/** When a session in its cookie is written again. */
import { afterEach, expect, test, vi } from "vitest"
import type { JWT, Session } from "../../src/core/model.js"
import type { AuthOptions } from "../../src/core/options/options.js"
import { openApp } from "../support/app.js"

afterEach(() => {
  vi.useRealTimers()
})

const day = 86_400

async function signedIn(session: AuthOptions["session"], more: Partial<AuthOptions> = {}) {
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] })
  const browser = openApp({ ...more, ...(session ? { session } : {}) }).browser()
  await browser.signIn()
  const writes = async (): Promise<boolean> => {
    const before = browser.received.length
    expect(await browser.session()).not.toBeNull()
    return browser.received.slice(before).some((line) => line.startsWith("__Secure-next-auth.session-token="))
  }
  const pass = (seconds: number): void => void vi.setSystemTime(Date.now() + seconds * 1000)
  return { browser, writes, pass }
}

test("without `updateAge` it is written at every read, as next-auth v4 does", async () => {
  const { writes } = await signedIn(undefined)
  expect([await writes(), await writes()]).toEqual([true, true])
})

test("with `updateAge` it is written when that has passed", async () => {
  const { writes, pass } = await signedIn({ updateAge: 3600 })
  expect(await writes()).toBe(false)
  pass(3590)
  expect(await writes()).toBe(false)
  pass(20)
  expect([await writes(), await writes()]).toEqual([true, false])
})

test("with an `updateAge` longer than the session, somebody who comes regularly stays signed in", async () => {
  const { writes, pass, browser } = await signedIn({ maxAge: day, updateAge: 30 * day })
  for (let visits = 0; visits < 6; visits++) {
    pass(day / 2 + 1)
    expect(await writes()).toBe(true)
  }
  pass(day + 16)
  expect(await browser.session()).toBeNull()
})

test("the session says when it ends, whether it was written or not", async () => {
  const { browser, pass } = await signedIn({ maxAge: day, updateAge: 3600 })
  const first = (await browser.session()) as Session
  pass(1000)
  expect((await browser.session())?.expires).toBe(first.expires)
  pass(3000)
  expect(Date.parse((await browser.session())?.expires as string) - Date.now()).toBe(day * 1000)
})

test("it is written at once when `callbacks.jwt` changes a claim, also in place", async () => {
  let role = "reader"
  const jwt = ({ token }: { token: JWT }): JWT => {
    token.role = role
    return token
  }
  const { writes } = await signedIn({ updateAge: 3600 }, { callbacks: { jwt } })
  expect(await writes()).toBe(false)
  role = "writer"
  expect([await writes(), await writes()]).toEqual([true, false])
})

test("it is written when the page sends an update", async () => {
  const { browser } = await signedIn({ updateAge: 3600 })
  const before = browser.received.length
  await browser.post("session", { json: { csrfToken: await browser.csrfToken(), data: {} } })
  expect(browser.received.slice(before).join()).toContain("session-token=")
})

test("of a page's many requests with one token, one writes it; if its answer is lost, a later one does", async () => {
  const { browser, pass } = await signedIn({ updateAge: 3600 })
  pass(3601)
  const cookie = browser.cookieHeader()
  const askWith = async (): Promise<boolean> => {
    const answer = await browser.get("session", { cookie })
    expect(answer.json().user.email).toBe("ada@example.com")
    return answer.headers.getSetCookie().length > 0
  }
  expect((await Promise.all(Array.from({ length: 20 }, askWith))).filter(Boolean)).toHaveLength(1)
  pass(11)
  expect(await askWith()).toBe(true)
})
