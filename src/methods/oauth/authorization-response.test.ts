import { describe, expect, test } from "vitest"
import { testBrowser, testProvider } from "../../../test/support/request-context.js"
import { assertNoError, responseParameters, validateResponse } from "./authorization-response.js"
import { unknownIssuer } from "./issuer.js"

const provider = testProvider()
const server = { issuer: "https://id.example" }
const request = testBrowser().request

const validate = (
  query: Record<string, string>,
  state?: string,
  metadata: { issuer: string } = server,
): Promise<unknown> => validateResponse(provider, { metadata, keys: {} }, new URLSearchParams(query), state)

describe("the answer of a provider", () => {
  test("is read from the query of a GET and the form of a POST, never both", () => {
    const query = { code: "of the query" }
    const body = { code: "of the form" }
    expect(responseParameters(request({ method: "GET", query, body }).request).get("code")).toBe("of the query")
    expect(responseParameters(request({ method: "POST", query, body }).request).get("code")).toBe("of the form")
  })

  test("may not repeat a parameter", () => {
    const repeated = request({ query: { code: "1", state: "s" }, repeated: new Set(["code"]) }).request
    expect(() => responseParameters(repeated)).toThrow("more than once")
    expect(() => responseParameters(request({ method: "POST", body: { code: ["1", "2"] } }).request)).toThrow(
      "more than once",
    )
  })

  test("is accepted with the state of this browser", async () => {
    await expect(validate({ code: "1", state: "s" }, "s")).resolves.toBeInstanceOf(URLSearchParams)
    await expect(validate({ code: "1", state: "s", iss: "https://id.example" }, "s")).resolves.toBeDefined()
    await expect(validate({ code: "1" })).resolves.toBeDefined()
  })

  test.each([
    [{ code: "1", state: "other" }, "s"],
    [{ code: "1", state: "" }, "s"],
    [{ code: "1" }, "s"],
    [{ code: "1", state: "s" }, undefined],
    [{ state: "s" }, "s"],
    [{ code: "", state: "s" }, "s"],
    [{ code: "1", state: "s", iss: "https://id.example/" }, "s"],
    [{ code: "1", state: "s", iss: "https://ID.example" }, "s"],
    [{ code: "1", state: "s", id_token: "x" }, "s"],
    [{ code: "1", state: "s", response: "x" }, "s"],
  ])("is refused when it is %j and the state %j", async (query, state) => {
    await expect(validate(query as Record<string, string>, state)).rejects.toMatchObject({ code: "OAuthCallback" })
  })

  test("must name its issuer where the provider promises that", async () => {
    const metadata = { ...server, authorization_response_iss_parameter_supported: true }
    await expect(validate({ code: "1", state: "s" }, "s", metadata)).rejects.toMatchObject({ code: "OAuthCallback" })
  })

  test("that names an issuer nobody configured says what to configure", async () => {
    await expect(validate({ code: "1", state: "s", iss: "x" }, "s", { issuer: unknownIssuer })).rejects.toThrow(
      "set `issuer`",
    )
  })

  test("keeps state and code out of errors", async () => {
    const error: Error = await validate({ code: "secret-code", state: "secret-state" }, "other-secret").then(
      () => expect.unreachable(),
      (thrown) => thrown,
    )
    const everything = `${error.message} ${error.stack} ${JSON.stringify(error)} ${(error.cause as Error).stack}`
    expect(everything).not.toMatch(/secret-/)
    expect((error.cause as Error).cause).toBeUndefined()
  })
})

test("a provider's error ends the attempt, and only a code that looks like one is repeated", () => {
  const refuse = (error: string) => () =>
    assertNoError(provider, server, new URLSearchParams({ error, state: "wrong" }))
  expect(refuse("access_denied")).toThrow(expect.objectContaining({ code: "Callback" }))
  expect(refuse("access_denied")).toThrow("`access_denied`")
  expect(refuse("<script>")).toThrow("`unreadable`")
  expect(() => assertNoError(provider, server, new URLSearchParams({ code: "1" }))).not.toThrow()
})

test("an error is believed of the issuer that was asked, and of one that sends no `iss` only where none was promised", () => {
  const promising = { ...server, authorization_response_iss_parameter_supported: true }
  const codeOf = (iss: string | undefined, by: typeof server) => {
    try {
      assertNoError(
        provider,
        by,
        new URLSearchParams({ error: "access_denied", ...(iss === undefined ? {} : { iss }) }),
      )
    } catch (error) {
      return (error as { code: string }).code
    }
    return "none"
  }
  expect([codeOf(undefined, server), codeOf(server.issuer, server), codeOf(server.issuer, promising)]).toEqual([
    "Callback",
    "Callback",
    "Callback",
  ])
  const refused = [codeOf("https://evil.example", server), codeOf("", server), codeOf(undefined, promising)]
  expect(refused).toEqual(["OAuthCallback", "OAuthCallback", "OAuthCallback"])
})
