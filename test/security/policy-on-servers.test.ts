/** One policy on Express and on Hono: no spelling and no header serves what is guarded, by the guard in front or by the handlers' alone. */
import { createServer, request, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { getRequestListener } from "@hono/node-server"
import express, { type Response as Answer, type Request as Asked } from "express"
import { Hono } from "hono"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { createAuth } from "../../src/auth.js"
import { headersOfBypasses } from "../../src/cli/probe/bypass-headers.js"
import { spellingsOf } from "../../src/cli/probe/spellings.js"
import type { JWT, Session } from "../../src/core/model.js"
import { createGuards } from "../../src/frameworks/next/guards.js"
import { withAuth } from "../../src/frameworks/next/middleware.js"
import { encode } from "../../src/jwt.js"
import { definePolicy, everyone, role } from "../../src/policy.js"

const secret = "a secret of the tests, at least 32 characters"
const treasure = "the treasure"
const guardedPaths = ["/admin", "/admin/users"]

const options = {
  providers: [],
  secret,
  logger: { error: () => {} },
  policy: definePolicy({
    default: "deny",
    routes: { "/open": everyone, "/:slug": everyone, "/admin/**": role("admin"), "POST /open": everyone },
  }),
  callbacks: {
    session: ({ session, token }: { session: Session; token: JWT }) =>
      ({ ...session, user: { ...session.user, role: token.role } }) as Session,
  },
}
const auth = createAuth(options)
const guard = withAuth({ auth })
const { protect } = createGuards(options)

type Layer = "front" | "handlers"

function expressApp(layer: Layer): Parameters<typeof createServer>[1] {
  const app = express()
  if (layer === "front") {
    app.use(async (req, res, next) => {
      const headers = { cookie: req.headers.cookie ?? "", accept: req.headers.accept ?? "" }
      const url = `http://localhost${req.originalUrl}`
      const answer = await guard(new Request(url, { method: req.method, headers }))
      if (!answer) return next()
      res
        .status(answer.status)
        .set(Object.fromEntries(answer.headers))
        .send(await answer.text())
    })
  }
  const handler = (_: Asked, res: Answer): void => void res.send(treasure)
  const admin = express.Router()
  admin.all(["/", "/users"], layer === "front" ? handler : protect(handler))
  app.use("/admin", admin)
  app.all("/open", (_, res) => void res.send("open"))
  return app
}

function honoApp(layer: Layer): Parameters<typeof createServer>[1] {
  const app = new Hono()
  if (layer === "front") app.use(async ({ req }, next) => (await guard(req.raw)) ?? next())
  const handler = (): Response => new Response(treasure)
  const guarded = layer === "front" ? handler : protect(handler)
  for (const path of guardedPaths) app.all(path, ({ req }) => guarded(req.raw, {}))
  app.all("/open", () => new Response("open"))
  return getRequestListener(app.fetch)
}

interface Received {
  readonly status: number
  readonly text: string
}

let server: Server
let port: number
const send = (path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Received | null> =>
  new Promise((resolve) => {
    const asked = request({ host: "127.0.0.1", port, path, method, headers, agent: false }, async (answer) => {
      const parts: Buffer[] = await answer.toArray()
      resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString() })
    })
    asked.on("error", () => resolve(null)) // the server would not read it
    asked.end()
  })

const cookieOf = async (claims: object): Promise<Record<string, string>> => ({
  cookie: `next-auth.session-token=${await encode({ token: { sub: "1", name: "Ada", ...claims }, secret })}`,
})

describe.each([
  ["Express", expressApp, "front"],
  ["Express", expressApp, "handlers"],
  ["Hono", honoApp, "front"],
  ["Hono", honoApp, "handlers"],
] as const)(
  "on %s (CVE-2026-22031, CVE-2026-22037, CVE-2026-6414, GHSA-9hp6-4448-45g2, CVE-2025-58362)",
  (_, appOf, layer) => {
    beforeEach(async () => {
      for (const name of ["NEXTAUTH_URL", "AUTH_TRUST_HOST", "VERCEL"]) vi.stubEnv(name, "")
      server = createServer(appOf(layer))
      await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
      port = (server.address() as AddressInfo).port
    })
    afterEach(() => {
      server.closeAllConnections()
      server.close()
      vi.unstubAllEnvs()
    })

    test(`by the ${layer} alone`, async () => {
      const admin = await cookieOf({ role: "admin" })
      for (const path of guardedPaths) expect(await send(path, admin)).toEqual({ status: 200, text: treasure })
      expect((await send("/open"))?.text).toBe("open")

      const editor = await cookieOf({ role: "editor" })
      const served: string[] = []
      let answered = 0
      for (const path of guardedPaths) {
        const spellings = spellingsOf(path, { build: "build" })
        expect(spellings.length).toBeGreaterThanOrEqual(80)
        const tries = [
          ...spellings.flatMap((target) => [{}, editor].map((headers) => ({ target, headers, method: "GET" }))),
          ...headersOfBypasses.flatMap((headers) =>
            ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].map((method) => ({
              target: path,
              headers,
              method,
            })),
          ),
        ]
        const answers = await Promise.all(tries.map(({ target, headers, method }) => send(target, headers, method)))
        answers.forEach((answer, i) => {
          if (answer) answered++
          const isServed = answer?.text.includes(treasure) || (answer?.status ?? 0) >= 500
          if (isServed) served.push(`${answer?.status} ${JSON.stringify(tries[i])}`)
        })
      }
      expect(served).toEqual([])
      expect(answered).toBeGreaterThan(300)
    })
  },
)
