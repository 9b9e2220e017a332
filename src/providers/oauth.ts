/** The types of OAuth providers, under the names that next-auth v4 documents. */

import type {
  AuthorizationEndpoint,
  ChecksType,
  OAuthConfig,
  ProviderStyle,
  TokenEndpoint,
  UserinfoEndpoint,
} from "../core/contracts/provider.js"

export type {
  ClientMetadata,
  OAuthClient,
  OAuthConfig,
  OAuthUserConfig,
  ProfileClient,
} from "../core/contracts/provider.js"
export type { TokenSet } from "../core/model.js"

/** What a provider says about somebody: the fields it documents, and whatever else it sends. */
// biome-ignore lint/suspicious/noExplicitAny: apps read undocumented fields without narrowing, as with next-auth v4
export type OpenProfile = Record<string, any>

export type OAuthChecks = ChecksType
export type OAuthProviderButtonStyles = ProviderStyle
export type AuthorizationEndpointHandler = AuthorizationEndpoint
export type TokenEndpointHandler = TokenEndpoint
export type UserinfoEndpointHandler = UserinfoEndpoint

/** What one wants to know before choosing a provider. `docs/providers.md` is generated from it; no running code reads it. */
export interface ProviderFacts {
  /** Page where one registers an app. */
  readonly register: string
  /**
   * What an address from here is worth. `verified`: only ones that it verified; `claim`: it says for each whether it did;
   * `unverified`: it does not say, or anybody can write any; `none`: it gives no address.
   */
  readonly emails: "verified" | "claim" | "unverified" | "none"
  /** How one gets a refresh token: `"always"`, `"never"`, or what to ask for, such as `scope=offline_access`. */
  readonly refresh: string
  /** Whether tokens can be revoked (RFC 7009). */
  readonly revoke: boolean
  /** Whether it ends its own session when asked (RP-initiated logout). */
  readonly logout: boolean
  /** Where it departs from the standard, in a sentence. */
  readonly departs?: string
}

/** A provider's factory. */
export type OAuthProvider = (options: Partial<OAuthConfig<OpenProfile>>) => OAuthConfig<OpenProfile>

/** Ids of the providers that come with the package. */
export type OAuthProviderType =
  | "42-school"
  | "amazon"
  | "apple"
  | "asgardeo"
  | "atlassian"
  | "auth0"
  | "authelia"
  | "authentik"
  | "azure-ad"
  | "azure-ad-b2c"
  | "azure-devops"
  | "bankid-no"
  | "battlenet"
  | "beyondidentity"
  | "bitbucket"
  | "box"
  | "boxyhq-saml"
  | "bungie"
  | "click-up"
  | "codeberg"
  | "cognito"
  | "coinbase"
  | "concept2"
  | "descope"
  | "digitalocean"
  | "discord"
  | "dribbble"
  | "dropbox"
  | "duende-identityserver6"
  | "epic-games"
  | "eventbrite"
  | "eveonline"
  | "facebook"
  | "faceit"
  | "figma"
  | "foursquare"
  | "freshbooks"
  | "frontegg"
  | "fusionauth"
  | "gitea"
  | "github"
  | "gitlab"
  | "google"
  | "hubspot"
  | "huggingface"
  | "hydra"
  | "identity-server4"
  | "instagram"
  | "kakao"
  | "keycloak"
  | "kick"
  | "kinde"
  | "lark"
  | "line"
  | "linear"
  | "linkedin"
  | "logto"
  | "mailchimp"
  | "mailru"
  | "mastodon"
  | "mattermost"
  | "medium"
  | "microsoft-entra-id"
  | "naver"
  | "netlify"
  | "netsuite"
  | "nextcloud"
  | "notion"
  | "okta"
  | "onelogin"
  | "osso"
  | "osu"
  | "passage"
  | "patreon"
  | "paypal"
  | "ping-id"
  | "pinterest"
  | "pipedrive"
  | "pocket-id"
  | "polar"
  | "railway"
  | "reddit"
  | "roblox"
  | "salesforce"
  | "simplelogin"
  | "slack"
  | "spotify"
  | "strava"
  | "threads"
  | "tiktok"
  | "todoist"
  | "trakt"
  | "twitch"
  | "twitter"
  | "united-effects"
  | "vercel"
  | "vipps"
  | "vk"
  | "wakatime"
  | "webex"
  | "wechat"
  | "wikimedia"
  | "wordpress"
  | "workos"
  | "xero"
  | "yahoo"
  | "yandex"
  | "zitadel"
  | "zoho"
  | "zoom"
