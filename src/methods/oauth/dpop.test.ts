import { expect, test } from "vitest"
import { testProvider } from "../../../test/support/request-context.js"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import { dpopOf, withNonce } from "./dpop.js"

const given = { id: "bank", clientId: "the-client", secret: "the secret of the app" }
const thumbprint = async (provider: Partial<OAuthProvider>) =>
  (await dpopOf(testProvider(provider))).calculateThumbprint()

test("every process has the same key, and so will the next version: tokens that are stored are bound to it", async () => {
  expect(await thumbprint(given)).toBe("T3C09O0FrHZtbvS1rBIA81bZLqDxEv1nVPsQ0quhPbk")
})

test.each([{ id: "another" }, { clientId: "another" }, { secret: "another" }])(
  "%j makes another key",
  async (other) => {
    expect(await thumbprint({ ...given, ...other })).not.toBe(await thumbprint(given))
  },
)

test("a provider has one key, which is derived once", async () => {
  const provider = testProvider(given)
  expect(dpopOf(provider)).toBe(dpopOf(provider))
})

test("without a secret the developer is told what is missing", async () => {
  await expect(dpopOf(testProvider({ ...given, secret: "" }))).rejects.toThrow("needs a `secret`")
})

const json = (status: number, body: unknown): Response => Response.json(body, { status })

test.each([
  ["is sent once more where a server wants its nonce", json(400, { error: "use_dpop_nonce" }), 2],
  ["is sent once more where a resource wants it", json(401, { error: "use_dpop_nonce" }), 2],
  ["is not repeated for another error", json(400, { error: "invalid_grant" }), 1],
  ["is not repeated after it was accepted", json(200, { error: "use_dpop_nonce" }), 1],
  ["is not repeated for what is no JSON", new Response("<p>Bad request", { status: 400 }), 1],
  ["is not repeated for nothing", json(401, null), 1],
])("a request %s", async (_, first, times) => {
  let sent = 0
  const last = json(200, { sent: "again" })
  const answer = await withNonce(async () => (++sent === 1 ? first : last))
  expect(sent).toBe(times)
  expect(answer).toBe(times === 2 ? last : first)
  expect(answer.bodyUsed).toBe(false)
})
