/**
 * Every error Countersign throws, and the one table that says what a visitor gets to see of it.
 *
 * The class says who must act; the code says what happened. A message is one sentence with the fix, for the developer;
 * evidence goes in `cause`. Neither ever holds a token, a code, a verifier, a cookie or a password.
 */

/** Base of everything Countersign throws on purpose. Names are written out: bundlers rename classes. */
export class AuthError extends Error {
  override name: string = "AuthError"
  /** What happened, stable across releases: safe to compare with `===`. */
  readonly code: ErrorCode
  /** Seconds after which it is worth trying again; `undefined` where waiting does not help. */
  readonly retryAfter: number | undefined

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown; retryAfter?: number }) {
    super(message, options)
    this.code = code
    this.retryAfter = options?.retryAfter
  }
}

/** The developer must act: an option, an environment variable or a file is missing or wrong. */
export class ConfigurationError extends AuthError {
  override name: string = "ConfigurationError"
}

/** The caller must act: the request itself cannot be answered. */
export class RequestError extends AuthError {
  override name: string = "RequestError"
}

/** The visitor must act: this attempt to sign in was refused. */
export class SignInError extends AuthError {
  override name: string = "SignInError"
}

/** Another server, or an attacker, sent something that must not be accepted. */
export class ProtocolError extends AuthError {
  override name: string = "ProtocolError"
}

/** The owner of the database must act: a record could not be read or written. */
export class StorageError extends AuthError {
  override name: string = "StorageError"
}

/** Where a refused attempt is shown: the sign-in page (with a sentence), or the error page. */
export type ErrorPage = "signin" | "error"

export interface ErrorEntry {
  /** The class that carries the code. */
  readonly class: "ConfigurationError" | "RequestError" | "SignInError" | "ProtocolError" | "StorageError"
  /** HTTP status of the page, or of the answer where there is no page. */
  readonly status: number
  /** The page that shows it; `null` for a plain answer. */
  readonly page: ErrorPage | null
  /** The documented value of `?error=`. */
  readonly shown: string
}

/** Every code an `AuthError` can carry. */
export type ErrorCode =
  | "NO_SECRET"
  | "INVALID_OPTION"
  | "DEVELOPMENT_SERVER"
  | "CALLBACK_CREDENTIALS_HANDLER_ERROR"
  | "MISSING_ADAPTER_METHODS_ERROR"
  | "MISSING_NEXTAUTH_API_ROUTE_ERROR"
  | "MIDDLEWARE_MISUSED"
  | "UNKNOWN_ACTION"
  | "INVALID_BODY"
  | "CALLBACK_NOT_SUPPORTED"
  | "UNKNOWN_ACCOUNT"
  | "LAST_ACCOUNT"
  | "CredentialsSignin"
  | "AccessDenied"
  | "OAuthAccountNotLinked"
  | "OAuthSignin"
  | "OAuthCallback"
  | "Callback"
  | "OAuthCreateAccount"
  | "EMAIL_REQUIRES_ADAPTER_ERROR"
  | "EmailSignin"
  | "EmailCreateAccount"
  | "Verification"
  | "TooManyRequests"
  | "RefreshTokenError"
  | "MissingScope"
  | "STORAGE_FAILED"
  | "JWT_SESSION_ERROR"
  | "SESSION_REQUIRED"

/** Code → who must act, status, page and the documented `?error=` name. */
export const errorTable: Readonly<Record<ErrorCode, ErrorEntry>> = {
  NO_SECRET: {
    class: "ConfigurationError",
    status: 500,
    page: "error",
    shown: "Configuration",
  },
  INVALID_OPTION: {
    class: "ConfigurationError",
    status: 500,
    page: "error",
    shown: "Configuration",
  },
  DEVELOPMENT_SERVER: {
    class: "ConfigurationError",
    status: 500,
    page: "error",
    shown: "Configuration",
  },
  CALLBACK_CREDENTIALS_HANDLER_ERROR: {
    class: "ConfigurationError",
    status: 500,
    page: "error",
    shown: "Configuration",
  },
  MISSING_ADAPTER_METHODS_ERROR: {
    class: "ConfigurationError",
    status: 500,
    page: "error",
    shown: "Configuration",
  },
  MISSING_NEXTAUTH_API_ROUTE_ERROR: {
    class: "ConfigurationError",
    status: 500,
    page: "error",
    shown: "Configuration",
  },
  MIDDLEWARE_MISUSED: {
    class: "ConfigurationError",
    status: 500,
    page: null,
    shown: "Configuration",
  },
  UNKNOWN_ACTION: {
    class: "RequestError",
    status: 400,
    page: null,
    shown: "BadRequest",
  },
  INVALID_BODY: {
    class: "RequestError",
    status: 400,
    page: null,
    shown: "BadRequest",
  },
  CALLBACK_NOT_SUPPORTED: {
    class: "RequestError",
    status: 405,
    page: null,
    shown: "BadRequest",
  },
  UNKNOWN_ACCOUNT: {
    class: "RequestError",
    status: 404,
    page: null,
    shown: "NotFound",
  },
  LAST_ACCOUNT: {
    class: "RequestError",
    status: 409,
    page: null,
    shown: "BadRequest",
  },
  CredentialsSignin: {
    class: "SignInError",
    status: 401,
    page: "signin",
    shown: "CredentialsSignin",
  },
  AccessDenied: {
    class: "SignInError",
    status: 403,
    page: "error",
    shown: "AccessDenied",
  },
  OAuthAccountNotLinked: {
    class: "SignInError",
    status: 302,
    page: "signin",
    shown: "OAuthAccountNotLinked",
  },
  OAuthSignin: {
    class: "ProtocolError",
    status: 302,
    page: "signin",
    shown: "OAuthSignin",
  },
  OAuthCallback: {
    class: "ProtocolError",
    status: 302,
    page: "signin",
    shown: "OAuthCallback",
  },
  Callback: {
    class: "ProtocolError",
    status: 302,
    page: "signin",
    shown: "Callback",
  },
  EMAIL_REQUIRES_ADAPTER_ERROR: {
    class: "ConfigurationError",
    status: 500,
    page: "error",
    shown: "Configuration",
  },
  EmailSignin: {
    class: "SignInError",
    status: 302,
    page: "signin",
    shown: "EmailSignin",
  },
  EmailCreateAccount: {
    class: "StorageError",
    status: 302,
    page: "signin",
    shown: "EmailCreateAccount",
  },
  Verification: {
    class: "SignInError",
    status: 403,
    page: "error",
    shown: "Verification",
  },
  TooManyRequests: {
    class: "SignInError",
    status: 429,
    page: "error",
    shown: "TooManyRequests",
  },
  RefreshTokenError: {
    class: "SignInError",
    status: 401,
    page: "signin",
    shown: "OAuthCallback",
  },
  MissingScope: {
    class: "SignInError",
    status: 403,
    page: "signin",
    shown: "OAuthCallback",
  },
  OAuthCreateAccount: {
    class: "StorageError",
    status: 302,
    page: "signin",
    shown: "OAuthCreateAccount",
  },
  STORAGE_FAILED: {
    class: "StorageError",
    status: 500,
    page: "error",
    shown: "Configuration",
  },
  JWT_SESSION_ERROR: {
    class: "RequestError",
    status: 401,
    page: null,
    shown: "SessionRequired",
  },
  SESSION_REQUIRED: {
    class: "RequestError",
    status: 401,
    page: "signin",
    shown: "SessionRequired",
  },
}

/** What each code means and what to do about it. Apart from the table, so that no server carries it: `docs/errors.md` is made of these. */
export const errorMeanings: Readonly<Record<ErrorCode, string>> = {
  NO_SECRET:
    "No secret is set. Set `NEXTAUTH_SECRET` (or `AUTH_SECRET`) to at least 32 random characters, or pass `secret`.",
  DEVELOPMENT_SERVER:
    "`countersign dev` would be used in production, or is configured to be on another machine, or could not start. The message says which, and what to do.",
  INVALID_OPTION: "An option has a value that cannot work. The message names the option and a value that does.",
  CALLBACK_CREDENTIALS_HANDLER_ERROR:
    "A credentials provider has no `authorize` function, so nobody could ever sign in with it.",
  MISSING_ADAPTER_METHODS_ERROR:
    "The adapter lacks methods that the configured session strategy or sign-in method calls. The message names them.",
  MISSING_NEXTAUTH_API_ROUTE_ERROR:
    "The route file is not a catch-all. Name it `pages/api/auth/[...nextauth]` or `app/api/auth/[...nextauth]/route`.",
  MIDDLEWARE_MISUSED:
    "`withAuth` was rendered as a page, which protects nothing. Move `_middleware` to `middleware` (or `proxy`) beside `pages` or `app`.",
  UNKNOWN_ACTION: "No endpoint answers this method and path.",
  INVALID_BODY:
    "The body is larger than 1 MiB, is a form of more than 1000 fields, or is not the JSON or form data its content type says. From `hashPassword`: the password is empty or longer than 4,096 bytes.",
  CALLBACK_NOT_SUPPORTED: "This kind of provider has no callback for this method: credentials are sent with POST.",
  UNKNOWN_ACCOUNT: "`unlinkAccount` was asked for an account that the user does not have.",
  LAST_ACCOUNT: "`unlinkAccount` was asked for the last account of a user, who could then never sign in again.",
  CredentialsSignin: "`authorize` returned `null`: the credentials are wrong.",
  AccessDenied: "`callbacks.signIn` returned a falsy value.",
  OAuthAccountNotLinked:
    "The e-mail address belongs to a user who signed up another way, or the account to another user.",
  OAuthSignin: "The authorization request could not be built: discovery failed, or an endpoint is missing.",
  OAuthCallback:
    "The answer of the provider failed a check (state, PKCE, nonce, issuer, signature …) or could not be fetched.",
  Callback: "The provider reported an error, for instance because the visitor pressed cancel.",
  OAuthCreateAccount: "The adapter could not create the user.",
  EMAIL_REQUIRES_ADAPTER_ERROR: "E-mail sign-in needs an adapter that keeps verification tokens and users.",
  EmailSignin:
    "No mail was sent: the address is none, or the mail server did not take it. The log has the server's own error.",
  EmailCreateAccount: "The adapter could not create the user.",
  Verification:
    "The link or code is not valid: it was used, has expired, a newer one was asked for, or the code was mistyped too often.",
  TooManyRequests:
    "Too many mails to one address or for one visitor, too many wrong passwords, codes or links, or too many passwords that wait to be hashed. `retryAfter` says in how many seconds to try again.",
  RefreshTokenError:
    "The provider refuses the refresh token for good: it was revoked, used twice, or has expired; or the access token has ended and there is none. The person stays signed in here; ask them to sign in there again.",
  MissingScope: "The person has not granted a scope that is asked for: sign them in again with it.",
  STORAGE_FAILED:
    "A record could not be read or written; `cause` holds the error of the adapter. From `verifyPassword`: what was stored is no hash of `hashPassword`.",
  JWT_SESSION_ERROR:
    "A session token could not be opened: expired, tampered with, or sealed with another secret. The visitor is signed out.",
  SESSION_REQUIRED: "The page asks for a signed-in visitor.",
}

/** The sign-in errors that `/error?error=…` passes on to the sign-in page, as documented for next-auth v4. */
export const signInPageErrors: readonly string[] = [
  "Signin",
  "OAuthSignin",
  "OAuthCallback",
  "OAuthCreateAccount",
  "EmailCreateAccount",
  "Callback",
  "OAuthAccountNotLinked",
  "EmailSignin",
  "CredentialsSignin",
  "SessionRequired",
]
