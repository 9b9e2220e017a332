import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts, TokenSet } from "./oauth.js"

/** @see https://docs.nextcloud.com/server/latest/developer_manual/client_apis/OCS/ocs-api-overview.html */
export interface NextcloudProfile extends OpenProfile {
  id: string
  displayname: string
  email: string | null
}

export const facts: ProviderFacts = {
  register: "https://docs.nextcloud.com/server/latest/admin_manual/configuration_server/oauth2.html",
  emails: "unverified",
  refresh: "always",
  revoke: false,
  logout: false,
  departs: "the token names the user, who is asked for by the OCS API",
}

async function userOf<P>(issuer: string | undefined, { access_token, user_id }: TokenSet): Promise<P> {
  const url = `${issuer}/ocs/v1.php/cloud/users/${encodeURIComponent(String(user_id))}?format=json`
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${access_token}`, "ocs-apirequest": "true" },
    redirect: "error",
    signal: AbortSignal.timeout(10_000),
  })
  if (!response.ok) throw new TypeError(`Nextcloud answered with status ${response.status}`)
  return ((await response.json()) as { ocs: { data: P } }).ocs.data
}

/**
 * Sign-in with Nextcloud.
 *
 * @param options `issuer` is required: `https://cloud.example`
 *
 * @see https://docs.nextcloud.com/server/latest/developer_manual/client_apis/OCS/ocs-api-overview.html
 */
export default function Nextcloud<P extends NextcloudProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "nextcloud",
    name: "Nextcloud",
    type: "oauth",
    authorization: `${options.issuer}/apps/oauth2/authorize`,
    token: `${options.issuer}/apps/oauth2/api/v1/token`,
    userinfo: {
      url: `${options.issuer}/ocs/v1.php/cloud/users`,
      request: ({ tokens }) => userOf<P>(options.issuer, tokens),
    },
    checks: ["state"],
    profile: ({ id, displayname, email }) => ({
      id,
      name: displayname,
      email,
      image: `${options.issuer}/avatar/${id}/512`,
    }),
    emailVerified: false,
    style: { logo: "/nextcloud.svg", bg: "#fff", text: "#0082C9" },
    options,
  }
}
