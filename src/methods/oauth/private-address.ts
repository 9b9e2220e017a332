/** Addresses that only a server can reach, and that no outsider may make it reach. */

/** Special-purpose blocks of IPv4, as first address and length of the prefix (RFC 6890, IANA's registry). */
const privateBlocks =
  "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3"
    .split(" ")
    .map((block) => block.split("/") as [string, string])
    .map(([first, length]) => ({ first: numberOf(first), size: 2 ** (32 - Number(length)) }))

function numberOf(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0)
}

const isPrivateIpv4 = (address: string): boolean => {
  const number = numberOf(address)
  return privateBlocks.some(({ first, size }) => number >= first && number < first + size)
}

/** Only global unicast counts as public, without the blocks that carry an address of IPv4 in them. */
function isPrivateIpv6(address: string): boolean {
  const [first = "", second = ""] = address.split(":")
  const block = Number.parseInt(first || "0", 16)
  if (block < 0x2000 || block > 0x3fff || block === 0x2002) return true
  return block === 0x2001 && (Number.parseInt(second || "0", 16) < 0x200 || second === "db8")
}

const isIpv4 = (host: string): boolean => /^\d+(?:\.\d+){3}$/.test(host)

function isPrivateAddress(address: string): boolean {
  return isIpv4(address) ? isPrivateIpv4(address) : isPrivateIpv6(address)
}

/** Names that are never public (RFC 6761, RFC 6762, RFC 8375, ICANN's `.internal`), and those without a dot. */
const isPrivateName = (name: string): boolean =>
  !name.includes(".") || /\.(?:localhost|local|internal|intranet|lan|home\.arpa)$/.test(name)

/**
 * Whether a host is on this machine or in its network: by its address, by its name, and on Node also by what the name resolves to.
 * A name may resolve to something else a moment later, but then whatever answers there has to prove by a certificate that it
 * owns the name.
 *
 * @param hostname as `URL` writes it
 */
export async function isPrivateHost(hostname: string): Promise<boolean> {
  const host = hostname.toLowerCase().replace(/^\[|\]$|\.$/g, "")
  if (isIpv4(host) || host.includes(":")) return isPrivateAddress(host)
  return isPrivateName(host) || (await addressesOf(host)).some(isPrivateAddress)
}

/** None where there is no resolver, or it knows nothing: the request then fails by itself, or a proxy resolves the name. */
async function addressesOf(host: string): Promise<string[]> {
  const builtIn = typeof process === "undefined" ? undefined : process.getBuiltinModule?.("node:dns/promises")
  const found = await builtIn?.lookup(host, { all: true }).catch(() => [])
  return found?.map(({ address }) => address) ?? []
}
