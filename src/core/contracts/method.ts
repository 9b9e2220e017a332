import type { Account, Profile, User } from "../model.js"
import type { Outcome } from "./outcome.js"
import type { ResolvedProvider } from "./provider.js"
import type { RequestContext } from "./request.js"

/** What every sign-in method produces: somebody proved that this account is theirs. */
export interface Identity {
  readonly account: Account
  /** The user that the account describes, as mapped by the provider. */
  readonly user: User
  /** The provider's own words about the user. */
  readonly profile?: Profile
  /** What was typed, for `callbacks.signIn` of a credentials provider. */
  readonly credentials?: Readonly<Record<string, unknown>>
  /** Whether accounts of this kind are written to the database. */
  readonly linkable: boolean
  /** Whether the provider says the e-mail address is the user's own; `undefined` when it says nothing. */
  readonly emailVerified?: boolean
  /** The session that the person has at the provider, where it names one. */
  readonly providerSession?: ProviderSession
}

/** Whom and what a provider means when it ends a session: `sub` and `sid` of its ID token. */
export interface ProviderSession {
  readonly subject: string
  readonly sid?: string
}

/** What a logout token says, once it is validated. At least one of `subject` and `sid` is there. */
export interface LogoutClaims {
  readonly subject: string | undefined
  readonly sid: string | undefined
  /** Unlike any other's of this issuer. */
  readonly jti: string
}

/** What can be asked of a provider, and what a provider can ask, about the end of a session. */
export interface ProviderLogout<P extends ResolvedProvider = ResolvedProvider> {
  /**
   * Where the visitor goes so that the provider ends its own session.
   * @throws {ProtocolError} OAuthSignin when the provider says nowhere that it can
   */
  endSessionUrl(context: RequestContext, provider: P, request: EndSessionRequest): Promise<string>
  /** @throws {ProtocolError} OAuthCallback */
  revoke(context: RequestContext, provider: P, tokens: Pick<Account, "access_token" | "refresh_token">): Promise<void>
  /** @throws {ProtocolError} OAuthCallback when the token is not valid */
  readLogoutToken(context: RequestContext, provider: P, logoutToken: string): Promise<LogoutClaims>
  /** The name that the provider gives itself. */
  issuer(context: RequestContext, provider: P): Promise<string>
}

export interface EndSessionRequest {
  readonly idToken: string | undefined
  /** Where the provider sends the visitor back to; registered there. */
  readonly returnTo: string
  readonly state: string
}

/** A way to prove who one is. Adding one is adding a room under `methods/`; no flow names it. */
export interface SignInMethod<P extends ResolvedProvider = ResolvedProvider> {
  /** HTTP methods that end an attempt at `callback/:id`. */
  readonly callbackMethods: readonly ("GET" | "POST")[]
  /** Whether ending an attempt needs our CSRF token: yes where our own form posts it, no where a provider calls back. */
  readonly csrfProtectedCallback: boolean
  /** Starts an attempt, at `POST signin/:id`. */
  begin(context: RequestContext, provider: P): Promise<Outcome>
  /** Ends an attempt, at `callback/:id`. An Outcome refuses without an error, for instance to ask again. */
  complete(context: RequestContext, provider: P): Promise<Identity | Outcome>
  /** There where providers have sessions of their own. */
  readonly logout?: ProviderLogout<P>
}

export const isOutcome = (result: Identity | Outcome): result is Outcome => "kind" in result
