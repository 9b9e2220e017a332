import { expect, test } from "vitest"
import { createCookieJar, type OpenCookieJar } from "../http/cookie-jar.js"
import type { CookieOption } from "../options/options.js"
import {
  findSessionToken,
  mayHoldSession,
  removeSessionCookie,
  removeStaleCookies,
  writeSessionCookie,
} from "./session-cookie.js"
import type { SessionContext } from "./strategy.js"

const name = "next-auth.session-token"
const cookie = { name, options: { path: "/", httpOnly: true } }
const expires = new Date(Date.now() + 86_400_000)
const attributes = `; Path=/; Expires=${expires.toUTCString()}; HttpOnly`
const gone = "; Max-Age=0; Path=/; HttpOnly"

const written = (value: string, header = "") => {
  const jar = createCookieJar(header)
  writeSessionCookie(jar, cookie, value, expires)
  return jar.changes()
}

const contextWith = (jar: OpenCookieJar, sessionToken: CookieOption) =>
  ({ config: { cookies: () => ({ sessionToken }) }, jar, secure: false }) as unknown as SessionContext

test.each([
  ["our own", `${name}=a%7Cb`, false, { value: "a|b", salt: "" }],
  ["our own in chunks", `${name}.0=a; ${name}.1=b`, false, { value: "ab", salt: "" }],
  ["that of Auth.js v5, by its name", "authjs.session-token=v5", false, { value: "v5", salt: "authjs.session-token" }],
  [
    "that of Auth.js v5 over https",
    "__Secure-authjs.session-token=v5",
    true,
    { value: "v5", salt: "__Secure-authjs.session-token" },
  ],
  ["our own before that of Auth.js v5", `authjs.session-token=v5; ${name}=v4`, false, { value: "v4", salt: "" }],
  ["none over https under the name of http", "authjs.session-token=v5", true, null],
  ["none in an empty cookie", `${name}=`, false, null],
  ["none without cookies", "", false, null],
])("finds %s", (_, header, secure, found) => expect(findSessionToken(header, name, secure)).toEqual(found))

test("an app that gives its cookie the name of Auth.js v5's has one cookie, of our own making", () => {
  const header = "authjs.session-token=own"
  expect(findSessionToken(header, "authjs.session-token", false)).toEqual({ value: "own", salt: "" })
  expect(findSessionToken("authjs.session-token=", "authjs.session-token", false)).toBeNull()
  const jar = createCookieJar(header)
  removeSessionCookie(contextWith(jar, { name: "authjs.session-token", options: { path: "/" } }))
  expect(jar.changes()).toEqual(["authjs.session-token=; Max-Age=0; Path=/"])
})

test("a token that fits is one cookie, a longer one is in chunks that do", () => {
  expect(written("x".repeat(3933))).toEqual([`${name}=${"x".repeat(3933)}${attributes}`])
  const [first, second, ...rest] = written(`${"x".repeat(3933)}y`)
  expect(first).toBe(`${name}.0=${"x".repeat(3933)}${attributes}`)
  expect(second).toBe(`${name}.1=y${attributes}`)
  expect(rest).toEqual([])
})

test("writing a cookie removes what else there is of it, and nothing of others", () => {
  const header = `${name}=old; ${name}.0=a; ${name}.1=b; ${name}.2=c; ${name}-foo=d; other=e`
  expect(written("new", header)).toEqual([
    `${name}.0=${gone}`,
    `${name}.1=${gone}`,
    `${name}.2=${gone}`,
    `${name}=new${attributes}`,
  ])
  expect(written("x".repeat(5000), header).map((line) => line.slice(0, line.indexOf("=")))).toEqual([
    name,
    `${name}.2`,
    `${name}.0`,
    `${name}.1`,
  ])
})

test("removing the session removes it in every form, that of Auth.js v5 too", () => {
  const jar = createCookieJar(`${name}=a; ${name}.0=b; authjs.session-token.0=c; __Secure-authjs.session-token=d`)
  removeSessionCookie(contextWith(jar, cookie))
  expect(jar.changes()).toEqual([`${name}=${gone}`, `${name}.0=${gone}`, `authjs.session-token.0=${gone}`])
})

test("what is to be kept is not removed", () => {
  const jar = createCookieJar(`${name}=a; ${name}.0=b`)
  removeStaleCookies(jar, cookie, [name])
  expect(jar.changes()).toEqual([`${name}.0=${gone}`])
})

test("a session of 64 chunks is written, and none that could not be read back", () => {
  expect(written("x".repeat(64 * 3933))).toHaveLength(64)
  expect(() => written("x".repeat(64 * 3933 + 1))).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }))
})

test("there is use in looking where one of the two names is there", () => {
  const may = (header: string | null) => mayHoldSession(header, name, false)
  expect([may(`${name}.0=a`), may("authjs.session-token=a")]).toEqual([true, true])
  expect([may(null), may(""), may("other=1")]).toEqual([false, false, false])
})
