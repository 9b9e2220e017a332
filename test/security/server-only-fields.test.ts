/** What only the server decides is not taken from a request: who somebody is, what they may, whose session ends. */
import { createHash } from "node:crypto"
import { afterAll, expect, test } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import { routes } from "../../src/core/handler/routes.js"
import type { SessionStrategy } from "../../src/core/options/options.js"
import Email from "../../src/providers/email.js"
import { type App, type Browser, openApp } from "../support/app.js"
import { provider, signIn, somebody } from "../support/people.js"

let tried = 0
afterAll(() => console.log(`server-only fields: ${tried} requests`))

interface Place {
  readonly app: App
  readonly adapter: Adapter
  readonly links: string[]
}

function open(strategy: SessionStrategy): Place {
  const adapter = MemoryAdapter()
  const links: string[] = []
  const app = openApp({
    adapter,
    session: { strategy },
    providers: [
      ...openApp().options.providers,
      provider("example"),
      Email({ limits: false, sendVerificationRequest: ({ url }) => void links.push(url) }),
    ],
  })
  return { app, adapter, links }
}

/** What a request claims of itself, of somebody else and of what they may. */
const claimed = (id: string, email: string): Record<string, unknown> => ({
  ...{ userId: id, id, sub: id, user_id: id, uid: id, sessionToken: id, accountId: id, providerAccountId: id },
  ...{ role: "admin", roles: ["admin"], isAdmin: true, emailVerified: true, email_verified: true, verified: true },
  ...{ identifier: email, name: "Ada", picture: "x", expires: "2099-01-01T00:00:00Z", exp: 4_000_000_000 },
  ...{ user: { id, email, role: "admin" }, account: { userId: id }, session: { userId: id }, token: { sub: id } },
})

/** Sends it everywhere, in JSON, in a form and in the address. */
async function claimEverywhere(browser: Browser, fields: Record<string, unknown>): Promise<void> {
  const csrfToken = await browser.csrfToken()
  const texts = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]))
  for (const [action, methods] of routes) {
    if (action === "signout") continue
    for (const method of Object.keys(methods)) {
      for (const path of [action, `${action}/credentials`, `${action}/example`, `${action}/email`]) {
        const query = `${path}?${new URLSearchParams(texts)}`
        const asks =
          method === "GET"
            ? [browser.get(query)]
            : [
                browser.post(path, { json: { ...fields, csrfToken } }),
                browser.post(path, { form: { ...texts, csrfToken } }),
                browser.post(query, { csrfToken }),
              ]
        for (const answer of await Promise.all(asks)) expect(answer.status).toBeLessThan(500)
        tried += asks.length
      }
    }
  }
}

test.each(["jwt", "database"] as const)(
  "whoever says who they are is not believed, with sessions of strategy %s (GHSA-99h5-pjcv-gr6v, CVE-2025-61928)",
  async (strategy) => {
    const { app, adapter, links } = open(strategy)
    const ada = somebody("Ada")
    await signIn(app.browser(), "example", ada)
    const victim = await adapter.getUserByEmail?.(ada.email)
    const fields = claimed(victim?.id ?? "", ada.email)
    const before = JSON.stringify([victim, await adapter.listAccounts?.(victim?.id ?? "")])

    const stranger = app.browser()
    await claimEverywhere(stranger, fields)
    expect(await stranger.session()).toBeNull()

    const bob = app.browser()
    const { email } = somebody("Bob")
    await signIn(bob, "example", { id: "bob", name: "Bob", email })
    const own = (await bob.session())?.user
    await claimEverywhere(bob, fields)
    expect((await bob.session())?.user).toEqual(own)
    expect(own?.email).toBe(email)
    expect(own).not.toHaveProperty("role")

    const csrfToken = await bob.csrfToken()
    await bob.post("session", { json: { csrfToken, data: fields, ...fields } })
    expect((await bob.session())?.user).toEqual(own)
    for (const link of links.slice(-1))
      await app.browser().get(`${link}&${new URLSearchParams({ userId: "1", role: "admin" })}`)

    const after = JSON.stringify([
      await adapter.getUserByEmail?.(ada.email),
      await adapter.listAccounts?.(victim?.id ?? ""),
    ])
    expect(after).toBe(before)
  },
)

test("signing out ends the session of whoever signs out, whatever other cookies they bring (GHSA-wmjr-v86c-m9jj)", async () => {
  const { app, adapter } = open("database")
  const [ada, bob] = [app.browser(), app.browser()]
  const [victim, attacker] = [somebody("Ada"), somebody("Bob")]
  await signIn(ada, "example", victim)
  await signIn(bob, "example", attacker)
  const { id = "" } = (await adapter.getUserByEmail?.(victim.email)) ?? {}
  const name = "__Secure-next-auth.session-token"
  const hash = createHash("sha256")
    .update(decodeURIComponent(ada.cookie(name) ?? ""))
    .digest("hex")
  const names = [
    `${name}.0`,
    `${name}.1`,
    `${name}_multi-${id}`,
    `${name}.${id}`,
    `${name}-multi`,
    "session_token_multi-1",
  ]
  for (const planted of [id, victim.email, hash]) for (const it of names) bob.plant(it, encodeURIComponent(planted))
  await bob.signOut()
  expect(await bob.session()).toBeNull()
  expect((await ada.session())?.user?.email).toBe(victim.email)
  expect(await adapter.listSessions?.(id)).toHaveLength(1)
})

test("no name in a request reaches what every object has (GHSA-737v-mqg7-c878)", async () => {
  const { app } = open("jwt")
  const browser = app.browser()
  await signIn(browser, "example", somebody())
  const csrfToken = await browser.csrfToken()
  const token = JSON.stringify(csrfToken)
  const bodies = [
    `{"csrfToken":${token},"__proto__":{"polluted":1}}`,
    `{"csrfToken":${token},"constructor":{"prototype":{"polluted":1}}}`,
    `{"csrfToken":${token},"data":{"__proto__":{"polluted":1}},"user":{"__proto__":{"polluted":1}}}`,
    `{"__proto__":{"csrfToken":${token},"polluted":1}}`,
  ]
  const forms = [
    "__proto__[polluted]=1&__proto__.polluted=1&__proto__=polluted",
    "constructor[prototype][polluted]=1&constructor.prototype.polluted=1&a[__proto__][polluted]=1",
  ]
  for (const [action, methods] of routes) {
    for (const path of [action, `${action}/example`, `${action}/__proto__`, `${action}/constructor`]) {
      for (const form of forms) {
        expect((await browser.get(`${path}?${form}`)).status).toBeLessThan(500)
        tried++
      }
      if (!("POST" in methods)) continue
      for (const body of [...bodies, ...forms]) {
        const type = body.startsWith("{") ? "application/json" : "application/x-www-form-urlencoded"
        const answer = await browser.send(path, { method: "POST", headers: { "content-type": type }, body })
        expect(answer.status).toBeLessThan(500)
        tried++
      }
    }
  }
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  expect(Object.keys(Object.prototype)).toEqual([])
  const other = app.browser()
  await other.post("callback/credentials", {
    json: JSON.parse(`{"__proto__":{"csrfToken":${token}},"password":"lovelace"}`),
  })
  expect(await other.session()).toBeNull()
})
