import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://discord.com/developers/docs/resources/user#user-object */
export interface DiscordProfile extends OpenProfile {
  accent_color: number
  avatar: string
  banner: string
  banner_color: string
  discriminator: string
  email: string
  flags: number
  id: string
  /** Added by us: the address of the avatar. */
  image_url: string
  locale: string
  mfa_enabled: boolean
  premium_type: number
  public_flags: number
  username: string
  verified: boolean
}

export const facts: ProviderFacts = {
  register: "https://discord.com/developers/applications",
  emails: "claim",
  refresh: "always",
  revoke: true,
  logout: false,
}

/**
 * Sign-in with Discord.
 *
 * @see https://discord.com/developers/docs/topics/oauth2
 */
export default function Discord<P extends DiscordProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "discord",
    name: "Discord",
    type: "oauth",
    authorization: "https://discord.com/api/oauth2/authorize?scope=identify+email",
    token: "https://discord.com/api/oauth2/token",
    userinfo: "https://discord.com/api/users/@me",
    profile(profile) {
      profile.image_url = avatarUrl(profile)
      return { id: profile.id, name: profile.username, email: profile.email, image: profile.image_url }
    },
    style: { logo: "/discord.svg", bg: "#5865F2", text: "#fff" },
    emailVerified: ({ verified }) => verified,
    revocation: "https://discord.com/api/oauth2/token/revoke",
    options,
  }
}

/** @see https://discord.com/developers/docs/reference#image-formatting */
function avatarUrl({ id, avatar, discriminator }: DiscordProfile): string {
  if (!avatar) return `https://cdn.discordapp.com/embed/avatars/${Number.parseInt(discriminator, 10) % 5}.png`
  const format = avatar.startsWith("a_") ? "gif" : "png" // "a_" marks an animation
  return `https://cdn.discordapp.com/avatars/${id}/${avatar}.${format}`
}
