import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts, TokenSet } from "./oauth.js"

/** @see https://learn.microsoft.com/en-us/azure/devops/integrate/get-started/authentication/azure-devops-oauth */
export interface AzureDevOpsProfile extends OpenProfile {
  id: string
  displayName: string
  emailAddress: string
  coreAttributes?: { Avatar?: { value?: { value?: string } | null } | null } | null
}

export const facts: ProviderFacts = {
  register: "https://app.vsaex.visualstudio.com/app/register",
  emails: "unverified",
  refresh: "never",
  revoke: false,
  logout: false,
  departs:
    "codes and refresh tokens are exchanged as JWT bearer assertions, the latter not by us; no new apps since April 2025: use `microsoft-entra-id`",
}

const tokenUrl = "https://app.vssps.visualstudio.com/oauth2/token"

async function exchange(code: string | undefined, secret: string, redirectUri: string): Promise<{ tokens: TokenSet }> {
  const response = await fetch(tokenUrl, {
    method: "POST",
    body: new URLSearchParams({
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: secret,
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      assertion: code ?? "",
      redirect_uri: redirectUri,
    }),
    redirect: "error",
    signal: AbortSignal.timeout(10_000),
  })
  if (!response.ok) throw new TypeError(`Azure DevOps answered with status ${response.status}`)
  const tokens: Record<string, unknown> = await response.json()
  return { tokens: { ...tokens, expires_in: Number(tokens.expires_in) } }
}

/**
 * Sign-in with Azure DevOps.
 *
 * @see https://learn.microsoft.com/en-us/azure/devops/integrate/get-started/authentication/azure-devops-oauth
 */
export default function AzureDevOps<P extends AzureDevOpsProfile>(
  options: OAuthUserConfig<P> & { scope?: string },
): OAuthConfig<P> {
  return {
    id: "azure-devops",
    name: "Azure DevOps",
    type: "oauth",
    authorization: {
      url: "https://app.vssps.visualstudio.com/oauth2/authorize",
      params: { response_type: "Assertion", scope: options.scope ?? "vso.profile" },
    },
    token: {
      url: tokenUrl,
      request: ({ params, provider }) => exchange(params.code, options.clientSecret, provider.callbackUrl),
    },
    userinfo: {
      url: "https://app.vssps.visualstudio.com/_apis/profile/profiles/me?details=true&coreAttributes=Avatar&api-version=6.0",
    },
    checks: ["state"],
    profile({ id, displayName, emailAddress, coreAttributes }) {
      const avatar = coreAttributes?.Avatar?.value?.value
      const image = avatar ? `data:image/jpeg;base64,${avatar}` : null
      return { id, name: displayName, email: emailAddress, image }
    },
    emailVerified: false,
    options,
  }
}
