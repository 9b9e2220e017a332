/** Requests as no HTTP client would send them, over sockets, to our endpoints on Node.js and on Hono. */
import { createServer, type Server } from "node:http"
import { type AddressInfo, connect } from "node:net"
import { getRequestListener } from "@hono/node-server"
import { Hono } from "hono"
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import NextAuth from "../../src/frameworks/next/next-auth.js"
import { openApp } from "../support/app.js"

const app = openApp()
const seen: string[] = []

const onNode = createServer((req, res) => {
  seen.push(`${req.method} ${req.url}`)
  const [path = ""] = (req.url ?? "").replace("/api/auth/", "").split("?")
  const request = Object.assign(req, { query: { nextauth: path.split("/") } })
  NextAuth(request as never, res, app.options).catch((error) => res.destroy(error))
})
const hono = new Hono()
hono.all("*", ({ req }) => {
  seen.push(`${req.method} ${req.path}`)
  return app.auth.handle(req.raw)
})
const onHono = createServer(getRequestListener(hono.fetch))

describe.each<[string, Server]>([
  ["Node.js", onNode],
  ["Hono", onHono],
])("on %s", (_, server) => {
  beforeAll(async () => {
    vi.stubEnv("NEXTAUTH_URL", "")
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
    vi.unstubAllEnvs()
  })

  /** Sends bytes; what came back until the server closed, or had nothing more to say. */
  const send = (text: string | Iterable<string>): Promise<string> =>
    new Promise((resolve) => {
      let received = ""
      const socket = connect((server.address() as AddressInfo).port, "127.0.0.1")
      let silence = setTimeout(() => socket.destroy(), 1500)
      socket.on("data", (chunk) => {
        received += chunk
        clearTimeout(silence)
        silence = setTimeout(() => socket.destroy(), 60)
      })
      socket.on("error", () => {})
      socket.on("close", () => {
        clearTimeout(silence)
        resolve(received)
      })
      for (const part of typeof text === "string" ? [text] : text) socket.write(part)
    })
  const statusesOf = (received: string): number[] =>
    [...received.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status))
  const isAlive = async (): Promise<void> => {
    const received = await send("GET /api/auth/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    expect(statusesOf(received)).toEqual([200])
  }

  test("no request hides in another's body (GHSA-ggv3-7p47-pfv8, CVE-2026-29057, CVE-2024-34350)", async () => {
    const hidden = "GET /api/auth/providers?smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
    const chunked = `0\r\n\r\n${hidden}`
    const tries = [
      ...["chunked", " chunked", "chunked, identity", "xchunked", "CHUNKED", "identity, chunked"].map(
        (coding) => `Content-Length: ${chunked.length}\r\nTransfer-Encoding: ${coding}\r\n\r\n${chunked}`,
      ),
      `Content-Length: 4\r\nContent-Length: ${chunked.length}\r\n\r\n${chunked}`,
      `Transfer-Encoding : chunked\r\nContent-Length: ${chunked.length}\r\n\r\n${chunked}`,
      `Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n${chunked}`,
      `X: y\nTransfer-Encoding: chunked\r\nContent-Length: ${chunked.length}\r\n\r\n${chunked}`,
      `Content-Length: +${chunked.length}\r\n\r\n${chunked}`,
      `Content-Length: 0x${chunked.length.toString(16)}\r\n\r\n${chunked}`,
    ]
    for (const rest of tries) {
      seen.length = 0
      const received = await send(`POST /api/auth/signout HTTP/1.1\r\nHost: localhost\r\n${rest}`)
      expect(
        seen.filter((one) => one.includes("smuggled")),
        rest,
      ).toEqual([])
      expect(statusesOf(received)[0] ?? 400, rest).toBe(400)
    }
    await isAlive()
  })

  test("a host that is none gets an answer at once, and is not repeated (GHSA-hgxw-5xg3-69jx, CVE-2024-32652, GHSA-j62c-4x62-9r35, CVE-2025-67647)", async () => {
    const hosts = ["", "[", "]", "a b", "user@evil.example", "evil.example:99999", "evil.example/x", "\\evil.example"]
    const lines = [...hosts, "e".repeat(300), "evil.example\r\nHost: localhost", "%65vil.example"].map(
      (it) => `Host: ${it}\r\n`,
    )
    for (const line of ["", ...lines]) {
      const started = performance.now()
      const received = await send(`GET /api/auth/signin HTTP/1.1\r\n${line}Connection: close\r\n\r\n`)
      expect(performance.now() - started, line).toBeLessThan(1000)
      expect(statusesOf(received)[0], line).toBeOneOf([200, 400])
      expect(received, line).not.toMatch(/evil|e{300}/)
    }
    await isAlive()
  })

  test("a body is as long as it is, whatever it is said to be (CVE-2025-59139, GHSA-rv63-4mwf-qqc2, CVE-2026-54288, GHSA-j2f3-wq62-6q46, CVE-2026-22803, GHSA-vrhm-gvg7-fpcf, CVE-2026-40073)", async () => {
    const head = "POST /api/auth/callback/credentials HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`
    for (const type of ["application/json", "application/x-www-form-urlencoded"]) {
      const received = await send([
        `${head}Content-Type: ${type}\r\nTransfer-Encoding: chunked\r\n\r\n`,
        ...Array<string>(48).fill(chunk),
        "0\r\n\r\n",
      ])
      expect(statusesOf(received)[0] ?? 400).toBe(400)
    }
    // A runtime that hands over a whole body beside the length that the caller told, as functions in the cloud do.
    const body = new URLSearchParams({ x: "x".repeat(1_100_000) }).toString()
    const headers = { "content-type": "application/x-www-form-urlencoded", "content-length": "5" }
    const lying = new Request("https://app.example/api/auth/signout", { method: "POST", headers, body })
    expect((await app.auth.handle(lying)).status).toBe(400)
    await isAlive()
  })

  test("an odd method or address is refused, and the server lives on", async () => {
    for (const line of [
      ...[
        "TRACE /api/auth/session",
        "CONNECT /api/auth/session",
        "get /api/auth/session",
        "PROPFIND /api/auth/session",
      ],
      ...["GET http://evil.example/api/auth/providers", "GET //evil.example/api/auth/providers", "GET *", "OPTIONS *"],
      ...["GET /api/auth/%", "GET /api/auth/%00", "GET /api/auth/callback/%E0%A4%A", "GET /api/auth/../../x"],
      `${"M".repeat(10_000)} /api/auth/session`,
    ]) {
      const received = await send(`${line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
      expect(statusesOf(received)[0] ?? 400, line).toBeLessThan(500)
      expect(received, line).not.toContain("evil.example")
    }
    await isAlive()
  })
})
