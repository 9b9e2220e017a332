import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://vercel.com/docs/sign-in-with-vercel/tokens */
export interface VercelProfile extends OpenProfile {
  sub: string
  name?: string
  preferred_username?: string
  email?: string
  /** Only of somebody who has one. */
  picture?: string
}

export const facts: ProviderFacts = {
  register: "https://vercel.com/docs/sign-in-with-vercel/manage-from-dashboard",
  emails: "unverified",
  refresh: "scope=offline_access",
  revoke: true,
  logout: false,
}

/**
 * Sign-in with Vercel.
 *
 * @see https://vercel.com/docs/sign-in-with-vercel/authorization-server-api
 */
export default function Vercel<P extends VercelProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "vercel",
    name: "Vercel",
    type: "oidc",
    issuer: "https://vercel.com",
    authorization: { params: { scope: "openid profile email" } },
    profile: ({ sub, name, preferred_username, email, picture }) => ({
      id: sub,
      name: name ?? preferred_username ?? null,
      email: email ?? null,
      image: picture ?? null,
    }),
    style: { text: "#fff", bg: "#000" },
    options,
  }
}
