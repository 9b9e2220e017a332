/** A process that reads sessions by `getServerSession`, each time another one, and does nothing in between. */
import { getServerSession } from "countersign"
import { cookieHeader, PagesRequest, PagesResponse, secret, sessionCookie, smallClaims } from "../material.mjs"
import { obey } from "../obey.mjs"
import { issue } from "../subjects/floor.mjs"
import { ourAdapter } from "../subjects/stored-adapters.mjs"
import { tokensOf } from "../subjects/tokens.mjs"
import { tokenOf } from "./fill.mjs"

const readings = new Map()

/** A prime: its multiples come to each of a power of ten before one comes twice, and far from the one before. */
const stride = 611_953

/** `store`: as `openStore` answers it, or `null` for sessions in cookies. `count`: how many sessions it holds. */
async function open({ name, store, count }) {
  const tokens = store ? null : await tokensOf((claims) => issue(claims, secret), smallClaims)
  const adapter = store ? await ourAdapter(store) : undefined
  const options = {
    secret,
    providers: [],
    session: { strategy: store ? "database" : "jwt" },
    ...(store ? { adapter } : {}),
  }
  const sessions = tokens?.length ?? count
  let next = 0
  readings.set(name, async () => {
    next = (next + stride) % sessions
    const cookie = cookieHeader(10, sessionCookie, tokens ? tokens[next] : tokenOf(next))
    const session = await getServerSession(
      new PagesRequest({ host: "localhost:3000", cookie }),
      new PagesResponse(),
      options,
    )
    if (!session) throw new Error(`${name}: there is no session ${next}`)
  })
}

/** For as many milliseconds. Times come back in µs for one read. */
async function batch({ name, ms }) {
  const read = readings.get(name)
  const cpuBegun = process.cpuUsage()
  const begun = performance.now()
  let reads = 0
  while (performance.now() - begun < ms) {
    for (let i = 0; i < 20; i++) await read()
    reads += 20
  }
  const wall = (performance.now() - begun) * 1000
  const { user, system } = process.cpuUsage(cpuBegun)
  return { reads, wall: wall / reads, cpu: (user + system) / reads }
}

obey({ open, batch })
