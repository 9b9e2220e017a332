import { expect, test } from "vitest"
import type { IncomingRequest } from "../contracts/request.js"
import { firstValues, noBody, readBody, readQuery, repeatedNames } from "./body.js"

const form = "application/x-www-form-urlencoded"
const json = "application/json"
const post = (type: string | null, body: IncomingRequest["body"], method = "POST") =>
  readBody({ method, url: "/", headers: new Headers(type === null ? {} : { "content-type": type }), body })

async function* stream(...chunks: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk
}

test.each([form, "Application/X-WWW-Form-URLEncoded; charset=UTF-8", ` ${form} ;x`])(
  "a form is read under the content type %j",
  async (type) => {
    expect(await post(type, "a=1&b=%26")).toEqual({ fields: { a: "1", b: "&" }, repeated: [] })
  },
)

test.each([json, "APPLICATION/JSON; charset=utf-8"])("JSON is read under the content type %j", async (type) => {
  expect(await post(type, '{"a":{"b":[1]}}')).toEqual({ fields: { a: { b: [1] } }, repeated: [] })
})

test.each([null, "text/plain", "multipart/form-data; boundary=x", "application/jsonp"])(
  "a body of the type %j says nothing, as a page of another site can send it unasked",
  async (type) => {
    expect(await post(type, '{"a":1}')).toBe(noBody)
    expect(await post(type, "a=1")).toBe(noBody)
  },
)

test("only a POST has a body, and one without is empty", async () => {
  for (const method of ["GET", "HEAD", "PUT", "post"]) expect(await post(json, '{"a":1}', method)).toBe(noBody)
  expect(await post(json, null)).toBe(noBody)
  expect(noBody).toEqual({ fields: {}, repeated: [] })
})

test.each(["", "[1]", "null", "1", '"text"'])("JSON that is no object says nothing: %s", async (text) => {
  expect(await post(json, text)).toEqual({ fields: {}, repeated: [] })
})

test("JSON that is none is refused", async () => {
  await expect(post(json, "{")).rejects.toMatchObject({ code: "INVALID_BODY", cause: expect.any(SyntaxError) })
})

test("of a form field that was sent twice the first counts, and it is named", async () => {
  expect(await post(form, "a=1&b=2&a=3&a=4")).toEqual({ fields: { a: "1", b: "2" }, repeated: ["a"] })
  expect(repeatedNames(new URLSearchParams("a=1&b=2"))).toEqual([])
})

test("a form of 1000 fields is read, and a larger one refused", async () => {
  const fields = Array.from({ length: 1000 }, (_, i) => `a${i}=`).join("&")
  expect(Object.keys((await post(form, fields)).fields)).toHaveLength(1000)
  await expect(post(form, `${fields}&b=`)).rejects.toMatchObject({ code: "INVALID_BODY" })
})

test("a name that every object has is a name like any other", async () => {
  const { fields } = await post(form, "__proto__=x&constructor=y")
  expect(Object.entries(fields)).toEqual([
    ["__proto__", "x"],
    ["constructor", "y"],
  ])
  expect(Object.hasOwn(firstValues([["__proto__", "1"]]), "__proto__")).toBe(true)
})

test("fields that a framework has parsed are taken from a form with one value each, from JSON as they are", async () => {
  const parsed = { a: ["1", "2"], b: "3" }
  expect(await post(form, parsed)).toEqual({ fields: { a: "1", b: "3" }, repeated: ["a"] })
  expect(await post(json, parsed)).toEqual({ fields: parsed, repeated: [] })
})

test("a stream is read whole, though its chunks part a character", async () => {
  const bytes = new TextEncoder().encode('{"a":"é"}')
  expect(await post(json, stream(bytes.slice(0, 7), bytes.slice(7)))).toMatchObject({ fields: { a: "é" } })
  expect(await post(form, stream("a=", "1", Uint8Array.of(0xc3)))).toMatchObject({ fields: { a: "1\ufffd" } })
})

test("a body of 1 MiB is read, and a larger one refused as soon as it is", async () => {
  const half = new Uint8Array(524_288).fill(97)
  expect((await post(form, stream(half, half))).fields).toHaveProperty("a".repeat(1_048_576))
  let sent = 0
  async function* endless() {
    for (; ; sent++) yield half
  }
  await expect(post(form, endless())).rejects.toMatchObject({
    code: "INVALID_BODY",
    message: expect.stringContaining("larger"),
  })
  expect(sent).toBe(2)
})

test("a body that breaks off is refused", async () => {
  async function* broken() {
    yield Uint8Array.of(97)
    throw new Error("aborted")
  }
  await expect(post(form, broken())).rejects.toMatchObject({ code: "INVALID_BODY", cause: { message: "aborted" } })
})

test.each([
  ["/api/auth/session", {}, []],
  ["https://app.example/api/auth/session?", {}, []],
  ["?a=1&b=%26&a=2", { a: "1", b: "&" }, ["a"]],
  ["https://app.example/?a=1?b#?c=3", { a: "1?b" }, []],
  ["//#?a=1", {}, []],
  ["?a=ä+b&__proto__=1&%zz", { a: "ä b", ["__proto__"]: "1", "%zz": "" }, []],
])("of the address %j the query counts", (url, fields, repeated) => {
  const query = readQuery(url)
  expect({ ...query.fields }).toEqual(fields)
  expect(query.repeated).toEqual(repeated)
  expect(query.fields.toString).toBeUndefined()
})
