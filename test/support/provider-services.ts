/** People sign in at providers whose services answer as a test says. Importing this opens the network they all are in. */
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose"
import { afterAll, beforeAll, expect } from "vitest"
import type { Provider } from "../../src/core/contracts/provider.js"
import { openApp } from "./app.js"
import { type ReroutedNetwork, rerouteNetwork, type Service } from "./rerouted-network.js"

export const client = { clientId: "the-id", clientSecret: "the secret of the client, in 32 bytes" }
export let network: ReroutedNetwork
export const { privateKey, publicKey } = await generateKeyPair("RS256")
export const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: "k", alg: "RS256", use: "sig" }] }

beforeAll(async () => {
  network = await rerouteNetwork()
})
afterAll(() => network.close())

/** Signs somebody in at the provider, which sends the browser back with a code; whom the app then knows. */
export async function signIn(provider: Provider, service: (asked: URLSearchParams) => Service) {
  const app = openApp({ providers: [provider] })
  network.serve(service(new URLSearchParams()))
  const browser = app.browser()
  const { location } = await browser.signIn(provider.id, {})
  const asked = new URL(location ?? "").searchParams
  network.serve(service(asked))
  const state = asked.get("state")
  const back = await browser.get(`callback/${provider.id}?code=the-code${state ? `&state=${state}` : ""}`)
  expect(app.log).toEqual([])
  expect(back.location).toBe(`${app.origin}/`)
  return (await browser.session())?.user
}

/** Signs nobody in; what the log is told of it. */
export async function refusal(provider: Provider, service: Service): Promise<string> {
  const app = openApp({ providers: [provider] })
  network.serve(service)
  const browser = app.browser()
  const { location } = await browser.signIn(provider.id, {})
  const state = new URL(location ?? "").searchParams.get("state")
  const back = await browser.get(`callback/${provider.id}?code=the-code&state=${state}`)
  expect(back.location).toContain("error=OAuthCallback")
  expect(await browser.session()).toBeNull()
  return String((app.log[0]?.metadata as Error | undefined)?.cause)
}

export const tokens = { access_token: "the token", token_type: "bearer" }
export const bearer = "Bearer the token"
export const basic = `Basic ${btoa(`the-id:${encodeURIComponent(client.clientSecret).replaceAll("%20", "+")}`)}`
export const image = "https://img.example/ada.png"

export const claims = (issuer: string, more: JWTPayload = {}): JWTPayload => {
  const now = Math.floor(Date.now() / 1000)
  return { iss: issuer, aud: "the-id", sub: "U1", iat: now, exp: now + 600, ...more }
}

export const idToken = (issuer: string, more?: JWTPayload): Promise<string> =>
  new SignJWT(claims(issuer, more)).setProtectedHeader({ alg: "RS256", kid: "k" }).sign(privateKey)

export const nonceOf = (asked: URLSearchParams): JWTPayload => (asked.has("nonce") ? { nonce: asked.get("nonce") } : {})
