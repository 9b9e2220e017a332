import { createServer, type Server as HttpServer } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest"
import { testProvider } from "../../../test/support/request-context.js"
import type { Server } from "./discovery.js"
import { ensureKeys, withServerKeys } from "./server-keys.js"

const provider = testProvider({ discovery: "http://127.0.0.1/" })
const jwks = { keys: [{ kty: "EC", kid: "one" }] }

let http: HttpServer
let url: string
let accepted: (string | undefined)[]
let answer: unknown
beforeAll(async () => {
  http = createServer((request, response) => {
    accepted.push(request.headers.accept)
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer))
  })
  await new Promise<void>((listening) => http.listen(0, "127.0.0.1", listening))
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/jwks`
})
afterAll(() => new Promise((closed) => http.close(closed)))
beforeEach(() => {
  accepted = []
  answer = jwks
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-01-01T00:00:00Z") })
})
afterEach(() => {
  vi.useRealTimers()
})

const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)
const serverWith = (metadata: Partial<Server["metadata"]> = { jwks_uri: url }): Server => ({
  metadata: { issuer: "http://127.0.0.1", ...metadata },
  keys: {},
})
async function serverWithKeys(): Promise<Server> {
  const server = serverWith()
  await ensureKeys(provider, server)
  accepted = []
  return server
}

test("keys are fetched as JSON, and again when they are four minutes old", async () => {
  const server = serverWith()
  await ensureKeys(provider, server)
  expect(server.keys).toEqual({ jwks, uat: Date.now() / 1000 })
  later(240)
  await ensureKeys(provider, server)
  expect(accepted).toEqual(["application/json"])
  later(1)
  await ensureKeys(provider, server)
  expect(accepted).toHaveLength(2)
})

test("a server that names no keys is asked for none", async () => {
  const server = serverWith({})
  await ensureKeys(provider, server)
  expect(server.keys).toEqual({})
  expect(accepted).toEqual([])
})

test.each([{}, { keys: {} }, { keys: null }])("%j are no keys, and do not replace those that are", async (no) => {
  const server = await serverWithKeys()
  answer = no
  later(241)
  await expect(ensureKeys(provider, server)).rejects.toThrow("published no keys")
  expect(server.keys).toMatchObject({ jwks })
})

/** Fails as often as it is told to, as a signature does that needs newer keys. */
function failing(times: number) {
  let left = times
  const check = vi.fn(async () => {
    if (left-- > 0) throw new TypeError("unknown key")
    return "fits"
  })
  return check
}

test("a signature that does not fit is tried with new keys, once", async () => {
  const server = await serverWithKeys()
  const newer = { keys: [{ kty: "EC", kid: "two" }] }
  answer = newer
  expect(await withServerKeys(provider, server, failing(1))).toBe("fits")
  expect(server.keys).toMatchObject({ jwks: newer })
  const forged = failing(9)
  await expect(withServerKeys(provider, server, forged)).rejects.toThrow("unknown key")
  expect(forged).toHaveBeenCalledTimes(2)
})

test("one that fits, or whose keys have just been fetched for it, has no others fetched", async () => {
  expect(await withServerKeys(provider, await serverWithKeys(), failing(0))).toBe("fits")
  const check = failing(1)
  await expect(withServerKeys(provider, serverWith(), check)).rejects.toThrow("unknown key")
  expect(check).toHaveBeenCalledOnce()
  expect(accepted).toEqual([])
})

test("many at once share one fetch, and forged ones cause one in half a minute", async () => {
  const server = await serverWithKeys()
  const all = await Promise.all(Array.from({ length: 20 }, () => withServerKeys(provider, server, failing(1))))
  expect(new Set(all)).toEqual(new Set(["fits"]))
  expect(accepted).toHaveLength(1)
  later(29.999)
  await withServerKeys(provider, server, failing(1))
  expect(accepted).toHaveLength(1)
  later(0.001)
  await withServerKeys(provider, server, failing(1))
  expect(accepted).toHaveLength(2)
})

test("what went wrong is told, and not that there were no new keys", async () => {
  const server = await serverWithKeys()
  answer = {}
  await expect(withServerKeys(provider, server, failing(1))).rejects.toThrow("unknown key")
})
