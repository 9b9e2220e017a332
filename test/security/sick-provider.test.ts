/**
 * A provider that is ill or means ill, at each of its endpoints: nobody is signed in, the visitor gets the documented page in
 * time, and the log the reason without a secret.
 */
import { setTimeout as sleep } from "node:timers/promises"
import { gzipSync } from "node:zlib"
import { exportJWK, generateKeyPair, type JWK } from "jose"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { customFetch } from "../../src/index.js"
import { expectNobody, expectRefused, expectSignedIn } from "../conformance/outcomes.js"
import { type RelyingParty, relyingParty } from "../support/relying-party.js"
import {
  accessToken,
  makeKey,
  type ScriptedAnswer,
  type ScriptedProvider,
  seconds,
  startScriptedProvider,
} from "../support/scripted-provider.js"

let provider: ScriptedProvider
beforeAll(async () => {
  provider = await startScriptedProvider()
})
afterAll(() => provider.close())

const wellKnown = ".well-known/openid-configuration"
const endpoints = [wellKnown, "par", "token", "jwks", "userinfo"] as const
const json = { "content-type": "application/json" }
const timeout = 400

/** An app that uses every endpoint, one of which answers so. */
function sick(endpoint: string, answer: ScriptedAnswer): RelyingParty {
  const op = provider.play({
    discovery: (document) => ({ ...document, pushed_authorization_request_endpoint: `${document.issuer}/par` }),
  })
  op.script.endpoints = { [endpoint]: answer }
  const pushes = endpoint === "par"
  return relyingParty(op, {
    idToken: false,
    httpOptions: { timeout },
    client: pushes ? { require_pushed_authorization_requests: true } : {},
  })
}

const errorAt = (endpoint: string) => (endpoint === wellKnown || endpoint === "par" ? "OAuthSignin" : "OAuthCallback")

async function* drip(): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < 100; sent++) {
    yield Buffer.from(" ")
    await sleep(50)
  }
}

async function* broken(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('{"issuer":')
  await sleep(5)
  throw new Error("the line broke")
}

async function* endless(): AsyncGenerator<Uint8Array> {
  const part = Buffer.alloc(65_536, " ")
  for (let sent = 0; sent < 10_000; sent++) yield part
}

const bomb = gzipSync(Buffer.alloc(200_000_000, " ")) // 200 kB on the wire

const answers: [string, () => ScriptedAnswer][] = [
  ...[204, 301, 302, 304, 307, 404, 418, 429, 500, 502, 503].map((status): [string, () => ScriptedAnswer] => [
    `status ${status}`,
    () => ({ status, headers: { location: `${provider.origin}/canary` }, body: "" }),
  ]),
  ["a page", () => ({ headers: { "content-type": "text/html" }, body: "<!doctype html><title>Down</title>" })],
  ["nothing", () => ({ headers: json, body: "" })],
  ["XML", () => ({ headers: json, body: "<error/>" })],
  ["half of an object", () => ({ headers: json, body: '{"issuer":"https://id' })],
  ["a list", () => ({ headers: json, body: "[]" })],
  ["null", () => ({ headers: json, body: "null" })],
  ["a number", () => ({ headers: json, body: "1e999" })],
  ["an empty object", () => ({ headers: json, body: {} })],
  ["a prototype", () => ({ headers: json, body: '{"__proto__":{"sub":"fay","access_token":"x","issuer":"x"}}' })],
  ["100,000 nested lists", () => ({ headers: json, body: "[".repeat(100_000) })],
  ["more than a megabyte", () => ({ headers: json, body: `{"padding":"${"x".repeat(1_100_000)}"}` })],
  ["a bomb", () => ({ headers: { ...json, "content-encoding": "gzip" }, body: bomb })],
  ["what never ends", () => ({ headers: json, body: endless() })],
  ["a broken line", () => ({ headers: json, body: broken() })],
  ["silence", () => ({ body: null })],
  ["a slow drip", () => ({ headers: json, body: drip() })],
]

describe.each(endpoints)("when %s answers with", (endpoint) => {
  test.each(answers)(
    "%s, nobody is signed in (GHSA-f794-r6xc-hf3v, CVE-2021-41580) (IDP-1) (IDP-2) (IDP-3) (IDP-4)",
    async (_, answer) => {
      const party = sick(endpoint, answer())
      const started = performance.now()
      await expectRefused(party, errorAt(endpoint))
      expect(performance.now() - started).toBeLessThan(timeout + 2000)
      expect(party.log()).not.toMatch(/<!doctype|<title>/)
    },
  )
})

test("a provider that swamps us is cut off after a megabyte, and its connection is free again (IDP-4)", async () => {
  let sent = 0
  let isOver = false
  async function* counted(): AsyncGenerator<Uint8Array> {
    try {
      for await (const part of endless()) {
        sent += part.length
        yield part
      }
    } finally {
      isOver = true
    }
  }
  await expectRefused(sick("token", { headers: json, body: counted() }))
  await expect.poll(() => isOver).toBe(true)
  expect(sent).toBeLessThan(20_000_000) // what the sockets between us hold is sent too
})

test("a fetch of one's own that never listens is given up too", async () => {
  const op = provider.play()
  const deaf: typeof fetch = (url, init) => (String(url).endsWith("/token") ? new Promise(() => {}) : fetch(url, init))
  await expectRefused(relyingParty(op, { [customFetch]: deaf, httpOptions: { timeout } }))
})

test("nobody listens at the port (IDP-1)", async () => {
  const op = provider.play({ discovery: (document) => ({ ...document, token_endpoint: "http://127.0.0.1:9/token" }) })
  await expectRefused(relyingParty(op))
})

test("what a provider gets of our secrets goes to it alone: no redirect takes them elsewhere (GHSA-gjxx-92w9-8v8f, CVE-2026-34076)", async () => {
  const elsewhere = provider.play()
  for (const endpoint of ["par", "token", "userinfo"]) {
    for (const status of [301, 302, 303, 307, 308]) {
      const party = sick(endpoint, { status, headers: { location: `${elsewhere.issuer}/${endpoint}` }, body: "" })
      await expectRefused(party, errorAt(endpoint))
      expect(party.op.seen(endpoint)).toHaveLength(1)
    }
  }
  expect(elsewhere.seen()).toEqual([])
})

describe("a public provider whose document leads", () => {
  let count = 0

  /** The issuer is public as far as the app knows; a fetch of its own brings requests for it to the script. */
  function publicProvider(field: string, address: unknown) {
    const issuer = `https://login-${++count}.example`
    const op = provider.play()
    const reached: string[] = []
    op.script.discovery = (document) => {
      const text = JSON.stringify(document).replaceAll(op.issuer, issuer)
      return { ...JSON.parse(text), [field]: address }
    }
    op.script.claims = (claims) => ({ ...claims, iss: issuer })
    const route: typeof fetch = (url, init) => {
      reached.push(String(url))
      return fetch(String(url).replace(issuer, op.issuer), init)
    }
    const party = relyingParty(op, { issuer, idToken: false, [customFetch]: route })
    return { party, reached, op, issuer }
  }

  test.each<[string, unknown]>([
    ["token_endpoint", "https://169.254.169.254/latest/api/token"],
    ["token_endpoint", "http://127.0.0.1:6379/"],
    ["jwks_uri", "https://[::1]/jwks"],
    ["jwks_uri", "file:///etc/passwd"],
    ["userinfo_endpoint", "https://metadata.google.internal/"],
    ["userinfo_endpoint", "http://login-6.example/userinfo"],
    ["token_endpoint", "not a url"],
    ["token_endpoint", 7],
  ])("%s to %j is not followed", async (field, address) => {
    const { party, reached, op, issuer } = publicProvider(field, address)
    const browser = party.app.browser()
    const { location } = await browser.signIn("op", {})
    const asked = location?.startsWith(issuer) ? location.replace(issuer, op.issuer) : null
    const attempt = asked === null ? null : await party.comeBack(browser, asked)
    if (attempt) expectNobody(party, attempt)
    expect(await browser.session()).toBeNull()
    expect(reached.filter((url) => !url.startsWith(issuer))).toEqual([])
  })

  test("nowhere else works as ever", async () => {
    const { party, op, issuer } = publicProvider("extra", "https://169.254.169.254/")
    const browser = party.app.browser()
    const { location } = await browser.signIn("op", {})
    const { session } = await party.comeBack(browser, location?.replace(issuer, op.issuer) ?? "")
    expect(party.log()).toBe("")
    expect(session?.user?.name).toBe("Fay Fault")
  })

  test("to a page that is not one is refused before the visitor goes there", async () => {
    for (const address of ["javascript:alert(1)", "http://elsewhere.example/authorize", "data:text/html,x"]) {
      const { party } = publicProvider("authorization_endpoint", address)
      await expectRefused(party, "OAuthSignin")
    }
  })
})

describe("keys that are no keys", async () => {
  const { publicKey: small } = await generateKeyPair("RS256", { extractable: true, modulusLength: 2048 })
  const usable = await makeKey("RS256", "usable")
  const secret = await exportJWK((await generateKeyPair("RS256", { extractable: true })).privateKey)
  const jwk = await exportJWK(small)
  const weak: JWK = { ...jwk, n: (jwk.n ?? "").slice(0, 86) } // 512 bits
  const bad: [string, unknown][] = [
    ["none", []],
    ["no list", {}],
    ["nothing at all", undefined],
    ["null", [null]],
    ["texts", ["key"]],
    ["a weak key", [{ ...weak, kid: "usable" }]],
    ["an even exponent", [{ ...usable.jwk, e: "AA" }]],
    ["an exponent of one", [{ ...usable.jwk, e: "AQ" }]],
    ["a secret key", [{ kty: "oct", k: "AAAA", kid: "usable", alg: "RS256" }]],
    ["a curve's key under its id", [{ ...(await makeKey("ES256")).jwk, kid: "usable" }]],
    ["a key for encryption", [{ ...usable.jwk, use: "enc" }]],
    ["a key for other operations", [{ ...usable.jwk, use: undefined, key_ops: ["encrypt"] }]],
    ["one id twice", [usable.jwk, { ...jwk, kid: "usable", alg: "RS256", use: "sig" }]],
    ["a certificate only", [{ kty: "RSA", x5c: ["MIIB"], kid: "usable" }]],
  ]
  test.each(bad)("sign nobody in: %s (IDP-7)", async (_, keys) => {
    const op = provider.play({ key: usable, endpoints: { jwks: { body: { keys } } } })
    await expectRefused(relyingParty(op))
  })

  test("do not keep the good one among them from being used (IDP-7)", async () => {
    const others: JWK[] = [
      { kty: "EC", crv: "P-256", x: "AAAA", y: "AAAA", kid: "off the curve" },
      { ...weak, kid: "weak" },
      { ...secret, kid: "private parts" },
      { kty: "unknown", kid: "of another time" },
    ]
    await expectSignedIn(relyingParty(provider.play({ key: usable, jwks: [...others, usable.jwk] })))
  })
})

describe("tokens that are odd", () => {
  const withTokens = (change: Record<string, unknown>, options = {}) =>
    relyingParty(provider.play({ tokens: (tokens) => ({ ...tokens, ...change }) }), options)

  test.each([
    { access_token: "" },
    { access_token: {} },
    { access_token: ["x"] },
    { id_token: "" },
    { id_token: {} },
    { id_token: undefined },
    { id_token: "a.b.c" },
    { id_token: "x".repeat(100_000) },
    { error: "invalid_grant" },
    { error: "<script>alert(1)</script>" },
  ])("are refused: %j (GHSA-f794-r6xc-hf3v, CVE-2021-41580) (IDP-5)", async (change) => {
    const party = withTokens(change)
    await expectRefused(party)
    expect(party.log()).not.toContain("<script>")
  })

  test.each([
    { expires_in: "3600" },
    { expires_in: -1 },
    { expires_in: 1e20 },
    { expires_in: {} },
    { token_type: undefined },
    { refresh_token: undefined },
    { scope: "" },
    { unknown: { deep: [1] } },
  ])("are taken for what they are: %j (IDP-5)", async (change) => {
    await expectSignedIn(withTokens(change))
  })

  test("of the past and the future are refused to the second (IDP-9)", async () => {
    const at = (iat: number, exp: number) => provider.play({ claims: (claims) => ({ ...claims, iat, exp }) })
    const now = seconds()
    await expectSignedIn(relyingParty(at(now - 600, now - 8)))
    await expectRefused(relyingParty(at(now - 600, now - 12)))
    await expectRefused(relyingParty(at(0, 1)))
    await expectSignedIn(relyingParty(at(now, 4_102_444_800)))
  })
})

describe("people who are odd", () => {
  const person = (change: Record<string, unknown>) =>
    relyingParty(provider.play({ userinfo: (claims) => ({ ...claims, ...change }) }), { idToken: false })

  test.each<Record<string, unknown>>([
    { name: { first: "Fay" } },
    { email: ["fay@fault.test", "victim@fault.test"] },
    { picture: "javascript:alert(1)" },
    { picture: "http://169.254.169.254/latest/meta-data" },
    { __proto__: { admin: true }, constructor: "x" },
    { name: "F".repeat(100_000) },
  ])("do not break anything: %j (IDP-6)", async (change) => {
    const party = person(change)
    const attempt = await party.signIn()
    expect(attempt.answer.status).toBe(302)
    expect(party.op.seen().every(({ endpoint }) => endpoint !== "latest/meta-data")).toBe(true)
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })
})

test("no code is worth anything twice, whoever comes first (RC-4)", async () => {
  const party = relyingParty(provider.play())
  const { browser, answer } = await party.begin()
  const back = (await browser.get(answer.location ?? "")).location ?? ""
  const ends = await Promise.all([browser.get(back), browser.get(back), browser.get(back)])
  const members = ends.filter(({ location }) => location === `${party.app.origin}/members`)
  expect(members).toHaveLength(1)
  expect((await browser.session())?.user?.name).toBe("Fay Fault")
  expect(party.log()).not.toContain(accessToken)
})
