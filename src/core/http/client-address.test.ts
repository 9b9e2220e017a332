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
