/** Many people at the same moment: each gets what is theirs, and nothing of it serves anybody else. */
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, beforeAll, expect, test } from "vitest"
import { getServerSession } from "../../src/frameworks/next/server-session.js"
import { encode, getToken } from "../../src/jwt.js"
import { getAccessToken, providerTokens } from "../../src/tokens.js"
import { openApp, secret } from "../support/app.js"
import { relyingParty } from "../support/relying-party.js"
import { type ScriptedProvider, seconds, startScriptedProvider } from "../support/scripted-provider.js"
import { claims, keyOf, sealGcm } from "./forge.js"
import { sealing } from "./vectors/sealing.js"

let provider: ScriptedProvider
beforeAll(async () => {
  provider = await startScriptedProvider()
})
afterAll(() => provider.close())

const sessionName = "__Secure-next-auth.session-token"
const tokensName = "__Secure-next-auth.provider-tokens"
const people = Array.from({ length: 200 }, (_, i) => `person-${i}`)
const sessionOf = (sub: string): string =>
  `${sessionName}=${sealGcm(claims({ sub, name: sub }), keyOf.nextAuth(secret))}`

test("a thousand attempts have a state, a nonce and a verifier each (GHSA-g8x5-p9qc-cf95, CVE-2023-31999)", async () => {
  const party = relyingParty(provider.play(), { checks: ["state", "nonce", "pkce"] })
  const visitor = party.app.browser()
  const csrfToken = await visitor.csrfToken()
  const csrf = visitor.cookieHeader()
  const seen = { state: new Set(), nonce: new Set(), code_challenge: new Set() }
  for (let i = 0; i < 1000; i++) {
    const headers = { cookie: csrf, "content-type": "application/x-www-form-urlencoded" }
    const request = new Request(`${party.app.origin}/api/auth/signin/op`, {
      method: "POST",
      headers,
      body: `csrfToken=${csrfToken}`,
    })
    const { searchParams } = new URL((await party.app.auth.handle(request)).headers.get("location") ?? "")
    for (const [name, values] of Object.entries(seen)) values.add(searchParams.get(name))
  }
  expect(Object.values(seen).map(({ size }) => size)).toEqual([1000, 1000, 1000])
  expect([...seen.state].every((state) => String(state).length >= 43)).toBe(true)
})

test("two hundred people whose tokens are refreshed at once get their own (GHSA-wcgj-f865-c7j7, CVE-2025-67490, GHSA-xq8m-7c5p-c2r6, CVE-2026-40155)", async () => {
  const op = provider.play()
  op.script.endpoints = {
    async token({ form }) {
      const whose = form.get("refresh_token")?.replace("refresh-of-", "")
      await sleep(Math.floor(Math.random() * 20))
      return {
        body: {
          access_token: `fresh-of-${whose}`,
          token_type: "Bearer",
          expires_in: 600,
          refresh_token: `next-of-${whose}`,
        },
      }
    },
  }
  const { app } = relyingParty(op, {}, { features: [providerTokens()] })
  const cookiesOf = async (sub: string): Promise<string> => {
    const kept = {
      provider: "op",
      providerAccountId: sub,
      access_token: "old",
      refresh_token: `refresh-of-${sub}`,
      expires_at: 1,
    }
    const sealed = await encode({ token: { sub, accounts: { op: kept } }, secret, salt: tokensName })
    return `${sessionOf(sub)}; ${tokensName}=${sealed}`
  }
  const cookies = await Promise.all(people.map(cookiesOf))
  const answers = await Promise.all(
    cookies.map(async (cookie) => {
      const responseHeaders = new Headers()
      const token = await getAccessToken({
        options: app.options,
        headers: new Headers({ cookie }),
        provider: "op",
        responseHeaders,
      })
      return token?.accessToken
    }),
  )
  expect(answers).toEqual(people.map((sub) => `fresh-of-${sub}`))
  expect(op.seen("token")).toHaveLength(people.length)
})

test("two hundred people who are asked for at once are told apart at every helper (GHSA-q6w5-jg5q-47vg, CVE-2024-22206)", async () => {
  const { options, auth } = openApp({
    callbacks: {
      async jwt({ token }) {
        await sleep(Math.floor(Math.random() * 10))
        return token
      },
      async session({ session, token }) {
        await sleep(Math.floor(Math.random() * 10))
        return { ...session, sub: token.sub }
      },
    },
  })
  const res = () => ({ statusCode: 200, headersSent: false, getHeader: () => undefined, setHeader() {}, end() {} })
  const found = await Promise.all(
    people.map(async (sub) => {
      const headers = { cookie: sessionOf(sub) }
      const [served, session, token, nobody] = await Promise.all([
        getServerSession({ headers }, res(), options),
        auth.session(new Headers(headers)),
        getToken({ req: { headers }, secret }),
        getServerSession({ headers: {} }, res(), options),
      ])
      const names = [
        served?.user?.name,
        session.session?.user?.name,
        token?.name,
        (served as { sub?: string } | null)?.sub,
      ]
      return [...names, nobody]
    }),
  )
  expect(found).toEqual(people.map((sub) => [sub, sub, sub, sub, null]))
})

test("tokens that begin alike, to the last characters, are two people's (GHSA-rp9m-7r4c-75qg, CVE-2026-35039)", async () => {
  const sealed = (sub: string): string =>
    sealing({
      encryption: "A256GCM",
      key: keyOf.nextAuth(secret),
      iv: Buffer.alloc(12, 7),
      plaintext: JSON.stringify({ filler: "x".repeat(2000), exp: seconds() + 3600, sub }),
    })
  const [one, two] = [sealed("one"), sealed("two")]
  expect(one.slice(0, 2700)).toBe(two.slice(0, 2700))
  for (let i = 0; i < 20; i++) {
    for (const [sub, token] of [
      ["one", one],
      ["two", two],
    ] as const)
      expect((await getToken({ req: { headers: { cookie: `${sessionName}=${token}` } }, secret }))?.sub).toBe(sub)
  }
})
