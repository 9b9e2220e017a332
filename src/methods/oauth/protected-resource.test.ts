import { decodeJwt } from "jose"
import { expect, test } from "vitest"
import { testProvider } from "../../../test/support/request-context.js"
import type { OAuthProvider, ResourceRequest } from "../../core/contracts/provider.js"
import { fetchResource } from "./protected-resource.js"

const post: ResourceRequest = {
  url: "https://api.example/photos?size=1",
  method: "POST",
  params: { size: "2", page: "3" },
  headers: { "content-type": "application/json" },
  body: '{"a":1}',
}

/** What reaches the resource. */
async function sentFor(client: OAuthProvider["client"], request: ResourceRequest) {
  const sent: { url: string; init: RequestInit; headers: Headers }[] = []
  const provider = testProvider({
    client,
    fetch: (async (url: string, init: RequestInit) => {
      sent.push({ url, init, headers: new Headers(init.headers) })
      return Response.json({})
    }) as typeof fetch,
  })
  await fetchResource(provider, "the-token", request)
  expect(sent).toHaveLength(1)
  return sent[0] as (typeof sent)[0]
}

test.each([
  ["as a bearer", {}, "Bearer the-token"],
  ["with a proof", { dpop_bound_access_tokens: true }, "DPoP the-token"],
])("a request %s is sent as it was asked for", async (_, client, authorization) => {
  const { url, init, headers } = await sentFor(client, post)
  expect(url).toBe("https://api.example/photos?size=2&page=3")
  expect([init.method, init.body]).toEqual(["POST", '{"a":1}'])
  expect(headers.get("content-type")).toBe("application/json")
  expect(headers.get("authorization")).toBe(authorization)
})

test("a proof is for this method and this address", async () => {
  const { headers } = await sentFor({ dpop_bound_access_tokens: true }, post)
  expect(decodeJwt(headers.get("dpop") ?? "")).toMatchObject({ htm: "POST", htu: "https://api.example/photos" })
})

test("whoever says nothing gets JSON, and some servers want to know who asks", async () => {
  const { init, headers } = await sentFor({}, { url: "https://api.example/me" })
  expect(init.method).toBe("GET")
  expect([headers.get("accept"), headers.get("user-agent")]).toEqual(["application/json", "countersign"])
  const own = await sentFor({}, { url: "https://api.example/me", headers: { accept: "text/plain" } })
  expect(own.headers.get("accept")).toBe("text/plain")
})

test("without a token nothing is sent", async () => {
  await expect(fetchResource(testProvider(), undefined, post)).rejects.toThrow("no access token")
})
