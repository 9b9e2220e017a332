import { expect, test } from "vitest"
import { testProvider } from "../../../test/support/request-context.js"
import { jsonObject, parsedObject, providerFetch } from "./provider-fetch.js"

const url = "https://idp.example/token"

/** Sends to a provider that answers so. */
function sending(answer: (init: RequestInit) => Response | Promise<Response>, timeout = 3500) {
  const seen: [string, RequestInit][] = []
  const provider = testProvider({
    token: { url, params: {} },
    timeout,
    fetch: async (input: string, init: RequestInit) => {
      seen.push([input, init])
      return answer(init)
    },
  } as never)
  return { seen, send: (init: object = { headers: {} }, to = url) => providerFetch(provider)(to, init as never) }
}

test("a request goes out as it was made, follows no redirect and can be given up", async () => {
  const { seen, send } = sending(() => new Response("ok"))
  await send({ headers: { accept: "x" } })
  await send({ headers: {}, method: "POST", body: "a=1" })
  const common = { redirect: "manual", signal: expect.any(AbortSignal) }
  expect(seen).toEqual([
    [url, { ...common, method: "GET", headers: { accept: "x" }, body: null }],
    [url, { ...common, method: "POST", headers: {}, body: "a=1" }],
  ])
})

test("an answer comes with its status, headers and body", async () => {
  const { send } = sending(() => new Response("é", { status: 418, headers: { "x-a": "b" } }))
  const answer = await send()
  expect([answer.status, answer.headers.get("x-a"), await answer.text()]).toEqual([418, "b", "é"])
  expect((await sending(() => new Response(null, { status: 204 })).send()).body).toBeNull()
})

test("an answer of 1 MiB is read, and of a larger one no more than that", async () => {
  const half = new Uint8Array(524_288)
  const endless = () => {
    let pulled = 0
    const pull = (to: ReadableStreamDefaultController) => {
      pulled++
      to.enqueue(half)
    }
    const body = new ReadableStream({ pull }, { highWaterMark: 0 })
    return { response: new Response(body), pulled: () => pulled }
  }
  const whole = await sending(() => new Response(new Uint8Array(1_048_576))).send()
  expect((await whole.arrayBuffer()).byteLength).toBe(1_048_576)
  const large = endless()
  await expect(sending(() => large.response).send()).rejects.toThrow("larger than 1048576 bytes")
  expect(large.pulled()).toBe(3)
})

test("parts are put together in their order", async () => {
  const parts = ["a", "bc", "", "def"].map((text) => new TextEncoder().encode(text))
  const body = new ReadableStream({ pull: (to) => (parts.length ? to.enqueue(parts.shift()) : to.close()) })
  expect(await (await sending(() => new Response(body)).send()).text()).toBe("abcdef")
})

test("an answer that does not come, or does not end, is given up after the timeout", async () => {
  const never = new Promise<Response>(() => {})
  await expect(sending(() => never, 20).send()).rejects.toThrow(/timeout/i)
  const slow = new Response(new ReadableStream({ pull: () => new Promise(() => {}) }))
  await expect(sending(() => slow, 20).send()).rejects.toThrow(/timeout/i)
})

test("of a request that was answered, or failed, nothing is kept until its time would be up", async () => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length
  const before = timers()
  await sending(() => new Response("ok"), 60_000).send()
  await expect(sending(() => Promise.reject(new Error("no")), 60_000).send()).rejects.toThrow("no")
  expect(timers()).toBe(before)
})

test("a redirect is an error, and so is what fetch calls an opaque one", async () => {
  const opaque = Object.defineProperty(new Response(), "status", { value: 0 })
  await expect(sending(() => opaque).send()).rejects.toThrow("answered with a redirect")
})

test("no request leaves for an address in the own network", async () => {
  const { seen, send } = sending(() => new Response("ok"))
  await expect(send({ headers: {} }, "https://10.0.0.7/")).rejects.toThrow("private address")
  await expect(send({ headers: {} }, "http://idp.example/")).rejects.toThrow("https")
  expect(seen).toEqual([])
})

test.each(["[1]", "null", "1", '"{}"', "", "{", "<html>"])("an answer of %j is no JSON object", async (text) => {
  expect(await parsedObject(new Response(text))).toBeNull()
  await expect(jsonObject(new Response(text))).rejects.toThrow("did not answer with a JSON object")
})

test("a JSON object is read whatever its content type is, of an answer with the status 200", async () => {
  const type = { headers: { "content-type": "text/html" } }
  expect(await jsonObject(new Response('{"a":1}', type))).toEqual({ a: 1 })
  for (const status of [201, 400, 500]) {
    await expect(jsonObject(new Response("{}", { status }))).rejects.toThrow(`status ${status}`)
  }
})
