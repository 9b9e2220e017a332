/** One contract, two strategies: where a session lives is decided here and nowhere else. */
import type { AdapterUser } from "../contracts/adapter.js"
import type { EndableSession } from "../contracts/provider.js"
import type { OpenCookieJar } from "../http/cookie-jar.js"
import type { MaybePromise } from "../maybe-promise.js"
import type { Account, JWT, Profile, Session, User } from "../model.js"
import type { Config } from "../options/config.js"

/** What a session needs to know of a request. */
export interface SessionContext {
  readonly config: Config
  readonly jar: OpenCookieJar
  /** Whether cookies are `Secure`, under their prefixed names. */
  readonly secure: boolean
  readonly now: Date
}

/** Somebody who may now be signed in. */
export interface SignedIn {
  readonly user: User | AdapterUser
  readonly account: Account
  readonly profile?: Profile | undefined
  /** `undefined` where nobody keeps users. */
  readonly isNewUser?: boolean | undefined
  /** Given where the provider may end the session. */
  readonly endable?: EndableSession | undefined
}

/** Data that the browser sent with `update()`. Untrusted. */
export interface SessionUpdate {
  readonly data: unknown
}

export interface SessionStrategy {
  /**
   * Who is signed in, as the app sees it, and extends the session. `null` for nobody.
   * @throws whatever the database throws: then nobody can tell.
   */
  read(context: SessionContext, update?: SessionUpdate): MaybePromise<Session | null>
  /** The user's id alone, without extending anything. `null` for nobody. */
  readUserId(context: SessionContext): Promise<string | null>
  /** When they signed in, in seconds since the epoch; `null` when nobody knows. Whether the session still holds is for `read` to say. */
  readAuthTime(context: SessionContext): Promise<number | null>
  /**
   * Starts a session, always under a new token: an old one may be planted.
   * @returns the user's id as `readUserId` tells it from then on
   */
  issue(context: SessionContext, person: SignedIn): Promise<string | undefined>
  /** Ends the session. Returns what `events.signOut` is told; `null` when there was none. */
  end(context: SessionContext): Promise<{ token: JWT } | { session: unknown } | null>
}
