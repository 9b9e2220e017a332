/** A provider that is odd in what neither the conformance suite nor `sick-provider` plays. */
import { createSign, generateKeyPairSync, type KeyObject } from "node:crypto"
import { brotliCompressSync, constants, gzipSync } from "node:zlib"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import { expectRefused, expectSignedIn } from "../conformance/outcomes.js"
import { relyingParty } from "../support/relying-party.js"
import {
  makeKey,
  type PlayedScript,
  type ScriptedAnswer,
  type ScriptedProvider,
  seconds,
  startScriptedProvider,
} from "../support/scripted-provider.js"
import { ledgerOf } from "./faulty-adapter.js"

let provider: ScriptedProvider
beforeAll(async () => {
  provider = await startScriptedProvider()
})
afterAll(() => provider.close())

const wellKnown = ".well-known/openid-configuration"
const endpoints = [wellKnown, "token", "jwks", "userinfo"] as const
const json = { "content-type": "application/json" }

/** What the endpoint answers as a rule, in another form. */
function sentAs(endpoint: string, form: (text: string) => ScriptedAnswer): PlayedScript {
  const op = provider.play()
  op.script.endpoints = {
    [endpoint]: async (seen) => {
      const { body } = await op.answer(endpoint, seen)
      return form(JSON.stringify(body))
    },
  }
  return op
}

const errorAt = (endpoint: string) => (endpoint === wellKnown ? "OAuthSignin" : "OAuthCallback")

describe.each(endpoints)("the answer of %s", (endpoint) => {
  test.each<[string, (text: string) => ScriptedAnswer]>([
    ["behind a byte order mark", (text) => ({ headers: json, body: `\ufeff${text}` })],
    ["with other fields twice", (text) => ({ headers: json, body: text.replace("{", '{"extra":1,"extra":2,') })],
    [
      "in JSON that says it is UTF-16",
      (text) => ({ headers: { "content-type": "application/json;charset=utf-16" }, body: text }),
    ],
    ["compressed", (text) => ({ headers: { ...json, "content-encoding": "gzip" }, body: gzipSync(text) })],
    [
      "compressed twice",
      (text) => ({ headers: { ...json, "content-encoding": "gzip, gzip" }, body: gzipSync(gzipSync(text)) }),
    ],
  ])("%s is read for what it is (IDP-3)", async (_, form) => {
    await expectSignedIn(relyingParty(sentAs(endpoint, form), { idToken: endpoint !== "userinfo" }))
  })

  test.each<[string, (text: string) => ScriptedAnswer]>([
    ["with NaN in it", (text) => ({ headers: json, body: text.replace("{", '{"extra":NaN,') })],
    ["in single quotes", (text) => ({ headers: json, body: text.replaceAll('"', "'") })],
    ["in UTF-16", (text) => ({ headers: json, body: Buffer.from(text, "utf16le") })],
    ["twice over", (text) => ({ headers: json, body: text + text })],
    ["with a comment", (text) => ({ headers: json, body: `/* ok */${text}` })],
  ])("%s signs nobody in (IDP-3)", async (_, form) => {
    await expectRefused(relyingParty(sentAs(endpoint, form), { idToken: endpoint !== "userinfo" }), errorAt(endpoint))
  })

  const large = Buffer.alloc(50_000_000, " ")
  const brotli = brotliCompressSync(large, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })
  const twice = gzipSync(gzipSync(large))
  const keys = `{${Array.from({ length: 90_000 }, (_, nth) => `"k${nth}":1`).join()}}`
  test.each<[string, () => ScriptedAnswer]>([
    ["a bomb of Brotli", () => ({ headers: { ...json, "content-encoding": "br" }, body: brotli })],
    ["a bomb in a bomb", () => ({ headers: { ...json, "content-encoding": "gzip, gzip" }, body: twice })],
    ["an encoding that nobody knows", () => ({ headers: { ...json, "content-encoding": "x-odd" }, body: "~~~" })],
    ["a header of 64 kB", () => ({ headers: { ...json, "x-large": "x".repeat(65_536) }, body: {} })],
    ["90,000 keys that are none of ours", () => ({ headers: json, body: keys })],
  ])("that is %s signs nobody in (IDP-4)", async (_, answer) => {
    const op = provider.play({ endpoints: { [endpoint]: answer() } })
    const started = performance.now()
    await expectRefused(relyingParty(op, { idToken: endpoint !== "userinfo" }), errorAt(endpoint))
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

describe("a key", () => {
  /** Signs as the provider does, whatever the key is. */
  function signedBy(privateKey: KeyObject, publicKey: KeyObject, more: object = {}): PlayedScript {
    const jwk = { ...publicKey.export({ format: "jwk" }), kid: "odd", alg: "RS256", use: "sig", ...more }
    return provider.play({
      jwks: [jwk as never],
      idToken(token) {
        const header = Buffer.from(JSON.stringify({ alg: "RS256", kid: "odd" })).toString("base64url")
        const signed = `${header}.${token.split(".")[1]}`
        return `${signed}.${createSign("sha256").update(signed).sign(privateKey).toString("base64url")}`
      },
    })
  }

  test("of 2048 bits signs somebody in, so that the refusals mean something", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })
    await expectSignedIn(relyingParty(signedBy(privateKey, publicKey)))
  })

  test.each([512, 1024, 2040])(
    "of %d bits signs nobody in, though its signatures are right (IDP-7)",
    async (modulusLength) => {
      const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength })
      await expectRefused(relyingParty(signedBy(privateKey, publicKey)))
    },
  )

  test("whose exponent is 1, with which anybody signs, signs nobody in (IDP-7)", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })
    await expectRefused(relyingParty(signedBy(privateKey, publicKey, { e: "AQ" })))
  })

  test("that is no point of its curve signs nobody in (IDP-7)", async () => {
    const key = await makeKey("ES256", "off")
    const off = { ...key.jwk, x: key.jwk.y as string, y: key.jwk.x as string }
    const op = provider.play({ key, jwks: [off] })
    await expectRefused(relyingParty(op, { client: { id_token_signed_response_alg: "ES256" } }))
  })
})

describe("a provider whose clock is wrong", () => {
  test.each([
    [{ exp: -9 }, true],
    [{ exp: -30 }, false],
    [{ exp: -61 }, false],
    [{ exp: -600 }, false],
    [{ nbf: 8 }, true],
    [{ nbf: 30 }, false],
    [{ nbf: 61 }, false],
    [{ iat: -600 }, true],
    [{ iat: 600, nbf: 600 }, false],
    [{ exp: 2_000_000_000 }, true],
  ])("%j seconds from now: signs somebody in: %s (IDP-9)", async (apart, isFine) => {
    const at = Object.fromEntries(Object.entries(apart).map(([claim, by]) => [claim, seconds() + by]))
    const party = relyingParty(provider.play({ claims: (claims) => ({ ...claims, ...at }) }))
    await (isFine ? expectSignedIn(party) : expectRefused(party))
  })
})

describe.each(["jwt", "database"] as const)("with sessions of strategy %s", (strategy) => {
  test("a click twice, a third time ahead and from the history: one user, one account, one session (IDP-10)", async () => {
    const ledger = ledgerOf(MemoryAdapter() as Required<Adapter>)
    const party = relyingParty(provider.play(), {}, { adapter: ledger.adapter, session: { strategy } })
    const { browser, answer } = await party.begin()
    const back = (await browser.get(answer.location ?? "")).location ?? ""
    const ahead = { purpose: "prefetch", "sec-purpose": "prefetch" }
    const ends = await Promise.all([browser.get(back), browser.get(back), browser.get(back, ahead)])
    const fine = ends.filter(({ location }) => location === `${party.app.origin}/members`)
    expect(fine).toHaveLength(1)
    expect((await browser.get(back)).location).toContain("error=OAuthCallback")
    expect((await browser.session())?.user?.email).toBe("fay@fault.test")
    expect(await ledger.people()).toEqual({ "fay@fault.test": ["op fay"] })
    expect(await ledger.sessions()).toBe(strategy === "database" ? 1 : 0)
  })

  test("a click on the way in, twice: the later answer ends well, and the earlier does no harm (IDP-10)", async () => {
    const ledger = ledgerOf(MemoryAdapter() as Required<Adapter>)
    const party = relyingParty(provider.play(), {}, { adapter: ledger.adapter, session: { strategy } })
    const { browser, answer: first } = await party.begin()
    const { answer: second } = await party.begin(browser)
    const backs = await Promise.all(
      [first, second].map(async ({ location }) => (await browser.get(location ?? "")).location),
    )
    await Promise.all(backs.map((back) => browser.get(back ?? "")))
    expect((await browser.session())?.user?.email).toBe("fay@fault.test")
    expect(await ledger.people()).toEqual({ "fay@fault.test": ["op fay"] })
  })
})
