import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developer.apple.com/documentation/signinwithapple/authenticating-users-with-sign-in-with-apple */
export interface AppleProfile extends OpenProfile {
  iss: "https://appleid.apple.com"
  aud: string
  iat: number
  exp: number
  sub: string
  nonce: string
  nonce_supported: boolean
  /** Apple's relay address when the person hides theirs. */
  email: string
  email_verified: "true" | true
  is_private_email: boolean | "true" | "false"
  real_user_status: 0 | 1 | 2
  transfer_sub: string
  at_hash: string
  auth_time: number
  /** Only at the first consent, and unsigned: Apple tells a name once, through the browser. */
  user?: { name: { firstName: string; lastName: string } }
}

export const facts: ProviderFacts = {
  register: "https://developer.apple.com/account/resources/identifiers/list/serviceId",
  emails: "claim",
  refresh: "always",
  revoke: true,
  logout: false,
  departs: "answers by a cross-site POST; tells a name once; the client secret is a signed token",
}

/**
 * Sign-in with Apple. Apple answers with a cross-site POST, for which browsers only keep check cookies on https.
 *
 * @param options `clientSecret` is a token that you sign with your key, and that lasts six months at most
 * @see https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret
 */
export default function Apple<P extends AppleProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "apple",
    name: "Apple",
    type: "oauth",
    wellKnown: "https://appleid.apple.com/.well-known/openid-configuration",
    authorization: { params: { scope: "name email", response_mode: "form_post" } },
    idToken: true,
    checks: ["pkce", "state", "nonce"], // PKCE alone ties nothing: Apple announces none
    profile: ({ sub, name, user, email }) => ({ id: sub, name: name ?? fullName(user), email, image: null }),
    style: { logo: "/apple.svg", bg: "#000", text: "#fff" },
    options,
  }
}

function fullName(user: AppleProfile["user"]): string | null {
  const { firstName = "", lastName = "" } = user?.name ?? {}
  return `${firstName} ${lastName}`.trim() || null
}
