import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type FaultyProvider, startFaultyProvider } from "../../../test/support/faulty-provider.js"
import { testProvider } from "../../../test/support/request-context.js"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { findServer } from "./discovery.js"
import { unknownIssuer } from "./issuer.js"

const wellKnown = ".well-known/openid-configuration"
const start = new Date("2026-01-01T00:00:00Z")
const later = (seconds: number): Date => new Date(start.getTime() + seconds * 1000)

let idp: FaultyProvider
beforeAll(async () => {
  idp = await startFaultyProvider()
})
afterAll(() => idp.close())

const at = (fault: string): OAuthProvider => testProvider({ discovery: `${idp.issuer(fault)}/${wellKnown}` })

describe("a discovery document", () => {
  test("is fetched once for many sign-ins, and again after ten minutes", async () => {
    const servers = await Promise.all(Array.from({ length: 20 }, () => findServer(at("ok"), start)))
    expect(new Set(servers.map(({ metadata }) => metadata.token_endpoint))).toEqual(
      new Set([`${idp.issuer("ok")}/token`]),
    )
    await findServer(at("ok"), later(599))
    expect(idp.requests("ok", wellKnown)).toHaveLength(1)
    await findServer(at("ok"), later(601))
    expect(idp.requests("ok", wellKnown)).toHaveLength(2)
  })

  test.each(["discovery-500", "discovery-not-json"])("that fails is asked for again: %s", async (fault) => {
    await expect(findServer(at(fault), start)).rejects.toThrow(TypeError)
    await expect(findServer(at(fault), start)).rejects.toThrow(TypeError)
    expect(idp.requests(fault, wellKnown)).toHaveLength(2)
  })

  test("is asked for as JSON, and also below an issuer that ends with a slash", async () => {
    await findServer(testProvider({ discovery: `${idp.issuer("with-sid")}/` }), start)
    expect(idp.requests("with-sid", wellKnown).map(({ headers }) => headers.accept)).toEqual(["application/json"])
  })

  test.each(["discovery-issuer-missing", "discovery-issuer-empty"])(
    "names its issuer, else it is none: %s",
    async (fault) => {
      await expect(findServer(at(fault), start)).rejects.toThrow("names no issuer")
    },
  )

  test("leaves its server the keys it had, when it is fetched anew", async () => {
    const first = await findServer(at("ok"), later(10_000))
    expect((await findServer(at("ok"), later(20_000))).keys).toBe(first.keys)
  })

  test("is forgotten when 500 others came after it", async () => {
    const numbered = (n: number) =>
      findServer(testProvider({ discovery: `${idp.issuer("basic-auth")}/${wellKnown}?${n}` }), start)
    const fetched = () => idp.requests("basic-auth", wellKnown).length
    for (let n = 0; n <= 500; n++) await numbered(n)
    const before = fetched()
    await numbered(1)
    expect(fetched()).toBe(before)
    await numbered(0)
    expect(fetched()).toBe(before + 1)
  })

  test("names doors of their own for clients with a certificate, which others do not take", async () => {
    const own = (client: OAuthProvider["client"]) => findServer({ ...at("mtls-aliases"), client }, start)
    expect((await own({})).metadata.token_endpoint).toBe(`${idp.issuer("mtls-aliases")}/token`)
    const wanted = await own({ use_mtls_endpoint_aliases: true })
    expect(wanted.metadata.token_endpoint).toBe("https://mtls.example/token")
  })

  test("wins over configured endpoints, which fill its gaps", async () => {
    const provider = testProvider({
      discovery: `${idp.issuer("basic-auth")}/${wellKnown}`,
      token: { url: "https://configured.example/token", params: {} },
    })
    const { metadata } = await findServer(provider, start)
    expect(metadata.token_endpoint).toBe(`${idp.issuer("basic-auth")}/token`)
  })

  test("is found where only the issuer is configured", async () => {
    const { metadata } = await findServer(testProvider({ discovery: idp.issuer("post-auth") }), start)
    expect(metadata.issuer).toBe(idp.issuer("post-auth"))
  })

  test("is not awaited longer than the provider's timeout", async () => {
    const silent = { ...at("discovery-silent"), timeout: 50 }
    await expect(findServer(silent, start)).rejects.toMatchObject({ name: "TimeoutError" })
  })
})

test("without discovery a server is what the configuration says", async () => {
  const provider = testProvider({
    authorization: { url: "https://id.example/authorize", params: {} },
    token: { url: "https://id.example/token", params: {} },
    userinfo: { url: "https://id.example/me", params: {} },
  })
  expect((await findServer(provider, start)).metadata).toEqual({
    issuer: unknownIssuer,
    authorization_endpoint: "https://id.example/authorize",
    token_endpoint: "https://id.example/token",
    userinfo_endpoint: "https://id.example/me",
  })
})
