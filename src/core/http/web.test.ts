import { expect, test } from "vitest"
import { fromRequest, toResponse } from "./web.js"

test("a request is taken apart, its body still unread", async () => {
  const request = new Request("https://app.example/x?y", { method: "POST", body: "a=1", headers: { host: "h" } })
  const { method, url, headers, body } = fromRequest(request)
  expect([method, url, headers.get("content-type")]).toEqual([
    "POST",
    "https://app.example/x?y",
    "text/plain;charset=UTF-8",
  ])
  const chunks: Uint8Array[] = []
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk)
  expect(Buffer.concat(chunks).toString()).toBe("a=1")
  expect(fromRequest(new Request("https://app.example/")).body).toBeNull()
})

test("each cookie of an answer is a header of its own", async () => {
  const response = toResponse({ status: 302, headers: { location: "/x" }, cookies: ["a=1; Path=/", "b=2"], body: null })
  expect(response.status).toBe(302)
  expect(response.headers.get("location")).toBe("/x")
  expect(response.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2"])
  expect(await toResponse({ status: 200, headers: {}, cookies: [], body: "text" }).text()).toBe("text")
})
