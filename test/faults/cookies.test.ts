/** Cookies as no browser of a friend sends them. */
import { describe, expect, test } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import { type App, type Browser, openApp } from "../support/app.js"
import { relyingParty } from "../support/relying-party.js"
import { startScriptedProvider } from "../support/scripted-provider.js"

const name = "__Secure-next-auth.session-token"

/** Ada, whose session is as large as it is told to be. */
async function signedIn(size = 0): Promise<{ app: App; browser: Browser; value: string }> {
  const app = openApp({
    callbacks: { jwt: ({ token }) => (size ? { ...token, large: "x".repeat(size) } : token) },
  })
  const browser = app.browser()
  await browser.signIn()
  const chunks = [...browser.cookies.values()].filter((cookie) => cookie.name.startsWith(name))
  chunks.sort((a, b) => Number(a.name.split(".").at(-1)) - Number(b.name.split(".").at(-1)))
  return { app, browser, value: chunks.map((cookie) => cookie.value).join("") }
}

async function ask({ auth }: App, cookie: string): Promise<{ who: unknown; set: string[] }> {
  const answer = await auth.handle(new Request("https://app.example/api/auth/session", { headers: { cookie } }))
  expect(answer.status).toBe(200)
  return { who: (await answer.json()).user?.name, set: answer.headers.getSetCookie() }
}

const cut = (value: string, size: number): string[] =>
  Array.from({ length: Math.ceil(value.length / size) }, (_, nth) => value.slice(nth * size, (nth + 1) * size))

const asCookies = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([key, value]) => `${key}=${value}`).join("; ")

describe("a session in chunks", () => {
  test.each([2, 10, 64])("that are %d is read in whichever order they come (CO-1)", async (count) => {
    const { app, value } = await signedIn()
    const chunks = cut(value, Math.ceil(value.length / count)).map((chunk, nth) => [`${name}.${nth}`, chunk] as const)
    expect((await ask(app, asCookies(chunks))).who).toBe("Ada Lovelace")
    expect((await ask(app, asCookies([...chunks].reverse()))).who).toBe("Ada Lovelace")
  })

  test("with a gap is nobody's (CO-1)", async () => {
    const { app, value } = await signedIn()
    const chunks = cut(value, Math.ceil(value.length / 5)).map((chunk, nth) => [`${name}.${nth}`, chunk] as const)
    for (const missing of [0, 1, 3]) {
      const { who } = await ask(app, asCookies(chunks.filter((_, nth) => nth !== missing)))
      expect(who).toBeUndefined()
    }
  })

  test("that come twice counts as the first of them say (CO-1)", async () => {
    const { app, value } = await signedIn()
    const chunks = cut(value, Math.ceil(value.length / 3)).map((chunk, nth) => [`${name}.${nth}`, chunk] as const)
    const forged = chunks.map(([key]) => [key, "x".repeat(50)] as const)
    expect((await ask(app, asCookies([...chunks, ...forged]))).who).toBe("Ada Lovelace")
    expect((await ask(app, asCookies([...forged, ...chunks]))).who).toBeUndefined()
  })

  const odd = [
    "-1",
    "1e3",
    "00",
    "0x1",
    "+1",
    "1.5",
    "64",
    "100",
    "999999999999",
    "٣",
    "__proto__",
    "constructor",
    "length",
    "",
    " ",
  ]
  test.each(odd)("is not disturbed by one named %j, whose name no answer repeats (CO-1)", async (suffix) => {
    const { app, value } = await signedIn()
    const chunks = cut(value, Math.ceil(value.length / 2)).map((chunk, nth) => [`${name}.${nth}`, chunk] as const)
    const planted = `${name}.${suffix}`
    const header = Buffer.from(asCookies([[planted, "odd"], ...chunks, [planted, "odd"]])).toString("latin1")
    const { who, set } = await ask(app, header)
    expect(who).toBe("Ada Lovelace")
    const known = /^\d{1,2}$/.test(suffix)
    expect(set.filter((line) => line.startsWith(`${planted}=`)).length).toBe(known ? 1 : 0)
    expect(({} as { odd?: unknown }).odd).toBeUndefined()
  })

  test.each([1, 17, 64, 200])(
    "that are %d of 4 kB and none of ours is answered at once, with no more lines than chunks (CO-1)",
    async (count) => {
      const { app } = await signedIn()
      const cookie = asCookies(Array.from({ length: count }, (_, nth) => [`${name}.${nth}`, "x".repeat(4000)] as const))
      const started = performance.now()
      const { who, set } = await ask(app, cookie)
      expect(performance.now() - started).toBeLessThan(1_000)
      expect(who).toBeUndefined()
      expect(set.length).toBeLessThanOrEqual(Math.min(count, 100))
    },
  )
})

test("twenty tabs on their way to a provider, and somebody signed in: eight cookies, in 8 kB (CO-2)", async () => {
  const provider = await startScriptedProvider()
  const party = relyingParty(provider.play(), { checks: ["pkce", "state", "nonce"] }, { adapter: MemoryAdapter() })
  const { browser } = await party.signIn()
  for (let tab = 0; tab < 20; tab++) await party.begin(browser)
  const own = [...browser.cookies.values()].filter(({ host }) => host === "app.example")
  expect(own.length).toBeLessThanOrEqual(8)
  expect(browser.cookieHeader().length).toBeLessThan(8_192)
  await provider.close()
})

describe("a `Cookie` header that is none", () => {
  const pairs = Array.from({ length: 10_000 }, (_, nth) => `c${nth}=${nth}`).join("; ")
  const headers: [string, string][] = [
    ["a sign", "="],
    ["nothing but separators", ";;; ; ;;"],
    ["no sign", "session"],
    ["signs alone", "===;=;=="],
    ["percent signs that decode to nothing", `${name}=%; a=%zz; b=%c0%ae; ${name}.0=%E0%A4%A`],
    ["bytes that are no ASCII", "\u00e9=\u00ff; \u0080=\u00a0"],
    ["10,000 pairs", pairs],
    ["quotes", `${name}="x"; a="; b="c; "`],
    ["what RFC 2109 had", `$Version="1"; ${name}="x"; $Path="/"; $Domain=".evil.example"`],
    ["names of JavaScript's own", "__proto__=1; constructor=2; hasOwnProperty=3; toString=4; valueOf=5"],
    ["one name a thousand times", Array(1000).fill(`${name}=x`).join("; ")],
    ["tabs and more blanks", `\t ${name} \t = \t x \t ;\t`],
    ["100 kB without a separator", `${name}=${"x".repeat(100_000)}`],
  ]
  test.each(headers)("but %s is nobody's, at every endpoint (CO-3)", async (_, cookie) => {
    const { auth } = openApp()
    for (const path of ["session", "csrf", "providers", "signin", "signout", "error", "verify-request", "callback/x"]) {
      const answer = await auth.handle(new Request(`https://app.example/api/auth/${path}`, { headers: { cookie } }))
      expect(answer.status, path).toBeLessThan(500)
      if (path === "session") expect(await answer.json()).toEqual({})
    }
    for (const path of ["signin/credentials", "signout", "session", "callback/credentials", "_log"]) {
      const body = new URLSearchParams({ csrfToken: "x" })
      const init = { method: "POST", headers: { cookie }, body }
      expect((await auth.handle(new Request(`https://app.example/api/auth/${path}`, init))).status, path).toBeLessThan(
        500,
      )
    }
    expect((await auth.session(new Headers({ cookie }))).session).toBeNull()
  })
})

test("of the names of http and https side by side, on https only the guarded one counts (CO-7)", async () => {
  const { app, value } = await signedIn()
  const plain = "next-auth.session-token"
  expect((await ask(app, `${plain}=${value}`)).who).toBeUndefined()
  expect((await ask(app, `${plain}=x; ${name}=${value}`)).who).toBe("Ada Lovelace")
  expect((await ask(app, `${plain}=${value}; ${name}=x`)).who).toBeUndefined()
})

test("a session of 100 kB signs in and out without an error, and the log says what browsers and servers make of it (CO-10)", async () => {
  const { app, browser } = await signedIn(100_000)
  expect((await browser.session())?.user?.name).toBe("Ada Lovelace")
  const said = app.log.filter(({ code }) => code === "SESSION_COOKIE_TOO_LARGE")
  expect(said.length).toBeGreaterThan(0)
  expect(String(said[0]?.metadata)).toMatch(/1\d\d,?\d{3} characters.*`callbacks\.jwt`/)
  await browser.signOut()
  expect([...browser.cookies.keys()].filter((key) => key.includes("session-token"))).toEqual([])
})

test("a session that fits into what servers read says nothing (CO-10)", async () => {
  const { app } = await signedIn(5_000)
  expect(app.log).toEqual([])
})
