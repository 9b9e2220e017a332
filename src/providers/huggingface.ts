import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://huggingface.co/docs/hub/oauth */
export interface HuggingFaceProfile extends OpenProfile {
  sub: string
  name?: string
  email?: string
  email_verified?: boolean
  picture?: string
}

export const facts: ProviderFacts = {
  register: "https://huggingface.co/settings/applications/new",
  emails: "claim",
  refresh: "never",
  revoke: false,
  logout: false,
}

/**
 * Sign-in with Hugging Face.
 *
 * @see https://huggingface.co/docs/hub/oauth
 */
export default function HuggingFace<P extends HuggingFaceProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "huggingface",
    name: "Hugging Face",
    type: "oidc",
    issuer: "https://huggingface.co",
    authorization: { params: { scope: "openid profile email" } },
    profile: ({ sub, name, email, picture }) => ({
      id: sub,
      name: name ?? null,
      email: email ?? null,
      image: picture ?? null,
    }),
    style: { bg: "#FFD21E", text: "#000" },
    options,
  }
}
