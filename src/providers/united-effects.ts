import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://docs.unitedeffects.com/integrations/nextauthjs */
export interface UnitedEffectsProfile extends OpenProfile {
  sub: string
  email: string
}

export const facts: ProviderFacts = {
  register: "https://core.unitedeffects.com",
  emails: "claim",
  refresh: "scope=offline_access",
  revoke: true,
  logout: true,
}

/**
 * Sign-in with United Effects.
 *
 * @param options `issuer` is required: `https://auth.unitedeffects.com/my-group`
 *
 * @see https://docs.unitedeffects.com/integrations/nextauthjs
 */
export default function UnitedEffects<P extends UnitedEffectsProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "united-effects",
    name: "United Effects",
    type: "oauth",
    wellKnown: `${options.issuer}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid email profile", resource: options.issuer } },
    checks: ["pkce", "state"],
    idToken: true,
    profile: ({ sub, email }) => ({ id: sub, name: null, email, image: null }),
    options,
  }
}
