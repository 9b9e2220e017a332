import type { Account, Profile, User } from "../model.js"
import type { Outcome } from "./outcome.js"
import type { ProviderSession, ResolvedProvider } from "./provider.js"
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

/** What somebody else wishes who sends a visitor here to sign in. */
export interface Invitation {
  /** Where the visitor shall go afterwards. Not to be trusted. */
  readonly target: string | undefined
  /** Query of `POST signin/:id`. */
  readonly hints: Readonly<Record<string, string>>
}

/** A way to prove who one is. Adding one is adding a room under `methods/`; no flow names it. */
export interface SignInMethod<P extends ResolvedProvider = ResolvedProvider> {
  /** HTTP methods that end an attempt at `callback/:id`. */
  readonly callbackMethods: readonly ("GET" | "POST")[]
  /** Whether ending an attempt needs our CSRF token: yes where our own form posts it, no where a provider calls back. */
  readonly csrfProtectedCallback: boolean
  /** Starts an attempt, at `POST signin/:id`. */
  begin(context: RequestContext, provider: P): Promise<Outcome>
  /**
   * Reads a link by which somebody else sends a visitor here, `GET signin/:id?iss=…`. The visitor still has to press the button.
   *
   * @throws {ProtocolError} when it may not be followed
   */
  readInvitation?(provider: P, query: Readonly<Record<string, string>>): Invitation
  /** Ends an attempt, at `callback/:id`. An Outcome refuses without an error, for instance to ask again. */
  complete(context: RequestContext, provider: P): Promise<Identity | Outcome>
}

export const isOutcome = (result: Identity | Outcome): result is Outcome => "kind" in result
