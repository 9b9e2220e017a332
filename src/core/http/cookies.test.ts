import { expect, test } from "vitest"
import { createCookieJar } from "./cookie-jar.js"
import { cookieHeader, decodeCookieValue, findCookieValue, serialiseCookie } from "./cookies.js"

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
])("finds the session cookie: %s", (_, header, expected) => {
  expect(findCookieValue(header, name)).toBe(expected)
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
  expect(decodeCookieValue("%")).toBe("%")
  expect(decodeCookieValue("%E0%A4%A")).toBe("%E0%A4%A")
})

test("writes the attributes as documented", () => {
  const expires = new Date(0)
  expect(
    serialiseCookie("a", "b|c;d", { httpOnly: true, secure: true, sameSite: "lax", path: "/", maxAge: 900, expires }),
  ).toBe("a=b%7Cc%3Bd; Max-Age=900; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=Lax")
  expect(serialiseCookie("a", "", { sameSite: "none", domain: ".example.com" })).toBe(
    "a=; Domain=.example.com; SameSite=None",
  )
  expect(serialiseCookie("a", "", { sameSite: true })).toBe("a=; SameSite=Strict")
})

test("a jar answers with the last word for each name", () => {
  const jar = createCookieJar("a=1; b=%7C")
  expect(jar.get("a")).toBe("1")
  expect(jar.get("b")).toBe("|")
  expect(jar.get("__proto__")).toBeUndefined()
  jar.remove("a", { path: "/" })
  jar.set("a", "2", { path: "/" })
  expect(jar.changes()).toEqual(["a=2; Path=/"])
})

test("removing a cookie keeps the attributes that name it", () => {
  const jar = createCookieJar("")
  jar.remove("a", { path: "/api", domain: "x.test", secure: true, expires: new Date() })
  expect(jar.changes()).toEqual(["a=; Max-Age=0; Domain=x.test; Path=/api; Secure"])
})
