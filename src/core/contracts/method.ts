import type { Account, Profile, User } from "../model.js"
import type { FeatureContext } from "./feature.js"
import type { Outcome } from "./outcome.js"
import type { PendingCode } from "./pages.js"
import type { ProviderSession, ResolvedProvider } from "./provider.js"

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
  /** The address was shown to be theirs: it finds or makes the user, and no account is written. */
  readonly provesEmail?: true
  /** Whether the provider says the e-mail address is the user's own; `undefined` when it says nothing. */
  readonly emailVerified?: boolean | undefined
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

/** What a method does once the app has allowed it: `callbacks.signIn` is asked first, about whom it names. */
export interface Permissible {
  readonly asks: Pick<Identity, "user" | "account">
  proceed(): Promise<Outcome>
}

/** The visitor has to say that it is they who want to sign in: what opened the link may be a program. */
export interface Confirmation {
  /** Who will be signed in. */
  readonly confirms: string
  /** Sent to the callback with the answer. */
  readonly fields: Readonly<Record<string, string>>
}

/** A way to prove who one is. Adding one is adding a room under `methods/`; no flow names it. */
export interface SignInMethod<P extends ResolvedProvider = ResolvedProvider> {
  /** HTTP methods that end an attempt at `callback/:id`. */
  readonly callbackMethods: readonly ("GET" | "POST")[]
  /** Whether ending an attempt needs our CSRF token: yes where our own form posts it, no where a provider calls back. */
  readonly csrfProtectedCallback: boolean | "POST"
  /** Starts an attempt, at `POST signin/:id`. */
  begin(context: FeatureContext, provider: P): Promise<Outcome | Permissible>
  /**
   * Reads a link by which somebody else sends a visitor here, `GET signin/:id?iss=…`. The visitor still has to press the button.
   *
   * @throws {ProtocolError} when it may not be followed
   */
  readInvitation?(provider: P, query: Readonly<Record<string, string>>): Invitation
  /** Ends an attempt, at `callback/:id`. An Outcome refuses without an error, for instance to ask again. */
  complete(context: FeatureContext, provider: P): Promise<Identity | Outcome | Confirmation>
  /** The code that this browser may type to end an attempt; `null` when it waits for none. */
  pendingCode?(context: FeatureContext, provider: P): Promise<PendingCode | null>
}

export const isOutcome = (result: object): result is Outcome => "kind" in result
