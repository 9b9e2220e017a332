import { pathSegment } from "../methods/oauth/path-segment.js"
import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

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
      async request({ client, tokens }) {
        if (!tokens.user_id) throw new TypeError("Nextcloud did not say whose token it is: `user_id` is missing")
        const { ocs } = await client.userinfo<{ ocs: { data: P } }>(tokens, {
          url: `${options.issuer}/ocs/v1.php/cloud/users/${pathSegment(tokens.user_id)}?format=json`,
          headers: { "ocs-apirequest": "true" },
        })
        return ocs.data
      },
    },
    checks: ["pkce", "state"],
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
