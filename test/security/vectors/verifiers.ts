/** Every place that takes a provider's word for something because it is signed. */
import type { OAuthProvider } from "../../../src/core/contracts/provider.js"
import { readLogoutToken } from "../../../src/features/logout/logout-token.js"
import type { Server } from "../../../src/methods/oauth/discovery.js"
import { validateIdToken } from "../../../src/methods/oauth/id-token.js"
import { openSignedResponse } from "../../../src/methods/oauth/signed-response.js"
import { verifySignedUserinfo } from "../../../src/methods/oauth/signed-userinfo.js"
import { testProvider } from "../../support/request-context.js"
import { clientId, clientSecret, seconds } from "../../support/scripted-provider.js"

/** Nobody listens there. */
export const issuer = "https://127.0.0.1:9"

/** Good at every place, so that only the signature, or what a test changes, can be wrong. */
export const claims = (changes: object = {}): Record<string, unknown> => ({
  iss: issuer,
  aud: clientId,
  sub: "fay",
  iat: seconds(),
  exp: seconds() + 600,
  jti: crypto.randomUUID(),
  events: { "http://schemas.openid.net/event/backchannel-logout": {} },
  state: "the state",
  code: "the code",
  ...changes,
})

type Verifier = (token: string, provider: OAuthProvider, server: Server, algorithm: string) => Promise<unknown>

/** The files that believe, below `src/`, for a test that finds others. */
export const files = [
  "features/logout/logout-token.ts",
  "methods/oauth/id-token.ts",
  "methods/oauth/signed-response.ts",
  "methods/oauth/signed-userinfo.ts",
]

export const verifiers: Readonly<Record<string, Verifier>> = {
  "an ID token": (id_token, provider, server) => validateIdToken(provider, server, { id_token }, undefined),
  "a logout token": (token, provider, server) => readLogoutToken(provider, server, token, new Date()),
  "a signed answer": (response, provider, server) =>
    openSignedResponse(provider, server, new URLSearchParams({ response }), "the state"),
  "signed userinfo": (token, provider, server, algorithm) =>
    verifySignedUserinfo(provider, server, jwtAnswer(token), algorithm),
}

const jwtAnswer = (token: string): Response => new Response(token, { headers: { "content-type": "application/jwt" } })

/** An attempt to pass this off at one of the places, for a client that is registered for this algorithm. */
export async function isBelieved(
  verifier: Verifier,
  token: string,
  algorithm: string,
  jwks: object[],
): Promise<boolean> {
  const provider = testProvider({
    clientId,
    clientSecret,
    idToken: true,
    issuer,
    fetch: noNetwork,
    client: { id_token_signed_response_alg: algorithm, authorization_signed_response_alg: algorithm },
  })
  const server = { metadata: { issuer, jwks_uri: `${issuer}/jwks` }, keys: { jwks: { keys: jwks }, uat: seconds() } }
  try {
    await verifier(token, provider, server as never, algorithm)
    return true
  } catch (error) {
    if (error instanceof RangeError || error instanceof ReferenceError) throw error
    return false
  }
}

/** Where requests went that there should have been none of. The keys are fetched anew when a signature does not fit them. */
export const asked: string[] = []
const noNetwork: typeof fetch = async (url) => {
  asked.push(String(url))
  throw new TypeError("There is no network")
}
