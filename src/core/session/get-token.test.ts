import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { encode } from "../crypto/token.js"
import type { JWT } from "../model.js"
import { getToken } from "./get-token.js"

const secret = "a secret of at least 32 characters, for tests"
const plain = "next-auth.session-token"
const secure = "__Secure-next-auth.session-token"

const seal = (sub: string, salt = "") => encode({ token: { sub }, secret, salt })
const subOf = async (req: object, more: object = {}) =>
  ((await getToken({ req, secret, ...more })) as JWT | null)?.sub ?? null
const withCookie = (cookie: string) => ({ headers: { cookie } })

beforeEach(() => {
  for (const name of ["NEXTAUTH_URL", "AUTH_URL", "NEXTAUTH_SECRET", "AUTH_SECRET", "VERCEL"]) vi.stubEnv(name, "")
})
afterEach(() => {
  vi.unstubAllEnvs()
})

test("the token is found in whatever a framework calls a request", async () => {
  const token = await seal("ada")
  const cookie = `${plain}=${token}`
  const store = { getAll: () => [{ name: plain, value: token }] }
  const requests = [
    { headers: new Headers({ cookie }) },
    { headers: { cookie } },
    { cookies: { [plain]: token } },
    { cookies: { [plain]: { value: token } } },
    { cookies: new Map([[plain, token]]) },
    { cookies: new Map([[plain, { value: token }]]) },
    { cookies: store },
    { headers: {}, cookies: store },
    { headers: { cookie: "" }, cookies: store },
    { headers: { get: null, cookie } },
    { cookies: { getAll: { value: "a cookie of that name" }, [plain]: token } },
  ]
  for (const req of requests) expect(await subOf(req)).toBe("ada")
})

test("nobody is found where there is no token", async () => {
  const lists = [{ cookie: [`${plain}=x`] }, null, "cookie", 1, undefined]
  for (const headers of lists) expect(await subOf({ headers })).toBeNull()
  for (const cookies of [null, undefined, "x", 1, {}, new Map()]) expect(await subOf({ cookies })).toBeNull()
  await expect(getToken(undefined as never)).rejects.toThrow(TypeError)
  await expect(getToken({ req: null as never, secret })).rejects.toThrow("Must pass `req`")
})

test("a token that is altered, expired or of another secret is nobody's", async () => {
  const token = await seal("ada")
  const bad = [`${token}x`, token.slice(1), await encode({ token: {}, secret, maxAge: -60 }), await seal("ada", "salt")]
  for (const one of bad) expect(await subOf(withCookie(`${plain}=${one}`))).toBeNull()
  expect(await subOf(withCookie(`${plain}=${token}`), { secret: "another" })).toBeNull()
  expect(await subOf(withCookie(`${plain}=${token}`), { secret: "" })).toBeNull()
  expect(await getToken({ req: withCookie(`${plain}=${token}`) })).toBeNull()
})

test("the secret of the environment serves where none is given", async () => {
  vi.stubEnv("NEXTAUTH_SECRET", secret)
  const req = withCookie(`${plain}=${await seal("ada")}`)
  expect((await getToken({ req }))?.sub).toBe("ada")
})

test.each([
  [{}, {}, ["https", "http"]],
  [{ NEXTAUTH_URL: "https://app.example" }, {}, ["https"]],
  [{ NEXTAUTH_URL: "http://app.example" }, {}, ["http"]],
  [{ VERCEL: "1" }, {}, ["https"]],
  [{}, { secureCookie: true }, ["https"]],
  [{}, { secureCookie: false }, ["http"]],
  [{ NEXTAUTH_URL: "https://app.example" }, { secureCookie: false }, ["http"]],
])("with %j and %j cookies of %j are looked at", async (environment, options, schemes) => {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  const https = `${secure}=${await seal("https")}`
  const http = `${plain}=${await seal("http")}`
  const found: string[] = []
  for (const cookie of [`${http}; ${https}`, http, https]) {
    const sub = await subOf(withCookie(cookie), options)
    if (sub && !found.includes(sub)) found.push(sub)
  }
  expect(found).toEqual(schemes)
})

test("a cookie of the app's own name is the only one that is looked at", async () => {
  const cookie = `${plain}=${await seal("default")}; own=${await seal("own")}`
  expect(await subOf(withCookie(cookie), { cookieName: "own" })).toBe("own")
  expect(await subOf(withCookie(cookie), { cookieName: "other" })).toBeNull()
})

test("a token of Auth.js v5 is opened under its cookie's name, by us and by no decoder of the app's", async () => {
  const name = "authjs.session-token"
  const req = withCookie(`${name}=${await seal("v5", name)}`)
  const decode = () => ({ sub: "decoded" })
  expect(await subOf(req)).toBe("v5")
  expect(await subOf(req, { decode })).toBe("v5")
})

test("an own decoder is asked about the token and the secret, and what it throws is nobody", async () => {
  const asked: unknown[] = []
  const decode = (params: unknown) => {
    asked.push(params)
    return { sub: "decoded" }
  }
  const req = withCookie(`${plain}=their%20own`)
  expect(await subOf(req, { decode })).toBe("decoded")
  expect(asked).toEqual([{ token: "their own", secret }])
  expect(await subOf(req, { decode: () => Promise.reject(new Error("not valid")) })).toBeNull()
  const broken = () => {
    throw new Error("not valid")
  }
  expect(await subOf(req, { decode: broken })).toBeNull()
  expect(await subOf(req, { decode: () => null })).toBeNull()
  expect(await subOf(req, { decode, secret: "" })).toBeNull()
})

test("the sealed token itself is handed out unchecked where that is asked for", async () => {
  expect(await getToken({ req: withCookie(`${plain}=any%20thing`), secret, raw: true })).toBe("any thing")
  expect(await getToken({ req: withCookie(""), secret, raw: true })).toBeNull()
})

test("a bearer token is read in its documented spelling, after the cookies", async () => {
  const token = await seal("bearer")
  const bearer = (authorization: string) => subOf({ headers: { authorization } })
  expect(await bearer(`Bearer ${token}`)).toBe("bearer")
  expect(await bearer(`Bearer ${token.replace(".", "%2E")}`)).toBe("bearer")
  for (const other of ["", "Bearer ", "Bearer", `bearer ${token}`, `Basic ${token}`, `x Bearer ${token}`, "Bearer %"]) {
    expect(await bearer(other)).toBeNull()
  }
  const cookie = `${plain}=${await seal("cookie")}`
  expect(await subOf({ headers: { cookie, authorization: `Bearer ${token}` } })).toBe("cookie")
  const raw = (authorization: string) => getToken({ req: { headers: { authorization } }, secret, raw: true })
  expect(await raw("Bearer a%20b")).toBe("a b")
  expect([await raw("Bearer %"), await raw("Bearer ")]).toEqual([null, null])
})
