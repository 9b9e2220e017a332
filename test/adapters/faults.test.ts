/** The database away, slow or answering garbage: nobody is let in, nobody is lost, and all is well again when it is back. */
import { createClient } from "redis"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import { canHave } from "../../scripts/databases.mjs"
import { RedisAdapter, type RedisClient } from "../../src/adapters/redis.js"
import { SqlAdapter } from "../../src/adapters/sql/index.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import { type App, type Browser, openApp } from "../support/app.js"
import { beside, inTurn } from "../support/concurrency.js"
import { clientId, clientSecret, type FaultyProvider, startFaultyProvider } from "../support/faulty-provider.js"
import { type Trouble, type TroubledNetwork, troubleBefore } from "../support/troubled-network.js"
import { engines, type RunningEngine } from "./engines.js"

/** Seconds after which our adapters give up here, and the milliseconds within which a visitor must have an answer. */
const timeout = 0.7
const deadline = 3_500

const isLong = process.env.TEST_CAMPAIGN === "long"
const troubles: Trouble[] = ["silent", "cut", "garbled", "slow", "half", "drip"]
const servers = engines.filter(({ name }) => name !== "SQLite")

let provider: FaultyProvider
const unhandled: unknown[] = []
const note = (error: unknown) => void unhandled.push(error)

beforeAll(async () => {
  provider = await startFaultyProvider()
  process.on("unhandledRejection", note)
  process.on("uncaughtException", note)
})
afterAll(async () => {
  process.off("unhandledRejection", note)
  process.off("uncaughtException", note)
  await provider.close()
})

async function withinDeadline<T>(work: () => Promise<T>): Promise<T> {
  const begun = performance.now()
  const result = await work()
  expect(performance.now() - begun).toBeLessThan(deadline)
  return result
}

for (const { name, available, start } of servers)
  describe.skipIf(!available)(`${name} in trouble`, beside, () => {
    let running: RunningEngine
    let network: TroubledNetwork
    let adapter: Adapter
    let close: () => Promise<void>
    let app: App

    /** Our adapters behind the stretch of network; they are reached when they are needed. */
    async function open(): Promise<{ adapter: Adapter; close(): Promise<void> }> {
      const sql = SqlAdapter({ url: running.redis ? running.sql : network.url, timeout })
      if (!running.redis) return { adapter: sql, close: () => sql.close() }
      const client = createClient({ url: network.url, socket: { reconnectStrategy: 50 } })
      client.on("error", () => {})
      client.connect().catch(() => {})
      const close = async () => {
        client.destroy()
        await sql.close()
      }
      return { adapter: RedisAdapter({ client: client as unknown as RedisClient, users: sql, timeout }), close }
    }

    const appOn = (records: Adapter): App => {
      const op = { id: "op", name: "OP", type: "oidc" as const, issuer: provider.issuer("ok"), clientId, clientSecret }
      return openApp({ adapter: records, providers: [op], session: { strategy: "database" } })
    }

    beforeAll(async () => {
      running = await start()
      network = await troubleBefore(running.redis ?? running.sql)
      ;({ adapter, close } = await open())
      app = appOn(adapter)
    })
    afterAll(async () => {
      await close?.()
      await network?.close()
      await running?.stop()
      expect(unhandled).toEqual([])
    })
    beforeEach(() => app.log.splice(0))
    afterEach(() => network.heal())

    const signIn = async (browser: Browser): Promise<string> => {
      const { location } = await browser.signIn("op", {})
      const { location: back } = await browser.get(location ?? "")
      return (await browser.get(back ?? "")).location ?? ""
    }

    const signedIn = async (): Promise<Browser> => {
      const browser = app.browser()
      await signIn(browser)
      expect((await browser.session())?.user?.name).toBe("Fay Fault")
      return browser
    }

    const isWellAgain = async (browser: Browser): Promise<void> => {
      network.heal()
      const name = async () => (await browser.session())?.user?.name
      for (let tries = 0; tries < 40 && (await name()) !== "Fay Fault"; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      expect(await name()).toBe("Fay Fault")
    }

    test.each(troubles)(
      "%s: a session is not read and not lost, and is there again afterwards (DB-4)",
      inTurn,
      async (kind) => {
        const browser = await signedIn()
        network.trouble(kind)
        const answer = await withinDeadline(() => browser.get("session"))
        expect(answer.status).toBe(500)
        expect(answer.text).not.toContain("Fay")
        await isWellAgain(browser)
      },
    )

    /** The trouble of the test before may have cut this adapter off, which then connects again by itself. */
    const forgetFay = (): Promise<void> =>
      vi.waitFor(
        async () => {
          const user = await adapter.getUserByEmail?.("fay@fault.test")
          if (user) await adapter.deleteUser?.(user.id)
        },
        { timeout: 10_000, interval: 50 },
      )

    /** From the provider's page back to the app: what is left of a sign-in is writing. */
    const atTheProvider = async (browser: Browser): Promise<string> => {
      const { location } = await browser.signIn("op", {})
      return (await browser.get(location ?? "")).location ?? ""
    }

    const signsInAsOneUser = async (browser: Browser): Promise<void> => {
      network.heal()
      const patience = performance.now() + 10_000
      while ((await signIn(browser)) !== `${app.origin}/`) expect(performance.now()).toBeLessThan(patience)
      const user = await adapter.getUserByEmail?.("fay@fault.test")
      expect(await adapter.listAccounts?.(user?.id ?? "")).toHaveLength(1)
    }

    test("away when the app starts: an error until it is there, and then everything works (DB-1)", inTurn, async () => {
      network.trouble("cut")
      const started = await open()
      const browser = appOn(started.adapter).browser()
      const back = await atTheProvider(browser)
      expect((await withinDeadline(() => browser.get(back))).location).toMatch(/\/api\/auth\/error\?error=/)
      browser.plant("__Secure-next-auth.session-token", "a-session-of-before")
      expect((await withinDeadline(() => browser.get("session"))).status).toBe(500)
      network.heal()
      const patience = performance.now() + 10_000
      while ((await signIn(browser)) !== `${app.origin}/`) expect(performance.now()).toBeLessThan(patience)
      expect((await browser.session())?.user?.name).toBe("Fay Fault")
      await started.close()
    })

    test.each(troubles)(
      "%s: somebody who signs in for the first time gets an error and no session, and signs in afterwards as one user (DB-2)",
      inTurn,
      async (kind) => {
        await forgetFay()
        const browser = app.browser()
        const back = await atTheProvider(browser)
        network.trouble(kind)
        const refused = await withinDeadline(() => browser.get(back))
        expect(refused.location).toMatch(/\/api\/auth\/error\?error=/)
        expect(browser.cookie("__Secure-next-auth.session-token")).toBeUndefined()
        await signsInAsOneUser(browser)
      },
    )

    if (isLong)
      test("a long campaign: any trouble at any moment of a first sign-in (DB-2)", {
        ...inTurn,
        timeout: 300_000,
      }, async () => {
        for (let round = 0; round < 100; round++) {
          await signsInAsOneUser(app.browser()) // until it is well again
          await forgetFay()
          const browser = app.browser()
          const back = await atTheProvider(browser)
          const kind = troubles[round % troubles.length] as Trouble
          setTimeout(() => network.trouble(kind), Math.random() * 25)
          const { location } = await withinDeadline(() => browser.get(back))
          await new Promise((resolve) => setTimeout(resolve, 30))
          const isIn = location === `${app.origin}/`
          expect(browser.cookie("__Secure-next-auth.session-token") !== undefined, kind).toBe(isIn)
          if (!isIn) expect(location).toMatch(/\/api\/auth\/error\?error=/)
        }
        console.log(`${name}: 100 troubles at any moment of a first sign-in`)
      })

    test("a machine that vanishes amid a first sign-in keeps the visitor out for seconds", inTurn, async () => {
      await forgetFay()
      const vanishing: Adapter = {
        ...adapter,
        transaction: (work, options) =>
          (adapter as Required<Adapter>).transaction((inside) => {
            const linkAccount: Adapter["linkAccount"] = (account) => {
              network.trouble("lost")
              return inside.linkAccount?.(account)
            }
            return work({ ...inside, linkAccount })
          }, options),
      }
      const browser = openApp({ ...app.options, adapter: vanishing }).browser()
      const back = await atTheProvider(browser)
      await withinDeadline(() => browser.get(back))
      await signsInAsOneUser(app.browser())
    })

    test(
      "many visitors at once find it silent, and leave no connection that nobody can use (DB-11)",
      inTurn,
      async () => {
        const browser = await signedIn()
        network.trouble("silent")
        const answers = await withinDeadline(() =>
          Promise.all(Array.from({ length: 30 }, () => browser.get("session"))),
        )
        expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 500))
        await isWellAgain(browser)
      },
    )

    test.each(troubles)("%s: somebody who signs out loses the cookie all the same (DB-14)", inTurn, async (kind) => {
      const [browser, known] = [await signedIn(), await signedIn()]
      const csrfToken = await browser.csrfToken()
      network.trouble(kind)
      await withinDeadline(() => browser.post("signout", { csrfToken }))
      expect(browser.cookie("__Secure-next-auth.session-token")).toBeUndefined()
      await isWellAgain(known)
    })
  })

test("the servers that this machine can have were in trouble", () => {
  expect(servers.filter(({ available }) => available).length).toBe(
    (["postgres", "mariadb", "redis"] as const).filter(canHave).length,
  )
})
