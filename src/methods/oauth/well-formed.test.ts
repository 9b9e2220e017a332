import { expect, test } from "vitest"
import { assertWellFormed } from "./well-formed.js"

const part = (content: object) => Buffer.from(JSON.stringify(content)).toString("base64url")
const token = (claims: object) => `${part({ alg: "RS256" })}.${part(claims)}.AAAA`

test.each([{}, { exp: 1, nbf: 0, iat: 1.5 }, { sub: "1" }])("a token that says %j is read", (claims) => {
  expect(() => assertWellFormed(token(claims))).not.toThrow()
})

test.each(["exp", "nbf", "iat"])("a token whose %s is no number is refused", (name) => {
  for (const time of ["1", null, {}, true]) {
    expect(() => assertWellFormed(token({ exp: 1, nbf: 1, iat: 1, [name]: time }))).toThrow("no number of seconds")
  }
})

test.each([
  ["padding", (text: string) => `${text}=`],
  ["a blank", (text: string) => `${text} `],
  ["surplus bits", (text: string) => `${text}B`],
  ["another alphabet", (text: string) => text.replace("AAAA", "AA+A")],
])("a token that is spelled with %s is refused", (_, spell) => {
  expect(() => assertWellFormed(spell(token({})))).toThrow("not base64url")
  expect(() => assertWellFormed(`=${token({})}`)).toThrow("not base64url")
})
