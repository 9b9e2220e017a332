import { expect, test } from "vitest"
import { testProvider } from "../../../test/support/request-context.js"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import type { Server } from "./discovery.js"
import { assertSameSubject, fetchUserinfo } from "./userinfo.js"

const endpoint = "https://idp.example/userinfo"
const server = { metadata: { issuer: "https://idp.example", userinfo_endpoint: endpoint } } as Server

/** A provider that says this about somebody. */
function saying(userinfo: unknown, more: Partial<OAuthProvider> = {}) {
  const seen: [string, Record<string, string>][] = []
  const provider = testProvider({
    userinfo: { url: endpoint, params: { fields: "all" } },
    fetch: async (url: string, { headers }: { headers: HeadersInit }) => {
      seen.push([url, Object.fromEntries(new Headers(headers))])
      return Response.json(userinfo)
    },
    ...more,
  } as never)
  return { provider, seen }
}

test("who the owner of the token is, is asked with it and with what the developer adds", async () => {
  const { provider, seen } = saying({ sub: "1" })
  expect(await fetchUserinfo(provider, server, "at")).toEqual({ sub: "1" })
  const [url, headers] = seen[0] ?? []
  expect(url).toBe(`${endpoint}?fields=all`)
  expect(headers).toMatchObject({ accept: "application/json", authorization: "Bearer at" })
})

test("another address is asked without the parameters of the first, and with its own", async () => {
  const { provider, seen } = saying({ sub: "1" })
  const request = { url: "https://idp.example/me", params: { x: "y" }, headers: { accept: "text/x" } }
  await fetchUserinfo(provider, server, "at", { request })
  await fetchUserinfo(provider, server, "at", { request: { params: { x: "y" } } })
  expect(seen.map(([url]) => url)).toEqual(["https://idp.example/me?x=y", `${endpoint}?fields=all&x=y`])
  expect(seen[0]?.[1]).toMatchObject({ accept: "text/x" })
})

test.each([
  [{ sub: "1" }, "1", true],
  [{ sub: "2" }, "1", false],
  [{}, "1", false],
  [{ sub: 1 }, "1", false],
  [{ sub: "2" }, undefined, true],
])("an answer of %j to an ID token of %j", async (userinfo, subject, isTheirs) => {
  const asking = fetchUserinfo(saying(userinfo).provider, server, "at", { subject })
  if (isTheirs) expect(await asking).toEqual(userinfo)
  else
    await expect(asking).rejects.toMatchObject({
      code: "OAuthCallback",
      message: expect.stringContaining("somebody else"),
    })
})

test("a provider without the endpoint, and a developer who signs nothing, are told", async () => {
  const { provider } = saying({})
  const nowhere = { metadata: { issuer: "https://idp.example" } } as Server
  await expect(fetchUserinfo(provider, nowhere, "at")).rejects.toThrow("There is no userinfo endpoint")
  const signed = saying({ sub: "1" }, { client: { userinfo_signed_response_alg: "RS256" } })
  await expect(fetchUserinfo(signed.provider, server, "at")).rejects.toMatchObject({ code: "OAuthCallback" })
  expect(signed.seen[0]?.[1]).toMatchObject({ accept: "application/jwt" })
})

test("userinfo from elsewhere is of the same person, where both say who", () => {
  const check = (subject: string | undefined, sub: unknown) => () => assertSameSubject(testProvider(), subject, { sub })
  for (const fine of [check("1", "1"), check(undefined, "2"), check("1", undefined)]) expect(fine).not.toThrow()
  for (const other of [check("1", "2"), check("1", 1), check("1", null)]) expect(other).toThrow("somebody else")
})
