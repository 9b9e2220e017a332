/** The types of OAuth providers, under the names that next-auth v4 documents. */

import type {
  AuthorizationEndpoint,
  ChecksType,
  OAuthConfig,
  ProviderStyle,
  TokenEndpoint,
  UserinfoEndpoint,
} from "../core/contracts/provider.js"

export type { ClientMetadata, OAuthClient, OAuthConfig, OAuthUserConfig } from "../core/contracts/provider.js"

/** What a provider says about somebody: the fields it documents, and whatever else it sends. */
// biome-ignore lint/suspicious/noExplicitAny: apps read undocumented fields without narrowing, as with next-auth v4
export type OpenProfile = Record<string, any>

export type OAuthChecks = ChecksType
export type OAuthProviderButtonStyles = ProviderStyle
export type AuthorizationEndpointHandler = AuthorizationEndpoint
export type TokenEndpointHandler = TokenEndpoint
export type UserinfoEndpointHandler = UserinfoEndpoint

/** A provider's factory. */
export type OAuthProvider = (options: Partial<OAuthConfig<OpenProfile>>) => OAuthConfig<OpenProfile>

/** Ids of the providers that come with the package. */
export type OAuthProviderType =
  | "apple"
  | "auth0"
  | "azure-ad"
  | "discord"
  | "github"
  | "gitlab"
  | "google"
  | "keycloak"
  | "okta"
