/** Adapters may be stricter than they must be, as those over an ORM are. */
import { expect, test } from "vitest"
import { openApp } from "../support/app.js"
import { memoryAdapter } from "../support/memory-adapter.js"

const provider = {
  id: "first",
  name: "First",
  type: "oauth" as const,
  clientId: "id",
  authorization: "https://idp.example/authorize",
  token: { request: () => ({ tokens: { access_token: "at" } }) },
  userinfo: { request: () => ({ sub: "a" }) },
  profile: () => ({ id: "a", name: "Alice", email: "alice@example.com" }),
}

/** Refuses questions with more in them than the key, and to delete what is not there. */
function strictAdapter() {
  const adapter = memoryAdapter()
  const { getUserByAccount, deleteSession } = adapter
  return Object.assign(adapter, {
    getUserByAccount(key: { provider: string; providerAccountId: string }) {
      if (Object.keys(key).sort().join() !== "provider,providerAccountId") throw new Error("unknown argument")
      return getUserByAccount?.(key) ?? null
    },
    deleteSession(sessionToken: string) {
      const deleted = deleteSession?.(sessionToken)
      if (!deleted) throw new Error("record to delete does not exist")
      return deleted
    },
  })
}

function open() {
  const adapter = strictAdapter()
  const app = openApp({ providers: [provider], adapter, session: { strategy: "database" } })
  const browser = app.browser()
  const signIn = async () => {
    const { location } = await browser.signIn("first", {})
    return browser.get(`callback/first?code=c&state=${new URL(location ?? "").searchParams.get("state")}`)
  }
  return { adapter, app, browser, signIn }
}

test("somebody signs in where the adapter takes an account's key and nothing more", async () => {
  const { adapter, app, browser, signIn } = open()
  await signIn()
  await signIn()
  expect((await browser.session())?.user?.name).toBe("Alice")
  expect([adapter.users.length, adapter.accounts.length]).toEqual([1, 1])
  expect(app.log).toEqual([])
})

test("a session that another tab found expired first is nobody's", async () => {
  const { adapter, browser, signIn } = open()
  await signIn()
  const [row] = adapter.sessions
  if (!row) throw new Error("There is no row")
  row.expires = new Date(0)
  const tabs = await Promise.all([browser.get("session"), browser.get("session")])
  expect(tabs.map(({ status, text }) => [status, text])).toEqual([
    [200, "{}"],
    [200, "{}"],
  ])
})

test("somebody who signs out in two tabs at once is signed out, and nothing is wrong", async () => {
  const { adapter, app, browser, signIn } = open()
  await signIn()
  const { forms } = await browser.get("signout")
  const [form] = forms
  if (!form) throw new Error("There is no form")
  await Promise.all([browser.submit(form), browser.submit(form)])
  expect(adapter.sessions).toEqual([])
  expect(app.log).toEqual([])
})

test("an expired session that cannot be deleted is an error, not nobody's", async () => {
  const { adapter, browser, signIn } = open()
  await signIn()
  for (const row of adapter.sessions) row.expires = new Date(0)
  adapter.deleteSession = () => {
    throw new Error("the disk is full")
  }
  expect((await browser.get("session")).status).toBe(500)
})
