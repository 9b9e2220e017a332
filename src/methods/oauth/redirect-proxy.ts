/**
 * Sign-in on deployments whose address changes: providers send everybody to a stable one, which forwards them. Loaded where
 * `redirectProxyUrl` is set.
 *
 * The preview seals its origin into `state`, under the secret that both share. Whoever can make a preview believe another host than
 * its own would otherwise get codes sent there: so the stable deployment compares with a list as well.
 */
import { type Outcome, redirect } from "../../core/contracts/outcome.js"
import type { OAuthProvider, RedirectProxy } from "../../core/contracts/provider.js"
import type { RequestContext } from "../../core/contracts/request.js"
import { randomValue } from "../../core/crypto/random.js"
import { encode, openClaims } from "../../core/crypto/token.js"
import { ProtocolError } from "../../core/errors.js"
import { unverifiedClaims } from "./issuer.js"

const purpose = "countersign.redirect-proxy"

/** Seconds within which sign-in must end, as for the check cookies. */
const maxAge = 900

/** A `state` that tells the stable deployment, and nobody else, where the browser came from. */
export const stateForProxy = ({ origin }: RequestContext, { id, secret }: OAuthProvider): Promise<string> =>
  encode({ token: { origin, provider: id, value: randomValue() }, secret, salt: purpose, maxAge })

/**
 * Sends an answer that belongs to a preview there. `null` when it is our own.
 *
 * @throws {ProtocolError} OAuthCallback, when the preview is none that may be trusted
 */
export async function forward(
  provider: OAuthProvider,
  proxy: RedirectProxy,
  parameters: URLSearchParams,
): Promise<Outcome | null> {
  const origin = await sealedOrigin(provider, parameters)
  if (origin === null || origin === new URL(proxy.url).origin) return null
  if (!proxy.origins.some((pattern) => matchesOrigin(pattern, origin))) {
    throw new ProtocolError(
      "OAuthCallback",
      `The deployment ${origin} wants answers of provider "${provider.id}" forwarded, but is not in \`redirectProxyOrigins\`: add it there if it is yours.`,
    )
  }
  return redirect(`${origin}${new URL(proxy.url).pathname}/callback/${provider.id}?${parameters}`)
}

async function sealedOrigin({ id, secret }: OAuthProvider, parameters: URLSearchParams): Promise<string | null> {
  const state = parameters.get("state") ?? unverifiedClaims(parameters.get("response") ?? "").state
  if (typeof state !== "string") return null
  const claims = await openClaims(state, secret, purpose)
  if (typeof claims === "string" || claims.provider !== id || typeof claims.origin !== "string") return null
  return claims.origin
}

/** `*` stands for letters, digits and hyphens within one label of the host. */
function matchesOrigin(pattern: string, origin: string): boolean {
  const [first = "", ...others] = pattern.toLowerCase().split("*")
  const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")
  return new RegExp(`^${[first, ...others].map(literal).join("[a-z0-9-]+")}$`).test(origin)
}
