/** Whom this server asks: whom the developer configured, and nobody that a visitor, a header or a provider's word names. */
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest"
import { expectSignedIn } from "../conformance/outcomes.js"
import { relyingParty } from "../support/relying-party.js"
import { type ScriptedProvider, startScriptedProvider } from "../support/scripted-provider.js"

/** A service of the own network: whoever reaches it has been made to. */
let canary: Server
let address: string
let reached: string[] = []
let provider: ScriptedProvider

beforeAll(async () => {
  provider = await startScriptedProvider()
  canary = createServer((req, res) => {
    reached.push(`${req.method} ${req.url} of ${req.headers.host}`)
    res.end("{}")
  })
  canary.on("connect", (req, socket) => {
    reached.push(`CONNECT ${req.url}`)
    socket.destroy()
  })
  await new Promise<void>((listening) => canary.listen(0, "127.0.0.1", listening))
  address = `127.0.0.1:${(canary.address() as AddressInfo).port}`
})
afterAll(async () => {
  vi.unstubAllEnvs()
  canary.closeAllConnections()
  canary.close()
  await provider.close()
})
beforeEach(() => {
  reached = []
})

test("a host that a request names, by whatever header, is not asked (GHSA-89xv-2m56-2m9x, CVE-2024-34351, GHSA-c4j6-fc7j-m34r, GHSA-p9j2-gv94-2wf4)", async () => {
  const claims: Record<string, string>[] = [
    { host: address },
    { "x-forwarded-host": address, "x-forwarded-proto": "http" },
    { forwarded: `host=${address};proto=http` },
    { "x-original-url": `http://${address}/`, "x-rewrite-url": `http://${address}/` },
    { "x-middleware-rewrite": `http://${address}/`, location: `http://${address}/` },
    { upgrade: "websocket", connection: "upgrade", origin: `http://${address}` },
    { "next-action": "x", "next-url": `http://${address}/`, referer: `http://${address}/` },
    { proxy: `http://${address}`, "x-proxy": `http://${address}` },
  ]
  for (const trust of ["", "true"]) {
    vi.stubEnv("AUTH_TRUST_HOST", trust)
    for (const headers of claims) {
      const { app } = relyingParty(provider.play())
      vi.stubEnv("NEXTAUTH_URL", "")
      const browser = app.browser()
      const csrfToken = await browser.csrfToken()
      for (const path of ["session", "providers", "signin", "callback/op?code=x&state=y", "error"]) {
        expect((await browser.get(path, headers)).status).toBeLessThan(500)
      }
      for (const path of ["signin/op", "signout", "session", "callback/op", "backchannel-logout/op"]) {
        expect((await browser.post(path, { csrfToken }, headers)).status).toBeLessThan(500)
      }
    }
  }
  expect(reached).toEqual([])
})

test("an address that a visitor sends is not fetched, under any name that protocols know (CVE-2020-10770)", async () => {
  const names = [
    ...["request_uri", "request", "url", "uri", "callbackUrl", "redirect_uri", "issuer", "iss", "target_link_uri"],
    ...["jwks_uri", "jku", "x5u", "logo", "image", "avatar", "picture", "policy_uri", "sector_identifier_uri"],
    ...["initiate_login_uri", "post_logout_redirect_uri", "backchannel_logout_uri", "webfinger", "resource", "next"],
  ]
  const url = `http://${address}/canary`
  const query = new URLSearchParams(names.map((name) => [name, url]))
  const party = relyingParty(provider.play(), { allowDangerousEmailAccountLinking: true })
  const browser = party.app.browser()
  const form = { csrfToken: await browser.csrfToken(), ...Object.fromEntries(query) }
  for (const path of [
    "signin",
    "signin/op",
    "callback/op",
    "signout",
    "error",
    "verify-request",
    "session",
    "signed-out/op",
  ]) {
    await browser.get(`${path}?${query}`)
    await browser.post(`${path}?${query}`, form)
  }
  for (const path of ["frontchannel-logout/op", "backchannel-logout/op", "_log"]) {
    await browser.get(`${path}?${query}`)
    await browser.post(path, form)
  }
  expect(reached).toEqual([])
  const asked = party.op.seen("authorize").map(({ url: at }) => at.search)
  expect(asked.join()).not.toContain("request_uri")
})

test("a header of a token, and a claim of somebody's, are not addresses to fetch", async () => {
  const url = `http://${address}/canary`
  const odd = { picture: url, profile: url, website: url, jwks_uri: url, iss_uri: url }
  const op = provider.play({
    claims: (claims) => ({ ...claims, ...odd }),
    userinfo: (claims) => ({ ...claims, ...odd }),
  })
  const { answer } = await expectSignedIn(relyingParty(op))
  expect(answer.status).toBe(302)
  for (const header of [{ jku: url }, { x5u: url }, { jku: url, kid: "unknown" }]) {
    const forged = provider.play({ header: { alg: "RS256", ...header } })
    await relyingParty(forged).signIn()
  }
  expect(reached).toEqual([])
})

test("the canary sings when it is reached, so that its silence means something", async () => {
  await fetch(`http://${address}/canary`)
  expect(reached).toEqual([`GET /canary of ${address}`])
})
