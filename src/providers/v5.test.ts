/** Providers of Auth.js v5, beside ours: where we ask somebody else, or for something else, than they do, and whom we make of the answer. */
import { readdirSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname } from "node:path"
import { afterEach, expect, test, vi } from "vitest"
import { files, mailers, oauth, options, ownOptions, profiles } from "../../test/support/catalogue.js"
import type { OAuthConfig, OAuthProvider } from "../core/contracts/provider.js"
import { resolveProvider } from "../core/options/resolve-provider.js"
import type { OpenProfile } from "./oauth.js"

const require = createRequire(import.meta.url)
const namesIn = (door: string): string[] =>
  readdirSync(dirname(require.resolve(door)))
    .filter((file) => file.endsWith(".js"))
    .map((file) => file.replace(/\.js$/, ""))

const notOAuth = [...mailers, "passkey", "webauthn", "credentials", "index", "oauth", "provider-types"]
const names = namesIn("auth-core-v5/providers/github").filter((name) => !notOAuth.includes(name))
const inV4 = namesIn("next-auth-v4/providers/github")
const onlyInV5 = names.filter((name) => !inV4.includes(name))

/** The parts that differ, and why. */
const differences: Record<string, { because: string; parts: string[] }> = {
  "azure-devops": { because: "tokens have an address of their own in its documentation", parts: ["token"] },
  "click-up": { because: "ClickUp reads the secret in the body", parts: ["authentication"] },
  figma: { because: "the scope of Auth.js is retired", parts: ["scope"] },
  frontegg: {
    because: "its discovery document names the endpoints, and the ID token the person",
    parts: ["authorization", "token", "userinfo"],
  },
  netsuite: {
    because: "the address of the RESTlet is part of the provider, not of its options only",
    parts: ["userinfo"],
  },
  wechat: { because: "the secret is a field of the body, under WeChat's own name", parts: ["authentication"] },
}

async function theirs(name: string): Promise<OAuthConfig<OpenProfile>> {
  const { default: factory } = await import(`auth-core-v5/providers/${name}`)
  return factory({ ...options, redirectUri: "https://app.example", ...ownOptions[name] })
}

/** Who is asked, for what, and how the client proves itself. */
function asked(provider: OAuthConfig<OpenProfile>): Record<string, unknown> {
  const { id, type, client } = provider
  const [authorization, token, userinfo] = [provider.authorization, provider.token, provider.userinfo].map(addressed)
  return {
    id,
    type,
    authorization: authorization?.url,
    token: token?.url,
    userinfo: userinfo?.url,
    fields: userinfo?.params.fields,
    scope: authorization?.params.scope ?? (type === "oidc" ? "openid profile email" : undefined),
    authentication: client?.token_endpoint_auth_method ?? "client_secret_basic",
  }
}

type Endpoint = OAuthConfig<OpenProfile>["userinfo"]

function addressed(endpoint: Endpoint): { url: string; params: OpenProfile } {
  const { url, params = {} } = typeof endpoint === "object" ? endpoint : { url: endpoint }
  const { origin, pathname, searchParams } = new URL(url ?? "https://discovered.example")
  return { url: origin + pathname, params: { ...Object.fromEntries(searchParams), ...params } }
}

test("every provider of Auth.js v5 is here", () => {
  expect(names.filter((name) => !files.includes(name))).toEqual([])
  expect(onlyInV5).toHaveLength(30)
})

test.each(onlyInV5)("%s is asked where and what Auth.js v5 asks, but for the parts that are named", async (name) => {
  const [mine, other] = [asked(await oauth(name)), asked(await theirs(name))]
  const parts = Object.keys(mine).filter((part) => mine[part] !== other[part])
  expect(parts).toEqual(differences[name]?.parts ?? [])
})

/** Where Auth.js sends a `code_challenge` that ours does not, and why. */
const withoutPkce: Record<string, string> = {
  "azure-devops": "the code goes into an assertion, beside which nothing is read",
}

test.each(onlyInV5)("%s ties an answer to its browser at least as Auth.js v5 does", async (name) => {
  const mine = resolveProvider(await oauth(name), { secret: "irrelevant" }) as OAuthProvider
  const other = [(await theirs(name)).checks ?? "pkce"].flat()
  expect([...mine.checks]).toContain("state")
  const missing = other.filter((check) => check !== "none" && !mine.checks.has(check))
  expect(missing).toEqual(withoutPkce[name] ? ["pkce"] : [])
})

afterEach(() => {
  vi.unstubAllGlobals()
})

test.each(onlyInV5)("somebody at %s becomes the user that Auth.js v5 makes of them", async (name) => {
  vi.stubGlobal("fetch", async () => new Response(null, { status: 404 })) // it asks for a photo
  for (const example of profiles[name] ?? []) {
    const user = await (await oauth(name)).profile?.(structuredClone(example), {})
    // Auth.js looks for what Threads documents under `data`, where it is not.
    const told = name === "threads" ? { data: example } : structuredClone(example)
    const other = await (await theirs(name)).profile?.(told, {})
    const standard = { id: example.sub, name: example.name, email: example.email, image: example.picture }
    const { id, name: called, email = null, image = null } = other ?? standard
    const expected = { id: String(id), name: called, email, image }
    if (name === "click-up") expected.image = example.user.profilePicture
    if (name === "click-up") expected.email = example.user.email
    expect({ image: null, ...user }).toEqual(expected)
  }
})
