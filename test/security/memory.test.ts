/**
 * What attackers can fill: a million distinct keys cost at most 32 MB, wherever something is kept (RQ-14). `npm run test:long` sends the
 * million, every run some thousands, many times what is kept at most: the second half must not cost what the first did.
 *
 * Records are the database's. `MemoryAdapter` keeps them all, as it says. What keeps something at all: `module-state.test.ts`.
 */
import { afterEach, expect, test, vi } from "vitest"
import { newAssignments } from "../../src/adapters/sql/rows.js"
import { keyFor } from "../../src/core/crypto/keys.js"
import { createCounters } from "../../src/core/limits/counters.js"
import { refreshOnce } from "../../src/features/provider-tokens/refresh-once.js"
import type { TokenStore } from "../../src/features/provider-tokens/tokens.js"
import { findServer } from "../../src/methods/oauth/discovery.js"
import { openApp } from "../support/app.js"
import { testProvider } from "../support/request-context.js"
import { isLong, memory } from "./campaign/campaign.js"

const million = 1_000_000
const megabyte = 2 ** 20
const most = 32 * megabyte

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

/** Bytes that are kept after half of the keys, and after all. */
async function fill(name: string, keys: number, take: (nth: number) => unknown): Promise<void> {
  const before = memory()
  const half = keys / 2
  for (let nth = 0; nth < half; nth++) await take(nth)
  const afterHalf = memory() - before
  for (let nth = half; nth < keys; nth++) await take(nth)
  const afterAll = memory() - before
  const spelled = (bytes: number): string => (bytes / megabyte).toFixed(1)
  console.log(`${name}: ${spelled(afterHalf)} MB after ${half} keys, ${spelled(afterAll)} MB after ${keys}`)
  expect(afterAll).toBeLessThan(most)
  // What grows with its keys would cost as much again; the garbage of a test run is some hundred kilobytes.
  expect(afterAll - afterHalf).toBeLessThan(Math.max(megabyte, afterHalf / 4))
}
/** The long campaign takes its time. */
const limit = { timeout: isLong ? 7_200_000 : 120_000 }
const many = (usual: number): number => (isLong ? million : usual)

test("addresses that somebody asks mails for, none of whom frees a victim's counter", limit, async () => {
  const counters = createCounters()
  const mails = 3
  for (let nth = 0; nth < mails; nth++) counters.increment("victim", 3600)
  await fill("counters", many(100_000), (nth) => counters.increment(`email:${nth}`, 3600))
  expect(counters.increment("victim", 3600).count).toBe(mails + 1)
})

test("a secret for each of many tenants", limit, async () => {
  await fill("derived keys", many(20_000), (nth) =>
    keyFor("A256GCM", `the secret of tenant ${nth}, which is long enough`, ""),
  )
})

test("an issuer for each of many customers, and keys of theirs", limit, async () => {
  await fill("discovery documents and keys", many(3000), async (nth) => {
    const issuer = `https://customer-${nth}.example`
    const provider = testProvider({
      id: `customer-${nth}`,
      discovery: issuer,
      timeout: 5,
      fetch: async () => Response.json({ issuer, jwks_uri: `${issuer}/jwks`, padding: "x".repeat(500) }),
    })
    await findServer(provider, new Date())
    if (nth % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 10)) // deadlines pass
  })
})

test("tokens that a provider will not refresh", limit, async () => {
  const provider = testProvider({
    id: "op",
    timeout: 5,
    token: { url: "https://op.example/token", params: {} },
    fetch: async () => Response.json({ error: "invalid_grant" }, { status: 400 }),
  })
  const store: TokenStore = {
    read: async () => null,
    replace: async (_, fresh) => fresh,
    assertWritable() {},
    isShared: false,
    lease: null,
    outcome: async () => null,
    noteOutcome: async () => {},
  }
  let refused = 0
  await fill("refreshes", many(3000), async (nth) => {
    const kept = { provider: "op", providerAccountId: "1", access_token: `a-${nth}`, refresh_token: `r-${nth}` }
    await refreshOnce(provider, store, kept).catch(() => refused++)
    if (nth % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 10))
  })
  expect(refused).toBe(many(3000))
})

test("fields that a provider makes up for a table that has none of them", limit, async () => {
  const said = vi.spyOn(console, "warn").mockImplementation(() => {})
  const table = { name: "accounts", schema: null, columns: [], isNumbered: false }
  await fill("fields of no table", many(100_000), (nth) => newAssignments(table, { [`invented-${nth}`]: 1 }))
  expect(said.mock.calls.length).toBeLessThanOrEqual(100)
})

test("requests that have nothing in common: hosts, clients, paths, cookies, tokens, addresses", {
  timeout: 7_200_000,
}, async () => {
  vi.stubEnv("AUTH_TRUST_HOST", "true")
  const { auth } = openApp({ logger: { error() {}, warn() {}, debug() {} } }, null)
  await fill("requests", many(8000), async (nth) => {
    const headers = {
      host: `host-${nth}.example`,
      "x-forwarded-host": `forwarded-${nth}.example`,
      "x-forwarded-for": `10.${nth >> 16}.${(nth >> 8) & 255}.${nth & 255}`,
      cookie: `next-auth.session-token=token-${nth}; name-${nth}=${nth}; next-auth.csrf-token=${nth}`,
      authorization: `Bearer ${nth}`,
    }
    const places = [
      `session?nth=${nth}`,
      `signin/${nth}?error=${nth}&callbackUrl=/${nth}`,
      `callback/${nth}`,
      `unknown-${nth}`,
      "csrf",
    ]
    const response = await auth.handle(
      new Request(`https://host-${nth}.example/api/auth/${places[nth % 5]}`, { headers }),
    )
    expect(response.status).toBeLessThan(500)
    await response.text()
  })
})
