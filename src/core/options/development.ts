/** `countersign dev` in the place of every provider's own servers. */
import type { OAuthProvider, ResolvedProvider } from "../contracts/provider.js"
import * as env from "./env.js"

const thisMachine = /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?\/?$/

/** Its issuers, and its mail server as it names itself. */
const ownAddress = /^\w+:\/\/[^/]+(\/countersign-dev\/|\?name=countersign-dev$)/i

/** Puts the server in `COUNTERSIGN_DEV` in a provider's place. It knows no registration, and no secret goes there. */
export function standIn(provider: OAuthProvider): OAuthProvider {
  const server = env.developmentServer()
  if (!server || env.inProduction() || !thisMachine.test(server)) return provider
  const issuer = `${new URL(server).origin}/countersign-dev/${provider.id}`
  const { authorization, idToken } = provider
  const { scope = "" } = authorization.params
  const inPlace: OAuthProvider = {
    ...provider,
    issuer,
    discovery: `${issuer}/.well-known/openid-configuration`,
    jwksEndpoint: undefined,
    // Some providers send an ID token that nobody asked for.
    authorization: { url: undefined, params: { ...authorization.params, scope: idToken ? `openid ${scope}` : scope } },
    token: { url: undefined, params: {} },
    userinfo: { url: undefined, params: {} },
    responseMode: "query",
    clientId: provider.clientId || provider.id,
    clientSecret: undefined,
    client: { token_endpoint_auth_method: "none" },
    untrustedIssuer: false,
    redirectProxy: undefined,
    fetch: undefined,
    revocation: undefined,
    endSession: undefined,
  }
  return inPlace
}

/** Why this configuration may not run. In production nobody may sign in as whom they like. */
export function* developmentProblems(
  providers: readonly ResolvedProvider[],
): Generator<{ code: "DEVELOPMENT_SERVER"; message: string }> {
  const server = env.developmentServer()
  const remedy = "anybody could sign in as anybody there. It is for this machine, and never for production."
  if (server && (env.inProduction() || !thisMachine.test(server)))
    yield { code: "DEVELOPMENT_SERVER", message: `Remove \`COUNTERSIGN_DEV=${server}\`: ${remedy}` }
  for (const provider of env.inProduction() ? providers : [])
    if (addressesOf(provider).some((address) => ownAddress.test(String(address))))
      yield {
        code: "DEVELOPMENT_SERVER",
        message: `Configure the real provider "${provider.id}", not \`countersign dev\`: ${remedy}`,
      }
}

function addressesOf(provider: ResolvedProvider): unknown[] {
  if (provider.type === "email") return [provider.config.server]
  if (provider.type === "credentials") return []
  const { issuer, discovery, authorization, token, userinfo } = provider
  return [issuer, discovery, authorization.url, token.url, userinfo.url]
}
