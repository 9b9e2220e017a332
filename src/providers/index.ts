/** The types of providers, under the names that next-auth v4 documents. */

import type { Provider } from "../core/contracts/provider.js"
import type { CredentialsProviderType } from "./credentials.js"
import type { EmailProviderType } from "./email.js"
import type { OAuthProviderType } from "./oauth.js"

export type { CommonProviderOptions, Provider } from "../core/contracts/provider.js"
export type { ProviderType } from "../core/model.js"
export type { CredentialInput, CredentialsConfig, CredentialsProviderType } from "./credentials.js"
export type { EmailConfig, EmailProviderType, EmailUserConfig, SendVerificationRequestParams } from "./email.js"
export type * from "./oauth.js"

export type AppProviders = Provider[]

/** What `GET /providers` tells the browser about a provider. */
export interface AppProvider {
  id: string
  name: string
  type: Provider["type"]
  signinUrl: string
  callbackUrl: string
}

/** Providers whose sign-in can end without leaving the page (`redirect: false`). */
export type RedirectableProviderType = "email" | "credentials"

export type BuiltInProviderType = RedirectableProviderType | OAuthProviderType

export type BuiltInProviders = Record<
  OAuthProviderType | Uncapitalize<CredentialsProviderType> | EmailProviderType,
  unknown
>
