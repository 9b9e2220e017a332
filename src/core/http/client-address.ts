import type { RequestHeaders } from "../contracts/request.js"

/**
 * Who sent the request, as the proxies in front of us have seen it: the last entry of `X-Forwarded-For` that is no address of a private
 * network, since those are our own proxies. What stands before it is what the visitor's side claims. Of an IPv6 address the first 64
 * bits, as one visitor has all that begin so. `null` when nobody says.
 */
export function clientAddress(headers: RequestHeaders): string | null {
  const entries = (headers.get("x-forwarded-for") ?? "").slice(-longest).split(",").reverse()
  for (const entry of entries) {
    const address = readAddress(entry.trim())
    if (address === null) return null
    if (!isPrivate.test(address)) return address
  }
  return null
}

/** Characters that are looked at, from the end: dozens of proxies. */
const longest = 2000

/** Of an IPv4 address the address itself, of IPv6 its network; `null` for anything else, such as `unknown`. */
function readAddress(entry: string): string | null {
  const bare = entry.replace(/^\[(.+)\](?::\d+)?$/, "$1").replace(/^([\d.]+):\d+$/, "$1")
  const mapped = bare.replace(/^::ffff:(?=\d+\.)/i, "")
  if (version4.test(mapped)) return mapped
  if (!bare.includes(":") || !URL.canParse(`http://[${bare}]`)) return null
  return network(new URL(`http://[${bare}]`).hostname.slice(1, -1))
}

const octet = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)"
const version4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`)

/** Private, shared, loopback and link-local networks (RFC 1918, 6598, 1122, 3927, 4193, 4291). */
const isPrivate =
  /^(?:10\.|127\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd][\da-f]{2}:|fe[89ab][\da-f]:|0:0:0:0::)/

/** The first four groups of an address as URLs write it (RFC 5952). */
function network(address: string): string {
  const [before = "", after] = address.split("::")
  const head = before === "" ? [] : before.split(":")
  const tail = after ? after.split(":") : []
  const zeros = after === undefined ? 0 : 8 - head.length - tail.length
  const groups = [...head, ...Array<string>(zeros).fill("0"), ...tail]
  return `${groups.slice(0, 4).join(":")}::/64`
}
