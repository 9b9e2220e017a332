import { readdirSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname } from "node:path"
import { afterEach, describe, expect, test, vi } from "vitest"
import {
  type AnyProvider,
  type Factory,
  files,
  oauth,
  options,
  ours,
  ownOptions,
  profiles,
} from "../../test/support/catalogue.js"
import { testBrowser, testProvider } from "../../test/support/request-context.js"
import { type Identity, isOutcome } from "../core/contracts/method.js"
import type { Outcome } from "../core/contracts/outcome.js"
import type { CredentialsConfig, OAuthConfig, OAuthProvider } from "../core/contracts/provider.js"
import type { User } from "../core/model.js"
import { resolveProvider } from "../core/options/resolve-provider.js"
import { toIdentity } from "../methods/oauth/profile.js"
import type { OpenProfile, ProviderFacts } from "./oauth.js"

const require = createRequire(import.meta.url)
const v4Files = readdirSync(dirname(require.resolve("next-auth-v4/providers/github")))
  .filter((file) => file.endsWith(".js"))
  .map((file) => file.replace(/\.js$/, ""))
  .filter((name) => !["index", "oauth", "oauth-types", "email"].includes(name))

/** Files whose id is another, as in next-auth v4 and Auth.js v5. */
const otherIds: Record<string, string> = { "duende-identity-server6": "duende-identityserver6", "ory-hydra": "hydra" }

/** Where ours is not what next-auth v4 has: the parts that differ, and why. docs/differences.md tells it too. */
const differences: Record<string, { because: string; parts: string[] }> = {
  apple: {
    because: "v4 relies on PKCE, which Apple does not announce; Auth.js v5 has state and nonce too",
    parts: ["checks.1", "checks.2"],
  },
  atlassian: {
    because: "v4 leaves it to the app to ask for the scope that its own request for the profile needs",
    parts: ["authorization.params.scope"],
  },
  bungie: {
    because: "the profile is asked for by the membership that came with the token, which v4 left to the app",
    parts: ["userinfo.request"],
  },
  coinbase: {
    because: "v4's addresses are those of a service that Coinbase replaced; the new one supports PKCE",
    parts: ["authorization.url", "checks.0", "checks.1", "token.url"],
  },
  dropbox: { because: "Dropbox answers to POST only", parts: ["userinfo.request"] },
  eveonline: {
    because: "v4 asks an endpoint that CCP has deprecated; the access token says the same",
    parts: ["userinfo.request", "userinfo.url"],
  },
  faceit: {
    because: "v4 names headers that nothing reads; the client proves itself by the same Basic authentication",
    parts: ["headers.Authorization"],
  },
  freshbooks: {
    because: "v4 has the names of OAuth 1.0a's options, under which no sign-in is possible",
    parts: [
      "accessTokenUrl",
      "authorization.params.scope",
      "authorization.url",
      "authorizationUrl",
      "params.grant_type",
      "profileUrl",
      "token.url",
      "userinfo.url",
      "version",
    ],
  },
  hubspot: {
    because: "v4 repeats its endpoints under names that nothing reads",
    parts: ["authorizationUrl", "profileUrl", "tokenUrl"],
  },
  instagram: {
    because:
      "the API for personal accounts has ended; that for business accounts has another scope, and its tokens in a list",
    parts: ["authorization.url", "token.conform"],
  },
  linkedin: {
    because: "v4 asks an API that LinkedIn has retired; sign-in is OpenID Connect now",
    parts: ["authorization.url", "idToken", "token.url", "userinfo.params.projection", "userinfo.url", "wellKnown"],
  },
  reddit: { because: "v4 has a space before the address of the token endpoint", parts: ["token.url"] },
  salesforce: { because: "v4 switches every check off", parts: ["checks.0", "checks.1"] },
  todoist: { because: "the version of the API that v4 asks is retired", parts: ["userinfo.request", "userinfo.url"] },
  twitter: {
    because: "v4 proves itself in a request of its own, where Basic authentication is what X asks for",
    parts: ["token.request"],
  },
  twitch: {
    because: "v4 stores the list of scopes as it comes, and does not ask whether the address is verified",
    parts: ["authorization.params.claims.id_token.email_verified", "token.conform"],
  },
}

const theirs = (name: string, own: object = { ...options, ...ownOptions[name] }): AnyProvider => {
  const { default: factory }: { default: Factory } = require(`next-auth-v4/providers/${name}`)
  return factory(own)
}

afterEach(() => {
  vi.unstubAllGlobals()
})

describe.each(files)("provider %s", (name) => {
  test("has the id of its file", async () => {
    expect((await ours(name)).id).toBe(otherIds[name] ?? name)
  })

  test("keeps what the developer passed for later", async () => {
    const { issuer, ...kept } = { ...options, ...ownOptions[name] }
    expect((await ours(name)).options).toMatchObject(kept) // what `issuer` comes to, test/flows/every-provider.test.ts knows
    expect((await ours(name)).options?.issuer).toEqual(expect.any(String))
  })

  test("only names addresses on https", async () => {
    const text = JSON.stringify(await ours(name))
    expect(text).not.toMatch(/http:|undefined/)
    for (const [address] of text.matchAll(/https:[^"]+/g)) expect(() => new URL(address)).not.toThrow()
  })
})

/** What next-auth v4 does not know, and what it lays out from the options already. */
function comparable(provider: AnyProvider): object {
  const {
    options: given,
    issuer: _,
    emailVerified: __,
    revocation: ___,
    endSession: ____,
    ...rest
  } = provider as OAuthConfig<OpenProfile>
  const passed = { ...options, ...given }
  const laidOut = Object.entries(rest).filter(([name]) => !Object.hasOwn(passed, name) || name === "version")
  return JSON.parse(JSON.stringify(Object.fromEntries(laidOut)))
}

test("every provider of next-auth v4 is here", () => {
  expect(v4Files.filter((name) => !files.includes(name))).toEqual([])
  expect(v4Files).toHaveLength(64)
})

test.each(v4Files)("%s is what next-auth v4 has under this name, or differs for a reason", async (name) => {
  const [mine, other] = [await ours(name), theirs(name)]
  if (differences[name]) return expect(differingParts(mine, other)).toEqual(differences[name].parts)
  expect(comparable(mine)).toEqual(comparable(other))
  expect(functionsOf(mine)).toEqual(functionsOf(other))
})

/** Where two providers differ, however an endpoint is written. */
function differingParts(...providers: [AnyProvider, AnyProvider]): string[] {
  const [mine, other] = providers.map((provider) => {
    const functions = functionsOf(provider).map((path) => [path, "a function"])
    return new Map<string, unknown>([...partsOf(comparable(provider)), ...functions] as [string, unknown][])
  }) as [Map<string, unknown>, Map<string, unknown>]
  return [...new Set([...mine.keys(), ...other.keys()])].filter((path) => mine.get(path) !== other.get(path)).sort()
}

function partsOf(value: object, path = ""): [string, unknown][] {
  return Object.entries(value).flatMap(([key, part]): [string, unknown][] => {
    const isEndpoint = path === "" && ["authorization", "token", "userinfo"].includes(key)
    if (isEndpoint && typeof part === "string") return [[`${key}.url`, part]]
    return typeof part === "object" && part !== null ? partsOf(part, `${path}${key}.`) : [[path + key, part]]
  })
}

test("docs/differences.md tells of every provider that differs", () => {
  const page = readFileSync(new URL("../../docs/differences.md", import.meta.url), "utf8")
  for (const name of Object.keys(differences)) expect(page).toContain(`\`${name}\``)
})

/** What Twitter's old API needed. */
const goneTypes = ["TwitterLegacyProfile", "TwitterLegacy"]

test.each(v4Files.filter((name) => name !== "credentials"))(
  "%s exports the types that next-auth v4 exports",
  (name) => {
    const declared = readFileSync(require.resolve(`next-auth-v4/providers/${name}`).replace(/\.js$/, ".d.ts"), "utf8")
    const source = readFileSync(new URL(`${name}.ts`, import.meta.url), "utf8")
    const exported = (text: string): string[] =>
      [...text.matchAll(/^export (?:declare )?(?:interface|type|enum|function) (\w+)/gm)].map(([, type = ""]) => type)
    expect(exported(declared).filter((type) => !exported(source).includes(type) && !goneTypes.includes(type))).toEqual(
      [],
    )
  },
)

test.each(files.filter((name) => name !== "credentials"))(
  "%s tells what one wants to know before choosing it",
  async (name) => {
    const { facts }: { facts: ProviderFacts } = await import(`../providers/${name}.ts`)
    expect(new URL(facts.register).protocol).toBe("https:")
    expect(facts.refresh).toMatch(/\w/)
    const provider = await oauth(name)
    const isDiscovered = provider.wellKnown !== undefined || provider.type === "oidc"
    if (!isDiscovered) expect(facts.revoke).toBe(provider.revocation !== undefined)
    if (!isDiscovered) expect(facts.logout).toBe(provider.endSession !== undefined)
    if (provider.revocation) expect(facts.revoke).toBe(true)
    if (facts.emails === "unverified") expect(provider.emailVerified ?? false).toBe(false)
    if (facts.emails === "none") expect(provider.emailVerified).toBeUndefined()
    if (facts.emails === "verified") expect(provider.emailVerified).toBeDefined()
    if (facts.emails === "claim" && !isDiscovered) {
      const { emailVerified } = resolveProvider(provider, { secret: "irrelevant" }) as OAuthProvider
      expect(profiles[name]?.map(emailVerified)).toContain(true)
    }
  },
)

test.each(files.filter((name) => name !== "credentials"))(
  "an answer of %s that another browser began is known without the provider's help",
  async (name) => {
    const { checks } = resolveProvider(await oauth(name), { secret: "irrelevant" }) as OAuthProvider
    expect([...checks]).toContain("state")
  },
)

test("no provider sends a request past its own `fetch`, deadline and size limit, but for Azure DevOps's tokens", () => {
  const sourceOf = (name: string): string => readFileSync(new URL(`${name}.ts`, import.meta.url), "utf8")
  expect(files.filter((name) => /(?<![.\w])fetch\(/.test(sourceOf(name)))).toEqual(["azure-devops"])
})

function functionsOf(provider: object, path = ""): string[] {
  return Object.entries(provider)
    .flatMap(([key, value]) => {
      if (typeof value === "function") return key === "emailVerified" ? [] : [path + key]
      return typeof value === "object" && value !== null && key !== "options"
        ? functionsOf(value, `${path}${key}.`)
        : []
    })
    .sort()
}

/** A name or a picture that is not there, however that is said. */
const inFull = (user: User | undefined): object => ({ ...user, name: user?.name ?? null, image: user?.image ?? null })

/** What ours says otherwise: LinkedIn is asked by another API, and EVE Online's pictures have moved. */
const mapsOtherwise: Record<string, object> = {
  linkedin: { name: "Ada Lovelace", email: "ada@example.com" },
  eveonline: { name: "CCP Bartender", image: "https://images.evetech.net/characters/95465499/portrait?size=128" },
}

describe.each(Object.entries(profiles).filter(([name]) => v4Files.includes(name)))(
  "somebody at %s",
  (name, examples) => {
    test.each(examples)("becomes the user that next-auth v4 makes of them: %j", async (example) => {
      vi.stubGlobal("fetch", async () => new Response(null, { status: 404 }))
      const known = theirs(name) as OAuthConfig<OpenProfile>
      const theirProfile = structuredClone(example)
      const ourProfile = structuredClone(example)
      const user = await (await oauth(name)).profile?.(ourProfile, { access_token: "at" })
      expect(user?.id).toMatch(/^.+$/)
      if (mapsOtherwise[name]) return expect(user).toMatchObject(mapsOtherwise[name])
      const theirUser = await known.profile?.(theirProfile, { access_token: "at" })
      expect(inFull(user)).toEqual({ ...inFull(theirUser), id: String(theirUser?.id) })
      expect(ourProfile).toEqual(theirProfile)
    })
  },
)

describe.each(Object.entries(profiles))("an answer of %s that does not say who it is about", (name, examples) => {
  test.each(examples)("signs nobody in: %j", async (example) => {
    vi.stubGlobal("fetch", async () => new Response(null, { status: 404 }))
    const { profile = () => ({ id: "" }) } = await oauth(name)
    const identify = (said: OpenProfile): Promise<Identity | Outcome> =>
      toIdentity(testBrowser().request({}), testProvider({ profile }), structuredClone(said), {})
    const whole = await identify(example)
    if (isOutcome(whole)) throw new Error("The example itself is refused")
    const nameless = without(whole.account.providerAccountId, example)
    const identity = await identify(nameless)
    // What else it names somebody by must be in it, too.
    if (!isOutcome(identity)) expect(JSON.stringify(nameless)).toContain(`"${identity.account.providerAccountId}"`)
    expect(isOutcome(await identify({}))).toBe(true)
  })
})

/** A copy that says `text` nowhere, however deep. */
function without(text: string, value: OpenProfile): OpenProfile {
  const rest = Object.entries(value)
    .filter(([, part]) => String(part) !== text)
    .map(([key, part]) => [key, typeof part === "object" && part !== null ? without(text, part) : part])
  return Array.isArray(value) ? rest.map(([, part]) => part) : Object.fromEntries(rest)
}

test("every provider has an example of somebody", () => {
  expect(Object.keys(profiles).sort()).toEqual(files.filter((name) => name !== "credentials").sort())
})

test.each([
  ["foursquare", { response: { user: { id: "1", firstName: "Ada" } } }],
  ["freshbooks", { response: { id: 1, first_name: "Ada" } }],
  ["strava", { id: 1, firstname: "Ada" }],
  ["workos", { id: "1", first_name: "Ada" }],
  ["zoho", { ZUID: 1, First_Name: "Ada" }],
  ["zoom", { id: "1", first_name: "Ada" }],
  ["facebook", { id: "1", name: "Ada" }],
  ["azure-devops", { id: "1", displayName: "Ada", coreAttributes: { Avatar: null } }],
])("somebody at %s without a last name or a picture is known by what they told", async (name, said) => {
  const user = await (await oauth(name)).profile?.(said, {})
  expect(user).toMatchObject({ id: "1", name: "Ada" })
  expect(user?.image ?? null).toBeNull()
})

test("Azure AD speaks for any tenant, unless the developer names another discovery document", async () => {
  expect((await oauth("azure-ad", { ...options, tenantId: "organizations" })).issuer).toContain("{tenantid}")
  const wellKnown = "https://login.microsoftonline.us/common/v2.0/.well-known/openid-configuration"
  expect((await oauth("azure-ad", { ...options, wellKnown })).issuer).toBeUndefined()
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

test("the e-mail provider is what next-auth v4 has under this name", async () => {
  const own = { server: "smtp://mail.example", from: "App <no-reply@app.example>" }
  const { default: email } = await import("./email.js")
  const provider = email(own)
  expect(JSON.parse(JSON.stringify(provider))).toEqual(JSON.parse(JSON.stringify(theirs("email", own))))
  expect(functionsOf(provider)).toEqual(functionsOf(theirs("email", own)))
})
