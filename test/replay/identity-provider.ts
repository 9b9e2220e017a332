import { createServer, type Server } from "node:http"
import { exportJWK, generateKeyPair } from "jose"
import Provider from "oidc-provider"
import { freePort } from "../support/next-app.js"
import { jarAfter, send } from "./wire.js"

export interface IdentityProvider {
  origin: string
  /** The parameters with which the provider sends the browser of `login` back, and the address it sends it to. */
  visit: (authorizationUrl: string, login: string) => Promise<{ address: string; parameters: Record<string, string> }>
  stop: () => Promise<void>
}

const people: Record<string, object> = {
  alice: { name: "Alice Local", email: "alice@local.test", email_verified: true },
  bob: { name: "Bob Local", email: "bob@local.test", email_verified: true },
  nomail: { name: "No Email" },
}

const cancels = "cancels"

/**
 * An OpenID provider that signs in whoever the `x-login` header of its interaction page names, without asking anything
 * else; `cancels` is somebody who declines.
 */
export async function startIdentityProvider(): Promise<IdentityProvider> {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const { privateKey } = await generateKeyPair("RS256", { extractable: true })
  const provider = new Provider(origin, {
    clients: [{ client_id: "accept", client_secret: "accept-secret", redirect_uris: ["https://app.accept.test/"] }],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: "one", use: "sig", alg: "RS256" }] },
    claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => false },
    interactions: { url: (_context: unknown, interaction: { uid: string }) => `/interaction/${interaction.uid}` },
    cookies: { keys: ["a key"] },
    findAccount: (_context: unknown, sub: string) => ({ accountId: sub, claims: () => ({ sub, ...people[sub] }) }),
    async loadExistingGrant(context: { oidc: { client: { clientId: string }; session: { accountId: string } } }) {
      const { client, session } = context.oidc
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
      grant.addOIDCScope("openid email profile")
      await grant.save()
      return grant
    },
  } as never)
  provider.Client.prototype.redirectUriAllowed = () => true // the app's port is not known beforehand
  const handle = provider.callback()
  const server: Server = createServer((request, response) => {
    if (!request.url?.startsWith("/interaction/")) return void handle(request, response)
    const accountId = String(request.headers["x-login"])
    const result =
      accountId === cancels
        ? { error: "access_denied", error_description: "End-User aborted" }
        : { login: { accountId } }
    provider
      .interactionFinished(request, response, result, { mergeWithLastSubmission: false })
      .catch((error: unknown) => {
        response.writeHead(500).end(String(error))
      })
  })
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve))

  return {
    origin,
    async visit(authorizationUrl, login) {
      let jar: Record<string, string> = {}
      let at = new URL(authorizationUrl)
      const redirectUri = at.searchParams.get("redirect_uri")
      while (at.origin === origin) {
        const answer = await send(port, {
          method: "GET",
          path: `${at.pathname}${at.search}`,
          headers: { host: at.host, "x-login": login },
          cookies: jar,
        })
        if (!answer.headers.location) throw new Error(`The provider answers ${answer.status}: ${answer.text}`)
        jar = jarAfter(answer, jar)
        at = new URL(answer.headers.location, at)
      }
      const address = `${at.origin}${at.pathname}`
      if (address !== redirectUri) throw new Error(`The provider sends to ${address}, not to ${redirectUri}`)
      return { address, parameters: Object.fromEntries(at.searchParams) }
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
