import { describe, expect, test } from "vitest"
import { baseUrl, testBrowser, testProvider } from "../../../test/support/request-context.js"
import { type Identity, isOutcome } from "../../core/contracts/method.js"
import type { OAuthProvider } from "../../core/contracts/provider.js"
import type { TokenSetParameters, User } from "../../core/model.js"
import { toIdentity } from "./profile.js"

const raw = { sub: "1", name: "Ada" }

const identify = async (profile: OAuthProvider["profile"], tokens: TokenSetParameters = {}): Promise<Identity> => {
  const identity = await toIdentity(testBrowser().request({}), testProvider({ profile }), raw, tokens)
  if (isOutcome(identity)) throw new Error("refused")
  return identity
}

describe("an identity", () => {
  test("is what `profile()` says, with a lower-case address", async () => {
    const identity = await identify(() => ({ id: "7", name: "Ada", email: "Ada@Example.COM" }), { access_token: "at" })
    expect(identity).toEqual({
      account: { provider: "example", type: "oauth", providerAccountId: "7", access_token: "at" },
      user: { id: "7", name: "Ada", email: "ada@example.com" },
      profile: raw,
      linkable: true,
    })
  })

  test("belongs to the account that `profile()` names, whatever the token endpoint adds", async () => {
    const { account } = await identify(() => ({ id: "7" }), {
      provider: "other",
      providerAccountId: "8",
      type: "email",
      userId: "9",
      team: "blue",
    })
    expect(account).toEqual({ provider: "example", type: "oauth", providerAccountId: "7", team: "blue" })
  })

  test("takes numbers as they are", async () => {
    const { account, user } = await identify(() => ({ id: 42 as unknown as string }))
    expect(account.providerAccountId).toBe("42")
    expect(user.id).toBe(42)
    const large = await identify(() => ({ id: (2n ** 64n) as unknown as string }))
    expect(large.account.providerAccountId).toBe("18446744073709551616")
  })

  test("may have no address, and then has none", async () => {
    expect((await identify(() => ({ id: "7", email: null }))).user.email).toBeNull()
    expect((await identify(() => ({ id: "7" }))).user).toEqual({ id: "7" })
  })
})

describe("a profile that cannot be used sends the visitor to the sign-in page, and is logged (IDP-6)", () => {
  const unusable: Record<string, () => unknown> = {
    "without id": () => ({ name: "Ada" }),
    "with an empty id": () => ({ id: "" }),
    "with id 0": () => ({ id: 0 }),
    "with an id that lost digits": () => ({ id: 2 ** 53 }),
    "with an object as id": () => ({ id: {} }),
    "with an id that was made of nothing": () => ({ id: String(undefined) }),
    "with an id that was made of null": () => ({ id: String(null) }),
    "with an id that was made of an object": () => ({ id: String({}) }),
    "with a list of addresses": () => ({ id: "1", email: ["a@example.com"] }),
    "that is nothing": () => undefined,
    "that throws": () => {
      throw new Error("no such field")
    },
  }

  test.each(Object.entries(unusable))("%s", async (_name, profile) => {
    const browser = testBrowser()
    const provider = testProvider({ profile: profile as () => User })
    const outcome = await toIdentity(browser.request({}), provider, raw, { access_token: "secret" })
    expect(outcome).toEqual({ kind: "redirect", location: `${baseUrl}/signin` })
    expect(browser.log).toEqual([
      { code: "OAUTH_PARSE_PROFILE_ERROR", metadata: { error: expect.any(Error), providerId: "example" } },
    ])
  })
})
