import { expect, test } from "vitest"
import type { CookieAttributes } from "../contracts/request.js"
import { createCookieJar } from "./cookie-jar.js"
import { cookieHeader, decodeCookieValue, findCookieNames, findCookieValue, parseCookies } from "./cookies.js"

const name = "next-auth.session-token"

test.each([
  ["alone", `${name}=abc`, "abc"],
  ["among others", `a=1; ${name}=abc; b=2`, "abc"],
  ["without a space between", `a=1;${name}=abc;b=2`, "abc"],
  ["the first of two, which has the more specific path", `${name}=first; ${name}=second`, "first"],
  ["not inside another name", `x${name}=evil; ${name}-foo=evil; ${name}=abc`, "abc"],
  ["not inside a value", `a=${name}=evil`, undefined],
  ["not after a space inside a value", `a=b ${name}=evil`, undefined],
  ["chunks in order", `${name}.0=a; ${name}.1=b; ${name}.2=c`, "abc"],
  ["chunks in any order", `${name}.1=b; ${name}.0=a`, "ab"],
  [
    "eleven chunks by number, not by spelling",
    Array.from({ length: 11 }, (_, i) => `${name}.${i}=${i},`).join("; "),
    "0,1,2,3,4,5,6,7,8,9,10,",
  ],
  ["chunks up to a gap", `${name}.0=a; ${name}.2=c`, "a"],
  ["no chunks without the first", `${name}.1=b`, undefined],
  ["no chunk with another index", `${name}.0x=a; ${name}.-1=b; ${name}.1e1=c; ${name}.=d`, undefined],
  ["chunks before a left-over whole cookie", `${name}=old; ${name}.0=new`, "new"],
  ["nothing in an empty header", "", undefined],
  ["an empty value", `${name}=`, ""],
  ["after several spaces", `a=1;   ${name}=abc`, "abc"],
  ["at the front, after spaces", `  ${name}=abc`, "abc"],
  ["without the spaces that follow it", `${name}=abc  ; b=2`, "abc"],
  ["with an equals sign in it", `${name}=a=b`, "a=b"],
  ["chunks with other cookies between them", `${name}.0=a; x=1; ${name}.1=b; y=2`, "ab"],
  ["the first of two chunks of one number", `${name}.0=a; ${name}.0=evil`, "a"],
  ["an empty first chunk before what follows", `${name}.0=; ${name}.1=b`, "b"],
  ["no name without a value", `a=1; ${name}`, undefined],
  ["no chunk without a value", `a=1; ${name}.0`, undefined],
  ["no chunk with a zero in front", `${name}.00=a; ${name}.01=b`, undefined],
  ["no chunk whose number a value hides", `${name}.x; b=1`, undefined],
])("finds the session cookie: %s", (_, header, expected) => {
  expect(findCookieValue(header, name)).toBe(expected)
})

test("64 chunks belong to a session, and none beyond", () => {
  const chunks = Array.from({ length: 66 }, (_, i) => `${name}.${i}=${i},`)
  const joined = Array.from({ length: 64 }, (_, i) => `${i},`).join("")
  expect(findCookieValue(chunks.join("; "), name)).toBe(joined)
  expect(findCookieValue(`${name}.0=a; ${name}.1=b; ${name}.100=c; ${name}.1x=d`, name)).toBe("ab")
})

test.each([
  ["whole", `${name}=a`, [name]],
  ["in chunks, beside others", `a=1; ${name}.0=a; ${name}.12=b; b=2`, [`${name}.0`, `${name}.12`]],
  ["with spaces around", `a=1;  ${name} =a`, [name]],
  ["not within another name or a value", `x${name}=1; ${name}x=1; ${name}-1=2; a=${name}=3`, []],
  ["not under a name that is no chunk's", `${name}.=1; ${name}.x=1; ${name}.1x=1; ${name}.x1=1; ${name}.123=1`, []],
  ["not without a value", `a=1; ${name}`, []],
  ["nowhere", "", []],
])("finds the names to remove: %s", (_, header, names) => {
  expect(findCookieNames(header, name)).toEqual(names)
})

test("all cookies of a header are read, the first of two, and nothing that is none", () => {
  const header = 'a=1; b = x%7Cy ;c="q"; a=evil; =nameless; bare;  =x; d='
  expect([...parseCookies(header)]).toEqual([
    ["a", "1"],
    ["b", "x|y"],
    ["c", "q"],
    ["d", ""],
  ])
  expect(parseCookies("").size).toBe(0)
})

test("a header is made again of parsed cookies", () => {
  const header = cookieHeader(
    new Map([
      ["a", "1"],
      [`${name}.0`, "x|y"],
      [`${name}.1`, "z"],
    ]),
  )
  expect(header).toBe(`a=1; ${name}.0=x%7Cy; ${name}.1=z`)
  expect(findCookieValue(header, name)).toBe("x%7Cyz")
})

test("decodes a value, and leaves one alone that is not well-formed", () => {
  expect(decodeCookieValue("a%7Cb")).toBe("a|b")
  expect(decodeCookieValue('"quoted"')).toBe("quoted")
  for (const bare of ['"', '"a', 'a"', "%"]) expect(decodeCookieValue(bare)).toBe(bare)
  expect(decodeCookieValue('"a%20b"')).toBe("a b")
  expect(decodeCookieValue('""')).toBe("")
  expect(decodeCookieValue("%E0%A4%A")).toBe("%E0%A4%A")
})

function lineOf(name: string, value: string, attributes: CookieAttributes, expires?: Date): string {
  const jar = createCookieJar("")
  jar.set(name, value, attributes, expires)
  return jar.changes()[0] ?? ""
}

test("writes the attributes as documented", () => {
  const expires = new Date(0)
  expect(lineOf("a", "b|c;d", { httpOnly: true, secure: true, sameSite: "lax", path: "/", maxAge: 900, expires })).toBe(
    "a=b%7Cc%3Bd; Max-Age=900; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=Lax",
  )
  expect(lineOf("a", "", { sameSite: "none", domain: ".example.com" })).toBe("a=; Domain=.example.com; SameSite=None")
  expect(lineOf("a", "", { sameSite: true })).toBe("a=; SameSite=Strict")
  expect(lineOf("a", "", { sameSite: "STRICT" as "strict" })).toBe("a=; SameSite=Strict")
  expect(lineOf("a", "b", { sameSite: false, secure: false, httpOnly: false, path: "", domain: "" })).toBe("a=b")
  expect(lineOf("a", "b", { maxAge: 59.9 })).toBe("a=b; Max-Age=59")
  expect(lineOf("a", "b", { partitioned: true })).toBe("a=b; Partitioned")
})

test("attributes that cannot change are written once, others as they are now, and none that is not their own", () => {
  const expires = new Date(0)
  const frozen = Object.freeze({ path: "/", secure: true })
  const written = "a=b; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Secure"
  for (let i = 0; i < 2; i++) expect(lineOf("a", "b", frozen, expires)).toBe(written)
  expect(lineOf("a", "b", frozen)).toBe("a=b; Path=/; Secure")

  const open = { path: "/" }
  expect(lineOf("a", "b", open)).toBe("a=b; Path=/")
  open.path = "/api"
  expect(lineOf("a", "b", open)).toBe("a=b; Path=/api")

  const inherited = Object.create({ domain: ".evil.example", expires, maxAge: 1, partitioned: true })
  expect(lineOf("a", "b", Object.assign(inherited, { path: "/" }))).toBe("a=b; Path=/")
})

test("a token that we have sealed is written as it is", () => {
  const jar = createCookieJar("")
  jar.setSealed("a", "x%3D", { path: "/" })
  expect(jar.changes()).toEqual(["a=x%3D; Path=/"])
})

test("a cookie lives for 400 days at most, and for less where that is said", () => {
  const day = 86_400_000
  const until = (days: number) => lineOf("a", "b", { expires: new Date(Date.now() + days * day) })
  const lifeOf = (line: string) => Math.round((Date.parse(line.split("Expires=")[1] ?? "") - Date.now()) / day)
  expect([lifeOf(until(1)), lifeOf(until(399)), lifeOf(until(500))]).toEqual([1, 399, 400])
  expect(lineOf("a", "b", { maxAge: 34_560_001 })).toBe("a=b; Max-Age=34560000")
})

test.each([
  ["abc-_.09", "abc-_.09"],
  ["a b", "a%20b"],
  ["a\r\nSet-Cookie: x", "a%0D%0ASet-Cookie%3A%20x"],
  [";x", "%3Bx"],
  ["x;", "x%3B"],
])("of the value %j nothing can end the cookie", (value, written) => {
  expect(lineOf("a", value, {})).toBe(`a=${written}`)
})

test("a jar answers with the last word for each name", () => {
  const jar = createCookieJar("a=1; b=%7C")
  expect(jar.get("a")).toBe("1")
  expect(jar.get("b")).toBe("|")
  expect(jar.get("__proto__")).toBeUndefined()
  expect(jar.names()).toEqual(["a", "b"])
  expect(jar.header).toBe("a=1; b=%7C")
  jar.remove("a", { path: "/" })
  jar.set("a", "2", { path: "/" })
  expect(jar.changes()).toEqual(["a=2; Path=/"])
})

test("removing a cookie keeps the attributes that name it", () => {
  const jar = createCookieJar("")
  jar.remove("a", { path: "/api", domain: "x.test", secure: true, expires: new Date() })
  expect(jar.changes()).toEqual(["a=; Max-Age=0; Domain=x.test; Path=/api; Secure"])
})
