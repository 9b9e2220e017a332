/** What somebody who has read the database can do with it: nothing. On each engine. */
import { CompiledQuery } from "kysely"
import { createClient } from "redis"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { listAccounts } from "../../src/accounts.js"
import { connect } from "../../src/adapters/sql/connect.js"
import type { OpenAdapter } from "../support/adapter-journeys.js"
import { openApp } from "../support/app.js"
import { beside, inTurn } from "../support/concurrency.js"
import { provider, signIn, somebody } from "../support/people.js"
import { engines, openAdapterOn, type RunningEngine } from "./engines.js"

const accessToken = "an access token of the provider's"
const bank = {
  ...provider("bank"),
  token: { request: () => ({ tokens: { access_token: accessToken, refresh_token: "a refresh token, too" } }) },
  userinfo: { request: () => person },
}
const person = somebody()

for (const { name, available, start } of engines)
  describe.skipIf(!available)(`on ${name}`, beside, () => {
    let running: RunningEngine
    let opened: OpenAdapter

    beforeAll(async () => {
      running = await start()
      opened = await openAdapterOn(running)
    })
    afterAll(async () => {
      await opened.close()
      await running.stop()
    })

    /** All rows that could open something, and all keys and values of Redis. */
    async function everythingStored(): Promise<string> {
      const { kysely, close } = await connect(running.sql)
      const query = (table: string) => kysely.executeQuery(CompiledQuery.raw(`select * from ${table}`))
      const tables = await Promise.all(["accounts", "sessions", "users"].map(query)).finally(close)
      const found: unknown[] = tables.map(({ rows }) => rows)
      if (running.redis) {
        const client = await createClient({ url: running.redis }).connect()
        for (const key of await client.keys("*")) found.push([key, await client.sendCommand(["DUMP", key])])
        for (const key of await client.keys("*:session:*")) found.push(await client.get(key))
        client.destroy()
      }
      return JSON.stringify(found)
    }

    const open = (encryptTokens: true | string[]) =>
      openApp({ adapter: opened.adapter, providers: [bank], session: { strategy: "database" }, encryptTokens })

    test("a session opens for the cookie, and for nothing that is stored (CVE-2025-53895)", inTurn, async () => {
      const app = open(true)
      const browser = app.browser()
      await signIn(browser, "bank", person)
      const cookie = browser.cookie("__Secure-next-auth.session-token") ?? ""
      const stored = await everythingStored()
      expect(stored).toContain(person.email)
      expect(cookie.length).toBeGreaterThan(20)
      expect(stored).not.toContain(cookie)
      const digest = /\b[0-9a-f]{64}\b/.exec(stored)?.[0] ?? ""
      expect(digest).not.toBe("")
      const thief = app.browser()
      thief.plant("__Secure-next-auth.session-token", digest)
      expect(await thief.session()).toBeNull()
      expect(await browser.session()).not.toBeNull()
    })

    test("a provider's tokens are sealed, and readable by the app, whose secret may be replaced", inTurn, async () => {
      const [old, fresh] = ["an old secret, 32 characters long!!", "a new secret, 32 characters long!!!"]
      const signInWith = async (secrets: string[]) => {
        const app = open(secrets)
        await signIn(app.browser(), "bank", person)
        const user = await opened.adapter.getUserByEmail?.(person.email)
        return { app, accounts: await listAccounts(app.options, user?.id ?? "") }
      }
      for (const secrets of [[old], [fresh, old], [fresh]]) {
        const { accounts } = await signInWith(secrets)
        expect(accounts[0]).toMatchObject({ access_token: accessToken, refresh_token: "a refresh token, too" })
        expect(await everythingStored()).not.toMatch(/access token|refresh token/)
      }
    })
  })
