import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { encode } from "../../jwt.js"
import type { NodeRequest } from "./node-request.js"
import { getServerSession, unstable_getServerSession } from "./server-session.js"

const options = { secret: "s", providers: [] }

beforeEach(() => vi.stubEnv("NEXTAUTH_URL", "http://app.test"))
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

const cookieOf = async (token: object) =>
  `next-auth.session-token=${await encode({ token: token as never, secret: "s" })}`

/** A request through a real Node server, which answers what `getServerSession` made of it. */
async function ask(
  cookie: string,
  headers: Record<string, string> = {},
): Promise<{ session: unknown; response: Response }> {
  const server = createServer(async (req, res) => {
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
    res.end(JSON.stringify(await getServerSession(req, res, options)))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { cookie } })
  const session = await response.json()
  server.close()
  return { session, response }
}

test("reads and extends the session of a plain Node request", async () => {
  const { session, response } = await ask(await cookieOf({ name: "Ada" }))
  expect(session).toMatchObject({ user: { name: "Ada" }, expires: expect.any(String) })
  expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(/^next-auth\.session-token=ey/)])
  expect(response.headers.get("cache-control")).toBe("private, no-cache, no-store")
})

test("adds its cookie to those of the app, and leaves the app's cache header alone", async () => {
  const headers = { "set-cookie": "theme=dark", "cache-control": "private" }
  const { response } = await ask(await cookieOf({ name: "Ada" }), headers)
  expect(response.headers.getSetCookie()).toHaveLength(2)
  expect(response.headers.get("cache-control")).toBe("private")
})

test("an answer that the app gives to everybody is nobody else's where a cookie is added to it", async () => {
  for (const said of ["public, s-maxage=60", "max-age=60"]) {
    const { response } = await ask(await cookieOf({ name: "Ada" }), { "cache-control": said })
    expect(response.headers.get("cache-control")).toBe("private, no-cache, no-store")
    const { response: toNobody } = await ask("theme=dark", { "cache-control": said })
    expect(toNobody.headers.get("cache-control")).toBe(said)
  }
})

test("nobody signed in is null, and sets nothing", async () => {
  const { session, response } = await ask("theme=dark")
  expect(session).toBeNull()
  expect(response.headers.getSetCookie()).toEqual([])
})

test("a user without an image makes a session without undefined, as page props need it", async () => {
  const req = { headers: { cookie: await cookieOf({ sub: "1" }) } }
  const res = { statusCode: 200, headersSent: false, getHeader: () => undefined, setHeader() {}, end() {} }
  const session = await getServerSession(req, res, {
    ...options,
    callbacks: {
      session: ({ session }: { session: object }) => ({ ...session, role: undefined, deep: { a: undefined, b: 1 } }),
    },
  })
  expect(Object.keys(session ?? {})).toEqual(["user", "expires", "deep"])
  expect(session).toStrictEqual({ user: {}, expires: expect.any(String), deep: { b: 1 } })
})

test("a request with parsed cookies only is understood", async () => {
  const [, value = ""] = (await cookieOf({ name: "Ada" })).split("=")
  const req: NodeRequest = { headers: {}, cookies: { "next-auth.session-token": value } }
  const res = { statusCode: 200, headersSent: true, getHeader: () => undefined, setHeader() {}, end() {} }
  expect(await getServerSession(req, res, options)).toMatchObject({ user: { name: "Ada" } })
})

test("an impossible configuration is thrown, with what to set", async () => {
  vi.stubEnv("NEXTAUTH_SECRET", "")
  vi.stubEnv("AUTH_SECRET", "")
  const res = { statusCode: 200, headersSent: false, getHeader: () => undefined, setHeader() {}, end() {} }
  await expect(getServerSession({ headers: {} }, res, { providers: [] })).rejects.toMatchObject({
    name: "ConfigurationError",
    code: "NO_SECRET",
    message: expect.stringContaining("NEXTAUTH_SECRET"),
  })
})

test("the old name still works and warns once", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {})
  const res = { statusCode: 200, headersSent: false, getHeader: () => undefined, setHeader() {}, end() {} }
  await unstable_getServerSession({ headers: {} }, res, options)
  await unstable_getServerSession({ headers: {} }, res, options)
  expect(warn).toHaveBeenCalledTimes(1)
  expect(warn.mock.calls[0]?.[0]).toContain("getServerSession")
})
