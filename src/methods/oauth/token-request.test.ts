import { expect, test } from "vitest"
import { testProvider } from "../../../test/support/request-context.js"
import { checkTokens } from "./token-request.js"

const now = new Date("2026-01-01T00:00:00Z")
const epoch = now.getTime() / 1000
const check = (answer: Record<string, unknown>): Promise<unknown> => checkTokens(testProvider(), answer, now)

test("an account's tokens are the provider's, with the time of expiry in place of the lifetime", async () => {
  expect(
    await check({ access_token: "at", token_type: "Bearer", expires_in: 60, refresh_token: "rt", team: 7 }),
  ).toEqual({
    access_token: "at",
    token_type: "Bearer",
    expires_at: epoch + 60,
    refresh_token: "rt",
    team: 7,
  })
})

test.each([
  ["3600", epoch + 3600],
  [59.9, epoch + 59],
  [0, epoch],
  [undefined, undefined],
  [null, undefined],
  ["", undefined],
  ["soon", undefined],
  [1e20, undefined],
  [{}, undefined],
])("a lifetime of %j expires at %j", async (expires_in, expires_at) => {
  expect(await check({ access_token: "at", expires_in })).toEqual(
    expires_at === undefined ? { access_token: "at" } : { access_token: "at", expires_at },
  )
})

test.each([{ access_token: "" }, { access_token: {} }, { access_token: 7 }, { id_token: "" }, { id_token: null }])(
  "%j holds no tokens",
  async (answer) => {
    await expect(check(answer)).rejects.toMatchObject({ code: "OAuthCallback" })
  },
)
