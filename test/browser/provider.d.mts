/** Somebody who can sign in at the local provider. */
export interface ProviderAccount {
  login: string
  password?: string
  name: string
  email: string | null
  role: "member" | "admin"
}

/** A running OpenID provider, and what an app needs to use it. */
export interface RunningProvider {
  issuer: string
  clientId: string
  clientSecret: string
  accounts: ProviderAccount[]
  close(): Promise<void>
}

/** Starts an OpenID provider on this machine's loopback address; `port: 0` takes a free one. */
export function startProvider(settings: {
  port?: number
  redirectUris: string[]
  postLogoutRedirectUris?: string[]
}): Promise<RunningProvider>
