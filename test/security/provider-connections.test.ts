/** What comes over the connection to a provider, beside the answer that was asked for; and what is kept while somebody is there. */
import { type AddressInfo, createServer, type Server } from "node:net"
import { gzipSync } from "node:zlib"
import { afterAll, beforeAll, expect, test } from "vitest"
import { expectRefused, expectSignedIn } from "../conformance/outcomes.js"
import { openApp } from "../support/app.js"
import { relyingParty } from "../support/relying-party.js"
import { type ScriptedProvider, startScriptedProvider } from "../support/scripted-provider.js"

let provider: ScriptedProvider
beforeAll(async () => {
  provider = await startScriptedProvider()
})
afterAll(() => provider.close())

test("a provider's cookies are neither kept, nor sent back to it, nor passed on (GHSA-p88m-4jfj-68fv, GHSA-g8m3-5g58-fq7m, GHSA-v3r7-h72x-cjcm)", async () => {
  const op = provider.play()
  const cookie = [
    "__Secure-next-auth.session-token=evil; Path=/; SameSite=None; Secure",
    "a=%0d%0aSet-Cookie:%20b=c; SameSite=None",
    "d=e; Domain=app.example; Path=/; HttpOnly; SameSite=Strict; SameSite=None",
  ].join(", ")
  const headers = { "set-cookie": cookie, "content-type": "application/json" }
  op.script.endpoints = Object.fromEntries(
    [".well-known/openid-configuration", "token", "jwks", "userinfo"].map((name) => [
      name,
      async (seen) => {
        const usual = await op.answer(name, seen)
        return { ...usual, headers: { ...usual.headers, ...headers } }
      },
    ]),
  )
  const party = relyingParty(op, { idToken: false })
  const { browser } = await expectSignedIn(party)
  await party.signIn()
  expect(op.seen("token")).toHaveLength(2)
  for (const { headers: asked } of op.seen().filter(({ endpoint }) => endpoint !== "authorize")) {
    expect(asked.cookie).toBeUndefined()
  }
  expect(browser.received.join("\n")).not.toMatch(/evil|b=c|\bd=e|SameSite=None/)
})

test("an answer in a thousand wrappings is not unwrapped (GHSA-g9mf-h72j-4rw9)", async () => {
  let body = Buffer.alloc(50_000_000, " ")
  for (let times = 0; times < 3; times++) body = gzipSync(body)
  for (const coding of [Array(1500).fill("gzip").join(", "), "gzip, gzip, gzip", "br, gzip", "x".repeat(8000)]) {
    const headers = { "content-type": "application/json", "content-encoding": coding }
    const op = provider.play({ endpoints: { token: { headers, body } } })
    const { heapUsed } = process.memoryUsage()
    const started = performance.now()
    await expectRefused(relyingParty(op, { httpOptions: { timeout: 1500 } }))
    expect(performance.now() - started).toBeLessThan(4000)
    expect(process.memoryUsage().heapUsed - heapUsed).toBeLessThan(40_000_000)
  }
})

test("an answer that nobody has asked for yet is nobody's (GHSA-35p6-xmwp-9g52)", async () => {
  const asked: string[] = []
  const answer = (body: object): string => {
    const text = JSON.stringify(body)
    return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\nConnection: keep-alive\r\n\r\n${text}`
  }
  const server: Server = createServer((socket) => {
    socket.on("error", () => {})
    socket.on("data", (chunk) => {
      const [line = ""] = String(chunk).split("\r\n")
      asked.push(line)
      if (line.includes("/token")) {
        socket.write(
          answer({ access_token: "t", token_type: "bearer" }) + answer({ sub: "smuggled", name: "Smuggled" }),
        )
      } else if (line.includes("/userinfo")) {
        socket.write(
          answer({ sub: "honest", name: "Honest" }) + answer({ access_token: "smuggled", token_type: "bearer" }),
        )
      }
    })
  })
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const app = openApp({
    providers: [
      {
        id: "raw",
        name: "Raw",
        type: "oauth",
        clientId: "c",
        clientSecret: "s",
        authorization: `${origin}/authorize`,
        token: `${origin}/token`,
        userinfo: `${origin}/userinfo`,
        profile: ({ sub, name }: { sub: string; name: string }) => ({ id: sub, name }),
      } as never,
    ],
  })
  try {
    for (let times = 0; times < 4; times++) {
      const browser = app.browser()
      const { location } = await browser.signIn("raw", {})
      const state = new URL(location ?? "").searchParams.get("state")
      await browser.get(`callback/raw?code=a-code&state=${state}`)
      expect((await browser.session())?.user?.name).toBeOneOf(["Honest", undefined])
    }
    expect(asked.filter((line) => line.includes("/token")).length).toBe(4)
  } finally {
    server.close()
  }
})

test("what was pushed to a provider is in no cookie in the clear, nor is anything else of the attempt (CVE-2024-4540)", async () => {
  const op = provider.play({
    discovery: (document) => ({ ...document, pushed_authorization_request_endpoint: `${document.issuer}/par` }),
  })
  const party = relyingParty(op, { client: { require_pushed_authorization_requests: true } })
  const { browser } = await party.begin()
  const pushed = [...(op.seen("par")[0]?.form.entries() ?? [])].filter(
    ([name, value]) => name !== "response_type" && value,
  )
  expect(pushed.map(([name]) => name)).toEqual(
    expect.arrayContaining(["scope", "state", "code_challenge", "redirect_uri"]),
  )
  const checks = [...browser.cookies.values()].filter(({ name }) => /\.(state|nonce|pkce)/.test(name))
  expect(checks.length).toBeGreaterThan(1)
  for (const { name, value } of checks) {
    expect(value, name).toMatch(/^eyJ[\w-]+\.\.[\w-]{16}\.[\w-]+\.[\w-]{22}$/) // sealed: no key, no clear part but the header
    const parts = value.split(".").map((part) => Buffer.from(part, "base64url").toString("latin1"))
    for (const [field, text] of pushed) expect(parts.join("\n"), field).not.toContain(text)
  }
})

test("an address of ours has one spelling: another case is another place (GHSA-grfp-q2mm-hfp6, CVE-2020-15234)", async () => {
  const party = relyingParty(provider.play())
  const { browser, answer } = await party.begin()
  const back = new URL((await browser.get(answer.location ?? "")).location ?? "")
  for (const path of [
    "/api/auth/callback/OP",
    "/api/auth/Callback/op",
    "/API/auth/callback/op",
    "/api/auth/callback/op/",
  ]) {
    const wrong = new URL(back)
    wrong.pathname = path
    const { status, location } = await browser.get(wrong.href)
    if (path.endsWith("/op/")) continue // a slash at the end is the same endpoint, in this browser
    expect([status, location], path).not.toEqual([302, `${party.app.origin}/members`])
    expect(await browser.session()).toBeNull()
  }
  const [asked] = party.op.seen("authorize")
  expect(asked?.url.searchParams.get("redirect_uri")).toBe(`${party.app.origin}/api/auth/callback/op`)
})
