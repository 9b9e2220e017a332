import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { encode } from "../../core/crypto/token.js"
import type { AuthOptions } from "../../core/options/options.js"
import { getToken } from "../../core/session/get-token.js"
import { getServerSession } from "./server-session.js"

const secret = "a secret of these tests"

afterEach(() => {
  vi.restoreAllMocks()
})

/** What the platform was asked for, by name; it still does it. */
const calls: Record<string, number> = {}

vi.mock("#crypto", async (importOriginal) => {
  const { platform, digest, sha256Hex, hmacSha256, encodeHex } =
    await importOriginal<typeof import("../../core/crypto/platform-node.js")>()
  const counted = (primitives: object) =>
    Object.fromEntries(
      Object.entries(primitives).map(([name, primitive]) => {
        if (typeof primitive !== "function" || name.includes("Base64url")) return [name, primitive] // spelling, not cryptography
        return [
          name,
          (...args: unknown[]) => {
            calls[name] = (calls[name] ?? 0) + 1
            return primitive(...args)
          },
        ]
      }),
    )
  return { ...counted({ digest, sha256Hex, hmacSha256 }), encodeHex, platform: counted(platform) }
})

function forgetCalls(): void {
  for (const name of Object.keys(calls)) delete calls[name]
}

beforeEach(forgetCalls)

const emptyResponse = () => ({
  statusCode: 200,
  headersSent: false,
  getHeader: () => undefined,
  setHeader: vi.fn(),
  end: () => undefined,
})

/** With a provider whose metadata would have to be fetched. */
const optionsOfAnApp = (): AuthOptions => ({
  secret,
  providers: [
    {
      id: "idp",
      name: "IdP",
      type: "oauth",
      clientId: "id",
      clientSecret: "secret",
      wellKnown: "https://idp.example/.well-known/openid-configuration",
      profile: ({ sub }: { sub: string }) => ({ id: sub }),
    },
  ],
})

const visits: [string, Record<string, string>][] = [
  ["without any cookie", {}],
  ["with cookies of others", { cookie: "theme=dark; _ga=GA1.2.3.4" }],
  ["with a cookie whose name only looks like the session's", { cookie: "next-auth.session-token-old=eyJ; x=1" }],
  ["with our other cookies", { cookie: "next-auth.csrf-token=abc%7Cdef; next-auth.callback-url=%2F" }],
  ["with an empty session cookie", { cookie: "next-auth.session-token=" }],
]

for (const [how, headers] of visits) {
  test(`a visitor ${how} is nobody, before any crypto, provider or CSRF work`, async () => {
    const wellKnown = vi.spyOn(globalThis, "fetch")
    const cookies = vi.fn(() => ({}))
    const req = Object.defineProperty({ headers }, "cookies", { get: cookies })
    const set = vi.fn()
    const res = {
      statusCode: 200,
      headersSent: false,
      getHeader: () => undefined,
      setHeader: set,
      end: () => undefined,
    }

    expect(await getServerSession(req, res, optionsOfAnApp())).toBeNull()
    expect(await getToken({ req: { headers }, secret })).toBeNull()

    expect(calls).toEqual({})
    expect(wellKnown).not.toHaveBeenCalled()
    expect(set).not.toHaveBeenCalled()
    if (headers.cookie) expect(cookies).not.toHaveBeenCalled()
  })
}

test("a visitor who is signed in costs one token opened and one sealed, and no provider or CSRF work", async () => {
  const token = await encode({ token: { name: "Ada" }, secret })
  const headers = { cookie: `theme=dark; next-auth.session-token=${token}; next-auth.csrf-token=abc%7Cdef` }
  forgetCalls()
  const fetched = vi.spyOn(globalThis, "fetch")

  expect(await getServerSession({ headers }, emptyResponse(), optionsOfAnApp())).toMatchObject({
    user: { name: "Ada" },
  })

  expect(calls).toEqual({ openGcm: 1, sealGcm: 1 })
  expect(fetched).not.toHaveBeenCalled()
})

test("cookies that Next.js would have to parse are left alone when the header is there", async () => {
  const cookies = vi.fn(() => ({}))
  const req = Object.defineProperty({ headers: { cookie: "theme=dark" } }, "cookies", { get: cookies })
  await getServerSession(req, emptyResponse(), optionsOfAnApp())
  expect(cookies).not.toHaveBeenCalled()
})
