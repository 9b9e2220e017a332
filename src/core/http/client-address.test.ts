import fc from "fast-check"
import { expect, test } from "vitest"
import { clientAddress } from "./client-address.js"

const from = (forwarded?: string) => clientAddress(new Headers(forwarded ? { "x-forwarded-for": forwarded } : {}))

test.each([
  ["the only entry", "198.51.100.7", "198.51.100.7"],
  ["the last entry, whatever the visitor claims before it", "203.0.113.9, 198.51.100.7", "198.51.100.7"],
  ["the last that is none of our own proxies", "203.0.113.9, 198.51.100.7, 10.0.0.2, 172.31.0.4", "198.51.100.7"],
  ["an entry with a port", "198.51.100.7:4711", "198.51.100.7"],
  ["IPv4 written as IPv6", "::ffff:198.51.100.7", "198.51.100.7"],
  ["the network of an IPv6 address", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["the same network, in another spelling", "[2001:DB8:1:2::ffff]:443", "2001:db8:1:2::/64"],
  ["an abbreviated network", "2001:db8::1", "2001:db8:0:0::/64"],
  ["a shared address of a carrier is a proxy", "198.51.100.7, 100.64.3.4", "198.51.100.7"],
  ["loopback and link-local are proxies", "198.51.100.7, fe80::1, ::1, fd12:3456::1, 127.0.0.1", "198.51.100.7"],
])("%s: %s", (_, forwarded, address) => expect(from(forwarded)).toBe(address))

test.each([
  undefined,
  "",
  "unknown",
  "198.51.100.7, unknown",
  "198.51.100.7,",
  "10.0.0.2",
  "256.1.1.1",
  "1.2.3.4.5",
  "[::",
  "2001:db8::/64",
  `${"x".repeat(100_000)}`,
])("%j tells nothing: nobody shares a limit with strangers", (forwarded) => expect(from(forwarded)).toBeNull())

const group = fc.integer({ min: 0, max: 0xffff }).map((it) => it.toString(16))

/** Spellings of one address: with and without zeros, in capitals, abbreviated, in brackets with a port, with spaces. */
const spell = [
  (groups: string[]) => groups.join(":"),
  (groups: string[]) => groups.map((it) => it.padStart(4, "0")).join(":"),
  (groups: string[]) => groups.join(":").toUpperCase(),
  (groups: string[]) => `[${groups.join(":")}]:443`,
  (groups: string[]) => ` ${new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1)} `,
]

test("a thousand addresses of one network, in every spelling, are one visitor (GHSA-p6v2-xcpg-h6xw, CVE-2026-45364)", () => {
  const seen = new Set<string | null>()
  const hosts = fc.array(group, { minLength: 4, maxLength: 4 })
  fc.assert(
    fc.property(hosts, fc.constantFrom(...spell), (host, write) => {
      seen.add(from(write(["2001", "db8", "1", "2", ...host])))
    }),
    { numRuns: 1000 },
  )
  expect([...seen]).toEqual(["2001:db8:1:2::/64"])
  expect(from("::ffff:198.51.100.7")).toBe(from("198.51.100.7"))
  expect(from("2001:db8:1:3::1")).not.toBe(from("2001:db8:1:2::1"))
})

test("what a visitor writes into X-Forwarded-For makes nobody another visitor (better-auth#10203)", () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string({ maxLength: 40 }))
  fc.assert(
    fc.property(fc.array(address, { maxLength: 8 }), (claimed) => {
      expect(from([...claimed, "198.51.100.7"].join(", ").replace(/[^\x20-\x7e]/g, "?"))).toBe("198.51.100.7")
    }),
    { numRuns: 1000 },
  )
})

test.each([
  ...["10.0.0.1", "127.1.1.1", "192.168.9.9", "169.254.1.1", "172.16.0.1", "172.19.0.1", "172.20.0.1", "172.29.0.1"],
  ...["172.30.0.1", "172.31.0.1", "100.64.0.1", "100.69.0.1", "100.70.0.1", "100.99.0.1", "100.100.0.1", "100.119.0.1"],
  ...["100.120.0.1", "100.127.0.1", "fc00::1", "fdff:1::1", "fe80::1", "fe9f::1", "fea0::1", "febf::1", "::1"],
])("%s is a proxy of ours: the address before it counts", (proxy) => {
  expect(from(`198.51.100.7, ${proxy}`)).toBe("198.51.100.7")
})

test.each([
  ...["9.0.0.1", "110.0.0.1", "1.10.0.1", "126.1.1.1", "192.169.1.1", "169.253.1.1", "172.15.0.1", "172.32.0.1"],
  ...["172.3.0.1", "100.63.0.1", "100.6.0.1", "100.128.0.1", "100.129.0.1", "100.200.0.1", "1.172.16.1"],
])("%s is a visitor's", (address) => expect(from(`198.51.100.7, ${address}`)).toBe(address))

test.each([
  ["fe70::1", "fe70:0:0:0::/64"],
  ["fec0::1", "fec0:0:0:0::/64"],
  ["fb00::1", "fb00:0:0:0::/64"],
  ["1:2:3:4:5:6:7::", "1:2:3:4::/64"],
  ["1::5:6:7:8", "1:0:0:0::/64"],
  ["1:2::4:5:6:7:8", "1:2:0:4::/64"],
  ["[1:2:3:4:5:6:7:8]", "1:2:3:4::/64"],
])("of %s the network is %s", (address, network) => expect(from(address)).toBe(network))

test.each(["x[::1]", "[::1]x", "[::1]:x", "x::ffff:198.51.100.7", "198.51.100.7:x"])("%s is no address", (entry) => {
  expect(from(`203.0.113.9, ${entry}`)).toBeNull()
})
