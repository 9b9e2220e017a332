import { expect, test } from "vitest"
import { ProtocolError, SignInError } from "../../core/errors.js"
import { errorCode, orFail } from "./failure.js"

const failureOf = (thrown: unknown): Promise<ProtocolError> =>
  orFail("OAuthCallback", "The step failed", () => {
    throw thrown
  }).catch((error) => error)

test("what a step returns, now or later, is its result", async () => {
  expect(await orFail("OAuthCallback", "x", () => 1)).toBe(1)
  expect(await orFail("OAuthCallback", "x", async () => 2)).toBe(2)
})

test("an error of ours passes as it is", async () => {
  const own = new SignInError("AccessDenied", "No.")
  expect(await failureOf(own)).toBe(own)
})

test("of another error its name, message, stack and code are kept, and nothing that it carries", async () => {
  class LibraryError extends Error {
    override name = "LibraryError"
    code = "OAUTH_INVALID"
    body = "access_token=secret"
  }
  const thrown = new LibraryError("unexpected", { cause: { code: "REASON", parameters: "code=secret" } })
  const failure = await failureOf(thrown)
  expect(failure).toBeInstanceOf(ProtocolError)
  expect([failure.code, failure.message]).toEqual(["OAuthCallback", "The step failed: unexpected (REASON)"])
  const cause = failure.cause as Error & { code?: string }
  expect(cause).not.toBe(thrown)
  expect([cause.name, cause.message, cause.code, cause.stack]).toEqual([
    "LibraryError",
    "unexpected (REASON)",
    "OAUTH_INVALID",
    thrown.stack,
  ])
  expect(JSON.stringify([cause, Object.getOwnPropertyNames(cause)])).not.toMatch(/secret|body|cause/)
})

test.each([undefined, 7, "a code with secret=1", ""])("a code of %j is not kept", async (code) => {
  const failure = await failureOf(Object.assign(new Error("x", { cause: { code: 1 } }), { code }))
  expect(failure.message).toBe("The step failed: x")
  expect(failure.cause).not.toHaveProperty("code")
})

test("what is no error is told by its type alone", async () => {
  for (const [thrown, type] of [
    ["secret", "string"],
    [{ secret: 1 }, "object"],
    [undefined, "undefined"],
  ] as const) {
    expect((await failureOf(thrown)).message).toBe(`The step failed: ${type}`)
  }
})

test("an error code of another server is shown when it looks like one", () => {
  const codes = ["access_denied", "a.b-c_1", "x".repeat(64)]
  expect(codes.map(errorCode)).toEqual(codes)
  for (const other of ["x".repeat(65), "", "a b", "a\nb", " a", "<b>", undefined, null, 7, ["a"]]) {
    expect(errorCode(other)).toBe("unreadable")
  }
})
