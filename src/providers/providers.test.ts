import { readdirSync } from "node:fs"
import { createRequire } from "node:module"
import { afterEach, describe, expect, test, vi } from "vitest"
import type { CredentialsConfig, OAuthClient, OAuthConfig } from "../core/contracts/provider.js"
import type { OpenProfile } from "./oauth.js"

type AnyProvider = OAuthConfig<OpenProfile> | CredentialsConfig
type Factory = (options: object) => AnyProvider

const require = createRequire(import.meta.url)
const typesOnly = ["index", "oauth"]
const files = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .map((file) => file.replace(/\.ts$/, ""))
  .filter((name) => !typesOnly.includes(name))

const options = { clientId: "the-id", clientSecret: "the-secret", issuer: "https://issuer.example" }
const ours = async (name: string, own: object = options): Promise<AnyProvider> => {
  const { default: factory }: { default: Factory } = await import(`../providers/${name}.ts`)
  return factory(own)
}
const theirs = (name: string, own: object = options): AnyProvider => {
  const { default: factory }: { default: Factory } = require(`next-auth-v4/providers/${name}`)
  return factory(own)
}
const oauth = async (name: string, own?: object): Promise<OAuthConfig<OpenProfile>> =>
  (await ours(name, own)) as OAuthConfig<OpenProfile>

afterEach(() => {
  vi.unstubAllGlobals()
})

describe.each(files)("provider %s", (name) => {
  test("has the id of its file", async () => {
    expect((await ours(name)).id).toBe(name)
  })

  test("keeps what the developer passed for later", async () => {
    expect((await ours(name)).options).toMatchObject(options)
  })

  test("only names addresses on https", async () => {
    const text = JSON.stringify(await ours(name))
    expect(text).not.toMatch(/http:|undefined/)
    for (const [address] of text.matchAll(/https:[^"]+/g)) expect(() => new URL(address)).not.toThrow()
  })

  test("is what next-auth v4 has under this name", async () => {
    const { options: _, issuer: __, ...provider } = JSON.parse(JSON.stringify(await ours(name)))
    const { options: ___, issuer: ____, ...known } = JSON.parse(JSON.stringify(theirs(name)))
    expect(provider).toEqual(known)
    expect(functionsOf(await ours(name))).toEqual(functionsOf(theirs(name)))
  })
})

function functionsOf(provider: object, path = ""): string[] {
  return Object.entries(provider)
    .flatMap(([key, value]) => {
      if (typeof value === "function") return [path + key]
      return typeof value === "object" && value !== null && key !== "options"
        ? functionsOf(value, `${path}${key}.`)
        : []
    })
    .sort()
}

/** Answers as the providers document them, shortened to what may matter. */
const profiles: Record<string, OpenProfile[]> = {
  github: [
    {
      login: "octocat",
      id: 583231,
      name: "The Octocat",
      email: "octocat@github.com",
      avatar_url: "https://a.example/1",
    },
    { login: "octocat", id: 583231, name: null, email: null, avatar_url: "https://a.example/1" },
  ],
  google: [{ sub: "110169484474386276334", name: "Ada L", email: "ada@gmail.com", picture: "https://a.example/1" }],
  auth0: [
    { sub: "auth0|507f1f77", name: "Ada L", nickname: "ada", email: "ada@example.com", picture: "https://a.example/1" },
  ],
  keycloak: [
    {
      sub: "f:1:ada",
      name: "Ada L",
      preferred_username: "ada",
      email: "ada@example.com",
      picture: "https://a.example/1",
    },
    { sub: "f:1:ada", preferred_username: "ada", email: "ada@example.com" },
  ],
  okta: [
    { sub: "00uid4BxXw6I6TV4m0g3", name: "Ada L", preferred_username: "ada@example.com", email: "ada@example.com" },
    { sub: "00uid4BxXw6I6TV4m0g3", preferred_username: "ada@example.com" },
  ],
  gitlab: [
    { id: 1, username: "ada", name: "Ada L", email: "ada@example.com", avatar_url: "https://a.example/1" },
    { id: 1, username: "ada", name: null, email: "ada@example.com", avatar_url: null },
  ],
  discord: [
    {
      id: "80351110224678912",
      username: "Nelly",
      discriminator: "1337",
      avatar: "8342729096ea3675442027381ff50dfe",
      email: "n@e.example",
    },
    {
      id: "80351110224678912",
      username: "Nelly",
      discriminator: "1337",
      avatar: "a_8342729096ea",
      email: "n@e.example",
    },
    { id: "80351110224678912", username: "Nelly", discriminator: "1337", avatar: null, email: null },
    { id: "80351110224678912", username: "nelly", discriminator: "0", avatar: null },
  ],
  apple: [
    {
      sub: "001473.fe6f33bf4b8e4590aacbabdcb8598bd0.2039",
      email: "dpdcnf87nu@privaterelay.appleid.com",
      name: "Ada L",
    },
  ],
  "azure-ad": [{ sub: "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ", name: "Ada L", email: "ada@example.com" }],
}

describe.each(Object.entries(profiles))("somebody at %s", (name, examples) => {
  test.each(examples)("becomes the user that next-auth v4 makes of them: %j", async (example) => {
    vi.stubGlobal("fetch", async () => new Response(null, { status: 404 }))
    const known = theirs(name) as OAuthConfig<OpenProfile>
    const theirProfile = structuredClone(example)
    const ourProfile = structuredClone(example)
    const user = await (await oauth(name)).profile?.(ourProfile, { access_token: "at" })
    expect({ image: null, ...user }).toEqual({
      image: null,
      ...(await known.profile?.(theirProfile, { access_token: "at" })),
    })
    expect(ourProfile).toEqual(theirProfile)
  })
})

test("every provider has an example of somebody", () => {
  expect(Object.keys(profiles).sort()).toEqual(files.filter((name) => name !== "credentials").sort())
})

describe("GitHub, when somebody hides their address", () => {
  const emailAfter = async (answer: Response): Promise<unknown> => {
    const asked: [string, RequestInit][] = []
    vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
      asked.push([url, init])
      return answer
    })
    const { userinfo } = await oauth("github")
    if (typeof userinfo !== "object") throw new Error("no request of its own")
    const client: Partial<OAuthClient> = { userinfo: async <T>() => ({ login: "ada", email: null }) as T }
    const provider = {} as Parameters<NonNullable<typeof userinfo.request>>[0]["provider"]
    const profile = await userinfo.request?.({
      client: client as OAuthClient,
      provider,
      tokens: { access_token: "at" },
    })
    expect(asked).toEqual([
      [
        "https://api.github.com/user/emails",
        expect.objectContaining({ headers: expect.objectContaining({ authorization: "Bearer at" }) }),
      ],
    ])
    return profile?.email
  }

  test("uses the primary one, if it is verified", async () => {
    const other = { email: "other@example.com", primary: false, verified: true }
    expect(await emailAfter(Response.json([other, { email: "ada@example.com", primary: true, verified: true }]))).toBe(
      "ada@example.com",
    )
    expect(
      await emailAfter(Response.json([other, { email: "ada@example.com", primary: true, verified: false }])),
    ).toBeNull()
  })

  test("uses none when it may not ask", async () => {
    expect(await emailAfter(Response.json({ message: "Not Found" }, { status: 404 }))).toBeNull()
  })
})

describe("Azure AD", () => {
  const ada = { sub: "1", name: "Ada", email: "ada@example.com" }

  test("shows somebody's photo in the size that was asked for", async () => {
    const asked: string[] = []
    vi.stubGlobal("fetch", async (url: string) => {
      asked.push(url)
      return new Response(new Uint8Array([0xff, 0xd8, 0xff]))
    })
    const small = await oauth("azure-ad")
    const large = await oauth("azure-ad", { ...options, profilePhotoSize: 648 })
    expect((await small.profile?.(ada, { access_token: "at" }))?.image).toBe("data:image/jpeg;base64, /9j/")
    await large.profile?.(ada, { access_token: "at" })
    expect(asked).toEqual([
      "https://graph.microsoft.com/v1.0/me/photos/48x48/$value",
      "https://graph.microsoft.com/v1.0/me/photos/648x648/$value",
    ])
  })

  test("signs in without a photo when there is none, no token, or no network", async () => {
    vi.stubGlobal("fetch", async () => {
      throw new TypeError("fetch failed")
    })
    const provider = await oauth("azure-ad")
    expect((await provider.profile?.(ada, { access_token: "at" }))?.image).toBeNull()
    expect((await provider.profile?.(ada, {}))?.image).toBeNull()
  })

  test("speaks for any tenant, unless the developer names another discovery document", async () => {
    expect((await oauth("azure-ad", { ...options, tenantId: "organizations" })).issuer).toContain("{tenantid}")
    const wellKnown = "https://login.microsoftonline.us/common/v2.0/.well-known/openid-configuration"
    expect((await oauth("azure-ad", { ...options, wellKnown })).issuer).toBeUndefined()
  })
})

test("Apple tells a name once, beside the ID token", async () => {
  const apple = await oauth("apple")
  const name = async (user: unknown): Promise<unknown> => (await apple.profile?.({ sub: "1", user }, {}))?.name
  expect(await name({ name: { firstName: "Ada", lastName: "Lovelace" } })).toBe("Ada Lovelace")
  expect(await name({ name: { firstName: "Ada", lastName: "" } })).toBe("Ada")
  expect(await name(undefined)).toBeNull()
})

test("credentials without `authorize` let nobody in", async () => {
  const credentials = (await ours("credentials", {})) as CredentialsConfig
  expect(await credentials.authorize({}, {})).toBeNull()
})
