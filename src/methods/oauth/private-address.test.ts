import { lookup } from "node:dns/promises"
import { describe, expect, test, vi } from "vitest"
import { testProvider } from "../../../test/support/request-context.js"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { assertReachable } from "./endpoint-trust.js"
import { isPrivateHost } from "./private-address.js"

const hostOf = (url: string): string => new URL(url).hostname

test.each([
  "http://127.0.0.1",
  "http://127.255.255.254",
  "http://2130706433", // every spelling that URL knows is one address
  "http://0x7f.1",
  "http://0177.0.0.1",
  "http://0.0.0.0",
  "http://10.1.2.3",
  "http://100.64.0.1",
  "http://169.254.169.254",
  "http://172.16.0.1",
  "http://172.31.255.255",
  "http://192.168.0.1",
  "http://198.18.0.1",
  "http://224.0.0.1",
  "http://255.255.255.255",
  "http://[::1]",
  "http://[::]",
  "http://[::ffff:127.0.0.1]",
  "http://[::ffff:a9fe:a9fe]",
  "http://[64:ff9b::7f00:1]",
  "http://[fc00::1]",
  "http://[fd12:3456::1]",
  "http://[fe80::1]",
  "http://[ff02::1]",
  "http://[2002:7f00:1::]",
  "http://[2001::1]",
  "http://[2001:db8::1]",
  "http://localhost",
  "http://LOCALHOST.",
  "http://metadata.google.internal",
  "http://printer.local",
  "http://router.home.arpa",
  "http://redis",
  "http://0.255.255.255",
  "http://10.0.0.0",
  "http://10.255.255.255",
  "http://100.127.255.255",
  "http://169.254.0.0",
  "http://192.0.0.255",
  "http://192.0.2.0",
  "http://192.88.99.1",
  "http://198.19.255.255",
  "http://198.51.100.255",
  "http://203.0.113.0",
  "http://[1fff::1]",
  "http://[4000::1]",
  "http://[2001:1ff::1]",
  "http://[2002::1]",
  "http://a.localhost",
  "http://a.intranet",
  "http://a.lan",
])("%s is private", async (url) => {
  expect(await isPrivateHost(hostOf(url))).toBe(true)
})

test.each([
  "http://1.1.1.1",
  "http://9.255.255.255",
  "http://11.0.0.1",
  "http://100.63.255.255",
  "http://100.128.0.0",
  "http://172.15.255.255",
  "http://172.32.0.0",
  "http://192.167.255.255",
  "http://223.255.255.255",
  "http://[2606:4700::1111]",
  "http://[2a00:1450::1]",
  "http://1.0.0.0",
  "http://126.255.255.255",
  "http://128.0.0.0",
  "http://169.253.255.255",
  "http://169.255.0.0",
  "http://192.0.1.0",
  "http://192.0.3.0",
  "http://192.88.98.255",
  "http://192.88.100.0",
  "http://192.169.0.0",
  "http://198.17.255.255",
  "http://198.20.0.0",
  "http://198.51.99.255",
  "http://198.51.101.0",
  "http://203.0.112.255",
  "http://203.0.114.0",
  "http://[2000::1]",
  "http://[3fff::1]",
  "http://[2001:200::1]",
  "http://[2001:db9::1]",
  "http://[2003:db8::1]",
])("%s is public", async (url) => {
  expect(await isPrivateHost(hostOf(url))).toBe(false)
})

test("a name is private by its end, or where one of its addresses is", async () => {
  const resolver = vi.spyOn(process.getBuiltinModule("node:dns/promises"), "lookup")
  const answers = (...addresses: string[]) =>
    resolver.mockResolvedValue(addresses.map((address) => ({ address, family: 4 })) as never)
  answers("1.1.1.1")
  const names =
    "local.example internal.example a.internal.example a.lan.example xlocal a.xlan home-arpa.example a.b.example."
  for (const name of names.split(" ")) {
    expect(await isPrivateHost(name)).toBe(!name.includes("."))
  }
  expect(resolver).toHaveBeenCalledWith("a.b.example", { all: true })
  answers("1.1.1.1", "fd00::1")
  expect(await isPrivateHost("both.example")).toBe(true)
  expect(await isPrivateHost("9.9.9.9.example")).toBe(true) // a name, though it begins like an address
  answers()
  expect(await isPrivateHost("none.example")).toBe(false)
  resolver.mockRestore()
})

describe("a request", () => {
  const discovery = "https://login.example/.well-known/openid-configuration"
  const reach = (url: string, provider: Partial<OAuthProvider> = { discovery }): Promise<void> =>
    assertReachable(testProvider(provider), new URL(url))

  test.each([
    "https://169.254.169.254/latest/meta-data",
    "https://[::1]:8443/token",
    "https://localhost/jwks",
    "http://127.0.0.1/jwks",
    "http://login.example/token",
    "file:///etc/passwd",
    "data:application/json,{}",
  ])("does not go to %s because a public discovery document says so", async (url) => {
    await expect(reach(url)).rejects.toThrow(/is at a private address|does not use https/)
  })

  test("goes where the developer wrote, and from a private provider to another", async () => {
    await expect(reach("https://login.example:8443/token")).resolves.toBeUndefined()
    const own = { discovery: "http://localhost:8080/.well-known/openid-configuration" }
    await expect(reach("http://keycloak:8080/token", own)).resolves.toBeUndefined()
    const byHand = { token: { url: "https://10.0.0.7/token", params: {} } }
    await expect(reach("https://10.0.0.7/token", byHand)).resolves.toBeUndefined()
  })

  test("goes nowhere private for an issuer that a customer named, not even where that is written (GHSA-5rr4-8452-hf4v, CVE-2026-53513)", async () => {
    for (const url of ["https://10.0.0.7/x", "http://10.0.0.7/x", "https://localhost/x", "http://login.example/x"])
      await expect(reach(url, { discovery: url, untrustedIssuer: true })).rejects.toThrow(/private|https/)
  })

  test("does not go to a public name that leads into the own network", async () => {
    const dns = process.getBuiltinModule("node:dns/promises")
    expect(dns.lookup).toBe(lookup)
    const resolver = vi.spyOn(dns, "lookup")
    const answer = (...addresses: string[]) =>
      resolver.mockResolvedValueOnce(addresses.map((address) => ({ address, family: 4 })) as never)
    answer("1.1.1.1", "10.0.0.7") // the endpoint
    answer("1.1.1.1") // the discovery document's own host
    await expect(reach("https://rebind.example/token")).rejects.toThrow("private address")
    answer("1.1.1.1")
    await expect(reach("https://token.example/token")).resolves.toBeUndefined()
    answer("10.0.0.8") // a company's own names lead inside
    answer("10.0.0.7")
    await expect(reach("https://sts.corp.example/token")).resolves.toBeUndefined()
    resolver.mockRejectedValueOnce(new Error("ENOTFOUND"))
    await expect(reach("https://unknown.example/token")).resolves.toBeUndefined() // the request itself will tell
    resolver.mockRestore()
  })
})
