import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"
import { withoutIdToken } from "./polar.js"

/** @see https://developer.paypal.com/api/identity/v1/ */
export interface PayPalProfile extends OpenProfile {
  /** The address of an identity, which never changes. */
  user_id: string
  name?: string
  given_name?: string
  family_name?: string
  /** With the scope `https://uri.paypal.com/services/paypalattributes`. */
  payer_id?: string
  verified_account?: string
  emails?: { value: string; primary?: boolean }[]
}

export const facts: ProviderFacts = {
  register: "https://developer.paypal.com/dashboard/applications/live",
  emails: "unverified",
  refresh: "always",
  revoke: false,
  logout: false,
  departs: "addresses come as the list `emails`; the id is the address of an identity; the ID token is left aside",
}

/**
 * Sign-in with PayPal.
 *
 * For the sandbox, lay its addresses over: `authorization: "https://www.sandbox.paypal.com/signin/authorize"`, and `api-m.sandbox.paypal.com`
 * in `token` and `userinfo`.
 *
 * @see https://developer.paypal.com/docs/log-in-with-paypal/
 */
export default function PayPal<P extends PayPalProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "paypal",
    name: "PayPal",
    type: "oauth",
    authorization: { url: "https://www.paypal.com/signin/authorize", params: { scope: "openid profile email" } },
    token: { url: "https://api-m.paypal.com/v1/oauth2/token", conform: withoutIdToken },
    userinfo: "https://api-m.paypal.com/v1/identity/oauth2/userinfo?schema=paypalv1.1",
    idToken: false,
    profile: ({ user_id, name, emails = [] }) => ({
      id: user_id,
      name: name ?? null,
      email: emails.find(({ primary }) => primary)?.value ?? null,
      image: null,
    }),
    style: { text: "#fff", bg: "#003087" },
    options,
  }
}
