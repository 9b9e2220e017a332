/** Somebody signs in at every provider there is, each answering as its own configuration says. */
import { readdirSync, readFileSync } from "node:fs"
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { OAuthConfig, OAuthProvider } from "../../src/core/contracts/provider.js"
import type { Profile } from "../../src/core/model.js"
import { resolveProvider } from "../../src/core/options/resolve-provider.js"
import type { OpenProfile } from "../../src/providers/oauth.js"
import { openApp } from "../support/app.js"
import { profiles } from "../support/catalogue.js"
import { type Arrived, type ReroutedNetwork, rerouteNetwork, type Service } from "../support/rerouted-network.js"

const folder = new URL("../../src/providers/", import.meta.url)
const files = readdirSync(folder)
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .filter((file) => readFileSync(new URL(file, folder), "utf8").includes("export const facts"))
  .map((file) => file.replace(/\.ts$/, ""))

/** Where what providers do their own way is played. */
const tests = ["providers.test.ts", "openid-providers.test.ts"]
  .map((file) => readFileSync(new URL(file, import.meta.url), "utf8"))
  .join("\n")

/** These ask their API in a way of their own: each has a test there. */
const ownRequests = [
  "azure-devops",
  "bungie",
  "dropbox",
  "eveonline",
  "foursquare",
  "hubspot",
  "linear",
  "nextcloud",
  "notion",
  "tiktok",
  "trakt",
  "wechat",
]

/** Where the issuer is not the address that the discovery document is found at. */
const tenant = "9188040d-6c67-4c5b-b112-36a304b66dad"
const issuers: Record<string, string> = {
  "azure-ad": "https://login.microsoftonline.com/{tenantid}/v2.0",
  "azure-ad-b2c": `https://issuer.example/${tenant}/v2.0/`,
  frontegg: "https://issuer.example/frontegg",
  "microsoft-entra-id": "https://login.microsoftonline.com/{tenantid}/v2.0",
  railway: "https://backboard.railway.com",
}

/** What ID tokens are signed with, where that is not RS256: as the provider documents it, whatever ours is configured for. */
const signedWith: Record<string, string> = {
  line: "HS256",
  logto: "ES384",
  railway: "ES256",
  roblox: "ES256",
  yahoo: "ES256",
}

/** ID tokens from here say nothing but who it is: the rest is asked for. */
const tellNothing = ["authelia", "bankid-no", "railway", "vipps"]

/** These depart in what the examples show. */
const inExamples = ["apple", "azure-ad-b2c", "kick", "naver", "netsuite", "vk"]

/** What is said of these is no matter of signing in: how one registers, signs out, or that the end has come. */
const elsewhere = ["cognito", "figma", "mastodon", "medium", "osso", "passage"]

const client = { clientId: "the-id", clientSecret: "the secret of the client, in 32 bytes" }
const ownOptions: Record<string, object> = {
  osso: { issuer: "https://issuer.example/" },
  workos: { issuer: "https://issuer.example/" },
  netsuite: { accountID: "1234567", userinfo: "https://issuer.example/whoami" },
}

const algorithms = ["RS256", "ES256", "ES384"]
const pairs = await Promise.all(algorithms.map((alg) => generateKeyPair(alg)))
const published = pairs.map(async ({ publicKey }, i) => ({
  ...(await exportJWK(publicKey)),
  alg: algorithms[i],
  kid: algorithms[i],
  use: "sig",
}))
const jwks = { keys: await Promise.all(published) }

/** Signs as providers do: with a key they publish, or with the secret of the client. */
function signed(claims: JWTPayload, alg = "RS256"): Promise<string> {
  const key = pairs[algorithms.indexOf(alg)]?.privateKey ?? new TextEncoder().encode(client.clientSecret)
  return new SignJWT(claims).setProtectedHeader({ alg, kid: alg }).sign(key)
}
let network: ReroutedNetwork

beforeAll(async () => {
  network = await rerouteNetwork()
})
afterAll(() => network.close())

const at = (method: string, address: string): string => {
  const { host, pathname } = new URL(address)
  return `${method} ${host}${pathname}`
}

/** Whether the client proved itself at the token endpoint as this provider wants it. */
function isProven(
  { headers, body }: Arrived,
  { client: { token_endpoint_auth_method: method } }: OAuthProvider,
): boolean {
  const secret = new URLSearchParams(body).get("client_secret")
  if (method === "client_secret_post") return secret === client.clientSecret && headers.authorization === undefined
  return secret === null && headers.authorization?.startsWith("Basic ") === true
}

/** What stands behind a provider's addresses, for one attempt. */
function serviceOf(name: string, provider: OAuthProvider, asked: URLSearchParams, said: OpenProfile): Service {
  const bound = provider.checks.has("pkce")
  const token = async (request: Arrived): Promise<object> => {
    const form = new URLSearchParams(request.body)
    const right = isProven(request, provider) && form.get("code") === "the-code" && form.has("code_verifier") === bound
    if (!right || form.get("redirect_uri") !== asked.get("redirect_uri")) return { error: "invalid_grant" }
    return { access_token: "the token", token_type: "Bearer", expires_in: 3600, ...(await idToken()) }
  }
  const issuer = issuers[name] ?? provider.discovery?.split("/.well-known/")[0] ?? ""
  const idToken = async (): Promise<object> => {
    if (!provider.idToken) return {}
    const nonce = asked.get("nonce")
    const now = Math.floor(Date.now() / 1000)
    const iss = issuer.replace("{tenantid}", tenant)
    const told = tellNothing.includes(name) ? { sub: said.sub } : said
    const claims = { ...told, iss, aud: "the-id", iat: now, exp: now + 600, tid: tenant, ...(nonce ? { nonce } : {}) }
    return { id_token: await signed(claims, signedWith[name]) }
  }
  const userinfo = async ({ headers }: Arrived): Promise<object | string> => {
    if (headers.authorization !== "Bearer the token") return [401, { error: "invalid_token" }]
    const algorithm = provider.client.userinfo_signed_response_alg
    if (algorithm === undefined) return said
    return signed({ ...said, iss: issuer, aud: "the-id" })
  }
  if (provider.discovery === undefined) {
    return {
      [at("POST", provider.token.url ?? "")]: token,
      [at("GET", provider.userinfo.url ?? "")]: userinfo,
    }
  }
  const { origin } = new URL(provider.discovery)
  return {
    [at("GET", provider.discovery)]: () => ({
      issuer,
      authorization_endpoint: `${origin}/authorize`,
      token_endpoint: `${origin}/token`,
      userinfo_endpoint: `${origin}/userinfo`,
      jwks_uri: `${origin}/keys`,
    }),
    [at("GET", `${origin}/keys`)]: () => jwks,
    [at("POST", `${origin}/token`)]: token,
    [at("GET", `${origin}/userinfo`)]: userinfo,
  }
}

test.each(files.filter((name) => !ownRequests.includes(name)))("somebody signs in at %s", async (name) => {
  const { default: factory } = await import(`../../src/providers/${name}.ts`)
  const needsIssuer = JSON.stringify(factory(client)).includes("undefined")
  const own = ownOptions[name] ?? (needsIssuer ? { issuer: `https://issuer.example/${name}` } : {})
  const config: OAuthConfig<OpenProfile> = factory({ ...client, ...own })
  const app = openApp({ providers: [config] })
  const provider = resolveProvider(config, { secret: "irrelevant" }) as OAuthProvider
  const said = profiles[name]?.[0] ?? {}

  network.serve(serviceOf(name, provider, new URLSearchParams(), said))
  const browser = app.browser()
  const { location } = await browser.signIn(provider.id, {})
  const asked = new URL(location ?? "").searchParams
  expect(Object.fromEntries(asked)).toMatchObject({
    client_id: "the-id",
    response_type: "code",
    redirect_uri: `${app.origin}/api/auth/callback/${provider.id}`,
    ...(provider.checks.has("pkce") ? { code_challenge_method: "S256" } : {}),
  })
  expect(asked.has("state") || asked.has("code_challenge")).toBe(true)

  network.serve(serviceOf(name, provider, asked, said))
  const state = asked.get("state")
  const isPosted = provider.responseMode === "form_post"
  const consent = isPosted ? { user: { name: { firstName: "Ada", lastName: "L" } } } : {}
  const told = isPosted ? { user: JSON.stringify(consent.user) } : {}
  const answer = { code: "the-code", ...(state ? { state } : {}), ...told }
  const callback = `callback/${provider.id}`
  const back = await (isPosted
    ? browser.post(callback, { form: answer }, { "sec-fetch-site": "cross-site" })
    : browser.get(`${callback}?${new URLSearchParams(answer)}`))
  expect(app.log).toEqual([])
  expect(back.location).toBe(`${app.origin}/`)
  const {
    name: called = undefined,
    email = undefined,
    image: picture = undefined,
  } = await provider.profile({ ...said, ...consent } as Profile, {})
  const expected = { name: called ?? null, email: email?.toLowerCase() ?? null, image: picture ?? null }
  expect({ name: null, email: null, image: null, ...(await browser.session())?.user }).toEqual(expected)
})

test("what a provider departs in is played, here or in a test of its own", () => {
  const played = [signedWith, issuers, tellNothing, inExamples, elsewhere].flatMap((list) =>
    Array.isArray(list) ? list : Object.keys(list),
  )
  const departing = files.filter((name) => readFileSync(new URL(`${name}.ts`, folder), "utf8").includes("  departs:"))
  const unplayed = departing.filter((name) => !played.includes(name) && !tests.includes(`src/providers/${name}.js"`))
  expect(unplayed).toEqual([])
  expect(played.filter((name) => !departing.includes(name))).toEqual(["frontegg"]) // its issuer has a path
})

test.each(ownRequests)("somebody signs in at %s in a test of its own", (name) => {
  const [, imported] = new RegExp(`import (\\w+) from "[./]*src/providers/${name}\\.js"`).exec(tests) ?? []
  expect(tests).toMatch(new RegExp(`signIn\\(${imported}\\(`))
})
