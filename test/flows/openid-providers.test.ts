/** Providers that say who somebody is in a signed token, and depart from OpenID Connect, each against a server that answers as theirs does. */
import { type JWTPayload, SignJWT } from "jose"
import { expect, test } from "vitest"
import type { Provider } from "../../src/core/contracts/provider.js"
import AzureAD from "../../src/providers/azure-ad.js"
import EVEOnline from "../../src/providers/eveonline.js"
import FusionAuth from "../../src/providers/fusionauth.js"
import Line from "../../src/providers/line.js"
import MicrosoftEntraID from "../../src/providers/microsoft-entra-id.js"
import Twitch from "../../src/providers/twitch.js"
import Vipps from "../../src/providers/vipps.js"
import {
  bearer,
  claims,
  client,
  idToken,
  image,
  jwks,
  nonceOf,
  privateKey,
  refusal,
  signIn,
  tokens,
} from "../support/provider-services.js"
import type { Arrived, Service } from "../support/rerouted-network.js"

test("FusionAuth's issuer may be another than its address", async () => {
  const at = { issuer: "https://acme.example", wellKnown: "https://login.example/.well-known/openid-configuration" }
  const user = await signIn(FusionAuth({ ...client, ...at }), (asked) => ({
    "GET login.example/.well-known/openid-configuration": () => ({
      issuer: at.issuer,
      authorization_endpoint: "https://login.example/oauth2/authorize",
      token_endpoint: "https://login.example/oauth2/token",
      jwks_uri: "https://login.example/.well-known/jwks.json",
    }),
    "GET login.example/.well-known/jwks.json": () => jwks,
    "POST login.example/oauth2/token": async () => ({
      ...tokens,
      id_token: await idToken(at.issuer, { ...nonceOf(asked), preferred_username: "Ada" }),
    }),
  }))
  expect(user?.name).toBe("Ada")
})

test("EVE Online tells it in the access token, to the client that it is for", async () => {
  const at = (change: JWTPayload) => async (): Promise<Service> => {
    const character = { sub: "CHARACTER:EVE:123123", name: "Some Bloke", owner: "8Pmz", scp: "publicData" }
    const token = { ...claims("login.eveonline.com"), aud: ["the-id", "EVE Online"], ...character, ...change }
    const access_token = await new SignJWT(token).setProtectedHeader({ alg: "RS256" }).sign(privateKey)
    return { "POST login.eveonline.com/v2/oauth/token": () => ({ ...tokens, access_token }) }
  }
  const right = await at({})()
  expect((await signIn(EVEOnline(client), () => right))?.name).toBe("Some Bloke")
  for (const change of [{ sub: "CORPORATION:EVE:1" }, { aud: "another" }, { iss: "https://elsewhere.example" }]) {
    expect(await refusal(EVEOnline(client), await at(change)())).toContain("none of EVE Online's for this client")
  }
  expect(await refusal(EVEOnline(client), { "POST login.eveonline.com/v2/oauth/token": () => tokens })).toContain(
    "Error",
  )
})

test("Twitch grants scopes as a list, and puts what it was asked for into the ID token", async () => {
  const issuer = "https://id.twitch.tv/oauth2"
  const user = await signIn(Twitch(client), (asked) => ({
    "GET id.twitch.tv/oauth2/.well-known/openid-configuration": () => ({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
    }),
    "GET id.twitch.tv/oauth2/keys": () => jwks,
    "POST id.twitch.tv/oauth2/token": async () => {
      const wanted = Object.keys(JSON.parse(asked.get("claims") ?? "{}").id_token)
      const known: Record<string, unknown> = { email: "ada@example.com", picture: image, preferred_username: "Ada" }
      const told = Object.fromEntries(wanted.map((name) => [name, known[name]]))
      const id_token = await idToken(issuer, told)
      return { ...tokens, id_token, scope: ["openid", "user:read:email"] }
    },
  }))
  expect(user).toEqual({ name: "Ada", email: "ada@example.com", image })
})

test("LINE signs ID tokens with the secret of the client", async () => {
  const issuer = "https://access.line.me"
  const user = await signIn(Line(client), () => ({
    "GET access.line.me/.well-known/openid-configuration": () => ({
      issuer,
      authorization_endpoint: `${issuer}/oauth2/v2.1/authorize`,
      token_endpoint: "https://api.line.me/oauth2/v2.1/token",
      jwks_uri: "https://api.line.me/oauth2/v2.1/certs",
    }),
    "POST api.line.me/oauth2/v2.1/token": async () => ({
      ...tokens,
      id_token: await new SignJWT(claims(issuer, { name: "Ada", picture: image }))
        .setProtectedHeader({ alg: "HS256" })
        .sign(new TextEncoder().encode(client.clientSecret)),
    }),
  }))
  expect(user).toEqual({ name: "Ada", email: null, image })
})

test("Vipps tells nothing in the ID token but the subject: the rest is asked for", async () => {
  const issuer = "https://api.vipps.no/access-management-1.0/access/"
  const user = await signIn(Vipps(client), (asked) => ({
    "GET api.vipps.no/access-management-1.0/access/.well-known/openid-configuration": () => ({
      issuer,
      authorization_endpoint: `${issuer}oauth2/auth`,
      token_endpoint: `${issuer}oauth2/token`,
      userinfo_endpoint: "https://api.vipps.no/vipps-userinfo-api/userinfo",
      jwks_uri: `${issuer}.well-known/jwks.json`,
    }),
    "GET api.vipps.no/access-management-1.0/access/.well-known/jwks.json": () => jwks,
    "POST api.vipps.no/access-management-1.0/access/oauth2/token": async () => ({
      ...tokens,
      id_token: await idToken(issuer, nonceOf(asked)),
    }),
    "GET api.vipps.no/vipps-userinfo-api/userinfo": () => ({ sub: "U1", name: "Ada", email: "ada@example.com" }),
  }))
  expect(user).toEqual({ name: "Ada", email: "ada@example.com", image: null })
})

const tenant = "9188040d-6c67-4c5b-b112-36a304b66dad"
const microsoft = "https://login.microsoftonline.com"

/** Microsoft, where somebody of a tenant has this photo. */
const atMicrosoft = (photo: object) => (asked: URLSearchParams) => ({
  "GET login.microsoftonline.com/common/v2.0/.well-known/openid-configuration": () => ({
    issuer: `${microsoft}/{tenantid}/v2.0`,
    authorization_endpoint: `${microsoft}/common/oauth2/v2.0/authorize`,
    token_endpoint: `${microsoft}/common/oauth2/v2.0/token`,
    jwks_uri: `${microsoft}/common/discovery/v2.0/keys`,
  }),
  "GET login.microsoftonline.com/common/discovery/v2.0/keys": () => jwks,
  "POST login.microsoftonline.com/common/oauth2/v2.0/token": async () => ({
    ...tokens,
    id_token: await new SignJWT(claims(`${microsoft}/${tenant}/v2.0`, { tid: tenant, name: "Ada", ...nonceOf(asked) }))
      .setProtectedHeader({ alg: "RS256", kid: "k" })
      .sign(privateKey),
  }),
  "GET graph.microsoft.com/v1.0/me/photos/96x96/$value": ({ headers }: Arrived) =>
    headers.authorization === bearer ? photo : [401, {}],
})

test.each<[string, Provider]>([
  ["azure-ad", AzureAD({ ...client, profilePhotoSize: 96 })],
  ["microsoft-entra-id", MicrosoftEntraID({ ...client, profilePhotoSize: 96 })],
])("somebody at %s is shown with their photo, in the size that was asked for, or without", async (_, provider) => {
  const photo = new Uint8Array([0xff, 0xd8, 0xff])
  expect((await signIn(provider, atMicrosoft(photo)))?.image).toBe("data:image/jpeg;base64, /9j/")
  expect((await signIn(provider, atMicrosoft([404, {}])))?.image).toBeNull()
  expect((await signIn(provider, atMicrosoft(new Uint8Array(1_100_000))))?.image).toBeNull() // nothing endless is read
})
