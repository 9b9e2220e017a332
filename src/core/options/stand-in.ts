/** `countersign dev` in the place of every provider's own servers. Loaded only where `COUNTERSIGN_DEV` is set. */
import type { OAuthProvider, ResolvedProvider } from "../contracts/provider.js"
import type { Config } from "./config.js"
import { problemsOf } from "./resolve.js"

/** The same configuration, with the server in `COUNTERSIGN_DEV` in the place of each OAuth provider. */
export function withStandIns(config: Config, server: string): Config {
  const { origin } = new URL(server)
  const providers = [...config.providers.values()].map((provider) => standIn(provider, origin))
  return Object.freeze({
    ...config,
    providers: new Map(providers.map((provider) => [provider.id, provider])),
    providerProblems: problemsOf(providers),
  })
}

/** It knows no registration, and no secret goes there. */
function standIn(provider: ResolvedProvider, server: string): ResolvedProvider {
  if (provider.type === "email" || provider.type === "credentials") return provider
  const issuer = `${server}/countersign-dev/${provider.id}`
  return Object.freeze<OAuthProvider>({
    ...provider,
    issuer,
    discovery: `${issuer}/.well-known/openid-configuration`,
    jwksEndpoint: undefined,
    authorization: { url: undefined, params: Object.freeze(requestParameters(provider)) },
    token: { url: undefined, params: {} },
    userinfo: { url: undefined, params: {} },
    clientId: provider.clientId || provider.id,
    clientSecret: undefined,
    client: { token_endpoint_auth_method: "none" },
    untrustedIssuer: false,
    redirectProxy: undefined,
    fetch: ask,
    revocation: undefined,
    endSession: undefined,
  })
}

/** No ID token comes where none is read, whatever the provider itself sends; answers are not signed here. */
function requestParameters({ authorization, idToken, responseMode }: OAuthProvider): Record<string, string> {
  const { scope = "", response_mode: _, ...others } = authorization.params
  return {
    ...others,
    scope: idToken ? `openid ${scope}` : scope.replace(/\bopenid\b ?/, ""),
    ...(responseMode === "form_post" ? { response_mode: responseMode } : {}),
  }
}

/** @throws {TypeError} with the remedy, when nothing answers there */
const ask: typeof fetch = async (input, init) => {
  try {
    return await fetch(input, init)
  } catch (cause) {
    if (init?.signal?.aborted) throw cause // it took too long, as somebody may have asked it to
    throw new TypeError("`countersign dev` does not answer: start it, or remove `COUNTERSIGN_DEV`", { cause })
  }
}
