import { NextRequest } from "next/server.js"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { createAuth } from "../../src/auth.js"
import { ConfigurationError } from "../../src/core/errors.js"
import { withAuth } from "../../src/frameworks/next/middleware.js"
import { getServerSession } from "../../src/frameworks/next/server-session.js"
import { decode, encode, getToken } from "../../src/jwt.js"
import { openApp } from "../support/app.js"
import { claims, keyOf, sealCbc, sealGcm } from "./forge.js"

beforeEach(() => {
  for (const name of ["NEXTAUTH_SECRET", "AUTH_SECRET", "VERCEL", "AUTH_TRUST_HOST"]) vi.stubEnv(name, "")
})
afterEach(() => {
  vi.unstubAllEnvs()
})

/** What an attacker sends who hopes that the key is made of nothing. */
const emptySecrets = ["", "undefined", "null", " ", "secret"]
const cookies = emptySecrets.flatMap((guess) => [
  `__Secure-next-auth.session-token=${sealGcm(claims(), keyOf.nextAuth(guess))}`,
  `next-auth.session-token=${sealGcm(claims(), keyOf.nextAuth(guess))}`,
  `__Secure-authjs.session-token=${sealCbc(claims(), keyOf.authjs(guess, "__Secure-authjs.session-token"))}`,
])

const endpoints: [method: string, path: string][] = [
  ["GET", "session"],
  ["POST", "session"],
  ["GET", "csrf"],
  ["GET", "providers"],
  ["GET", "signin"],
  ["POST", "signin/credentials"],
  ["GET", "callback/credentials"],
  ["POST", "callback/credentials"],
  ["GET", "signout"],
  ["POST", "signout"],
  ["GET", "verify-request"],
  ["GET", "error"],
  ["POST", "_log"],
  ["GET", "anything"],
]

/** Configurations that cannot work, each with what its error must name. */
const broken: [name: string, options: Parameters<typeof openApp>[0], mustName: RegExp][] = [
  ["without a secret", { secret: undefined }, /`NEXTAUTH_SECRET`.*`secret`/],
  ["with an empty secret", { secret: "" }, /`secret` must be a non-empty string/],
  ["with a secret that is no text", { secret: 42 as never }, /`secret` must be a non-empty string/],
  ["with a list of secrets", { secret: ["a", "b"] as never }, /`secret` must be a non-empty string/],
  ["with a session that cannot be stored", { session: { strategy: "database" } }, /adapter/],
  ["with a session that never expires", { session: { maxAge: Number.POSITIVE_INFINITY } }, /`session\.maxAge`/],
  ["with a page on another scheme", { pages: { signIn: "javascript:alert(1)" } }, /`pages\.signIn`/],
]

describe.each(broken)("an app %s (GHSA-8fpg-xm3f-6cx3, CVE-2026-45631)", (_, options, mustName) => {
  test.each(endpoints)("answers %s %s with an error, and with nobody's session", async (method, path) => {
    const { auth, log } = openApp(options)
    for (const cookie of ["", ...cookies]) {
      const body =
        method === "POST" ? new URLSearchParams({ password: "lovelace", csrfToken: "x", json: "true" }) : null
      const response = await auth.handle(
        new Request(`https://app.example/api/auth/${path}`, { method, headers: cookie ? { cookie } : {}, body }),
      )
      expect(response.status).toBe(500)
      expect(response.headers.getSetCookie()).toEqual([])
      const text = await response.text()
      expect(text).not.toMatch(/ada@example\.com|expires|csrfToken|credentials|NEXTAUTH_SECRET/i)
      if (response.headers.get("content-type")?.startsWith("application/json")) {
        expect(Object.keys(JSON.parse(text))).toEqual(["message"])
      }
    }
    const problem = log[0]?.metadata as Error
    expect(problem).toBeInstanceOf(ConfigurationError)
    expect(problem.message).toMatch(mustName)
  })

  test("tells nobody who is signed in, but throws what to set (GHSA-c38g-mx2c-9wf2, CVE-2026-33505)", async () => {
    const { auth, options: complete } = openApp(options)
    const res = { statusCode: 200, headersSent: false, getHeader: () => undefined, setHeader() {}, end() {} }
    for (const cookie of ["", ...cookies]) {
      for (const ask of [
        () => auth.session(new Headers({ cookie })),
        () => getServerSession({ headers: { cookie } }, res, complete),
      ]) {
        const error = await ask().catch((thrown) => thrown)
        expect(error).toBeInstanceOf(ConfigurationError)
        expect(error.message).toMatch(mustName)
      }
    }
  })

  test("shows its own error page where it has one, without a loop", async () => {
    const { auth } = openApp({ ...options, pages: { ...options?.pages, error: "/sorry" } })
    const ask = (query: string) => auth.handle(new Request(`https://app.example/api/auth/signin${query}`))
    expect((await ask("")).headers.get("location")).toBe("/sorry?error=Configuration")
    expect((await ask("?callbackUrl=%2Fsorry")).status).toBe(500)
  })
})

describe("middleware without a secret lets nobody in:", () => {
  const visit = (cookie: string) =>
    new NextRequest("https://app.example/dashboard", { headers: cookie ? { cookie } : {} }) as never

  test.each([
    ["whoever asks", {}],
    ["although the app says that everybody may", { callbacks: { authorized: () => true } }],
    ["with an empty secret", { secret: "" }],
  ])("%s", async (_, options) => {
    const complaint = vi.spyOn(console, "error").mockImplementation(() => {})
    for (const cookie of ["", ...cookies]) {
      const answer = await withAuth(options)(visit(cookie), {} as never)
      expect(answer?.status).toBe(307)
      expect(answer?.headers.get("location")).toBe("https://app.example/api/auth/error?error=Configuration")
    }
    expect(String(complaint.mock.calls)).toContain("NEXTAUTH_SECRET")
    complaint.mockRestore()
  })

  test("its own middleware does not run either", async () => {
    const complaint = vi.spyOn(console, "error").mockImplementation(() => {})
    const own = vi.fn()
    await withAuth(own)(visit(cookies[0] as string), {} as never)
    expect(own).not.toHaveBeenCalled()
    complaint.mockRestore()
  })
})

test("a callback that throws lets nobody through the middleware", async () => {
  const authorized = () => Promise.reject(new Error("the database is away"))
  const request = new NextRequest("https://app.example/dashboard") as never
  await expect(withAuth({ secret: "s", callbacks: { authorized } })(request, {} as never)).rejects.toThrow("away")
})

test.each([[0], [""], [null], [undefined], [Number.NaN], [false]])(
  "authorized: %j lets nobody in (GHSA-w24r-5266-9c3c, CVE-2026-42349)",
  async (answer) => {
    const request = new NextRequest("https://app.example/dashboard") as never
    const options = { secret: "s", callbacks: { authorized: () => answer as never } }
    expect((await withAuth(options)(request, {} as never))?.status).toBe(307)
  },
)

test("getToken without a secret finds nobody", async () => {
  for (const cookie of cookies) {
    for (const secret of [undefined, ""]) expect(await getToken({ req: { headers: { cookie } }, secret })).toBeNull()
  }
})

test("nothing is sealed or opened with an empty secret (GHSA-gmvf-9v4p-v8jc, CVE-2026-44351)", async () => {
  for (const secret of ["", undefined, null, [], {}, 0] as never[]) {
    await expect(encode({ token: { sub: "1" }, secret })).rejects.toThrow("`secret`")
    await expect(decode({ token: "x", secret })).rejects.toThrow("`secret`")
  }
})

test("several problems are reported together, each with its fix", async () => {
  const { id: _, ...nameless } = openApp().options.providers[0] as { id: string }
  const options = {
    secret: "",
    session: { strategy: "database" as const, maxAge: -1 },
    pages: { signIn: "login" },
    providers: [nameless as never],
  }
  const error: Error = await createAuth(options)
    .session(new Headers())
    .catch((thrown) => thrown)
  expect(error).toBeInstanceOf(ConfigurationError)
  for (const fix of [
    "openssl rand -base64 32",
    "Database sessions need an `adapter`",
    "number of seconds",
    'begins with "/"',
  ]) {
    expect(error.message).toContain(fix)
  }
  expect(error.message.split("\n- ").length).toBeGreaterThan(4)
})

test("an address that is none closes the app too", async () => {
  vi.stubEnv("NEXTAUTH_URL", "https://")
  const auth = createAuth({ secret: "a secret", providers: [], logger: { error() {} } })
  expect((await auth.handle(new Request("https://app.example/api/auth/session"))).status).toBe(500)
  await expect(auth.session(new Headers())).rejects.toThrow("`NEXTAUTH_URL` is not a URL")
})
