import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://dev.vk.com/en/method/users.get */
export interface VkProfile extends OpenProfile {
  response: { id: number; first_name: string; last_name: string; photo_100: string }[]
}

export const facts: ProviderFacts = {
  register: "https://dev.vk.com/",
  emails: "none",
  refresh: "never",
  revoke: false,
  logout: false,
  departs: "the profile is the first of a list; new apps use VK ID",
}

/**
 * Sign-in with VK.
 *
 * @see https://dev.vk.com/en/method/users.get
 */
export default function VK<P extends VkProfile>(options: OAuthUserConfig<P>): OAuthConfig<P> {
  return {
    id: "vk",
    name: "VK",
    type: "oauth",
    authorization: "https://oauth.vk.com/authorize?scope=email&v=5.131",
    client: { token_endpoint_auth_method: "client_secret_post" },
    token: "https://oauth.vk.com/access_token?v=5.131",
    userinfo: "https://api.vk.com/method/users.get?fields=photo_100&v=5.131",
    profile({ response: [person] }) {
      if (!person) throw new TypeError("VK names nobody")
      const { id, first_name, last_name, photo_100 } = person
      return {
        id: id.toString(),
        name: [first_name, last_name].filter(Boolean).join(" "),
        email: null,
        image: photo_100,
      }
    },
    style: { logo: "/vk.svg", bg: "#07F", text: "#fff" },
    options,
  }
}
