/** Many calls in several processes need one token that has expired: the provider is asked once. */
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { createClient } from "redis"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { RedisAdapter, type RedisClient } from "../../src/adapters/redis.js"
import { SqlAdapter } from "../../src/adapters/sql/index.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import { beside, inTurn } from "../support/concurrency.js"
import { engines, type RunningEngine } from "./engines.js"
import { type AppProcess, startProcess } from "./processes.js"

const key = { provider: "api", providerAccountId: "1" }
const cookie = "__Secure-next-auth.session-token=the-session"

for (const { name, available, start } of engines)
  describe.skipIf(!available)(`one access token, needed by two processes on ${name}`, beside, () => {
    let engine: RunningEngine
    let adapter: Required<Adapter>
    let provider: Server
    let processes: AppProcess[]
    const close: (() => Promise<void>)[] = []
    /** The refresh token that is good now; a former one is taken for theft, and everything is revoked. */
    let current = "refresh-0"
    const requests: string[] = []
    let isSilent = false

    beforeAll(async () => {
      provider = createServer(async (request, response) => {
        let body = ""
        for await (const chunk of request) body += chunk
        const used = new URLSearchParams(body).get("refresh_token") ?? ""
        requests.push(used)
        if (isSilent) return
        await new Promise((resolve) => setTimeout(resolve, 50))
        response.setHeader("content-type", "application/json")
        if (used !== current) {
          response.writeHead(400).end(JSON.stringify({ error: "invalid_grant" }))
          return
        }
        current = `refresh-${requests.length}`
        const tokens = { access_token: `access-${requests.length}`, refresh_token: current, expires_in: 3600 }
        response.end(JSON.stringify({ token_type: "bearer", ...tokens }))
      })
      await new Promise<void>((listening) => provider.listen(0, "127.0.0.1", listening))
      const tokens = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/token`

      engine = await start()
      const sql = SqlAdapter({ url: engine.sql })
      close.push(() => sql.close())
      adapter = sql
      if (engine.redis) {
        const client = await createClient({ url: engine.redis }).connect()
        close.push(async () => client.destroy())
        adapter = RedisAdapter({ client: client as unknown as RedisClient, users: sql }) as Required<Adapter>
      }
      const user = await adapter.createUser({ email: "ada@example.com", emailVerified: null })
      await adapter.linkAccount({
        ...key,
        userId: user.id,
        type: "oauth",
        access_token: "access-0",
        refresh_token: current,
        expires_at: 1,
      })
      const expires = new Date(Date.now() + 3_600_000)
      await adapter.createSession({ sessionToken: "the-session", userId: user.id, expires })
      processes = await Promise.all([0, 1].map(() => startProcess(engine, { WORKER_TOKENS: tokens })))
    })
    afterAll(async () => {
      await Promise.all(processes.map((one) => one.end()))
      for (const one of close.reverse()) await one()
      provider.closeAllConnections()
      provider.close()
      await engine.stop()
    })

    const askAll = async (times: number): Promise<string[]> =>
      (await Promise.all(processes.map((one) => one.ask("accessTokens", { cookie, times })))).flat()

    test(
      "a hundred calls of two processes make one request for each expiry, and all get its token (RC-4) (RC-6) (GHSA-392p-2q2v-4372, CVE-2026-53517)",
      inTurn,
      async () => {
        for (const expiry of [1, 2, 3]) {
          const tokens = await askAll(50)
          expect(requests).toHaveLength(expiry)
          expect(new Set(tokens)).toEqual(new Set([`access-${expiry}`]))
          await adapter.updateAccount({ ...key, expires_at: 1 })
        }
      },
    )

    test(
      "a process that dies while it refreshes holds up the other for some seconds, and no longer",
      inTurn,
      async () => {
        isSilent = true
        const before = requests.length
        const lost = processes[0]?.ask("accessTokens", { cookie, times: 1 }).catch(() => "died")
        while (requests.length === before) await new Promise((resolve) => setTimeout(resolve, 10))
        await processes[0]?.end()
        expect(await lost).toBe("died")
        isSilent = false
        const begun = Date.now()
        expect(await processes[1]?.ask("accessTokens", { cookie, times: 1 })).toEqual([`access-${before + 2}`])
        expect(Date.now() - begun).toBeLessThan(8_000)
      },
    )
  })
