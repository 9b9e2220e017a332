/** `countersign`: authentication for TypeScript web apps. */

// An app that extends these by module augmentation need not import them: then the compiler must know them from here.
export type {} from "./adapters/index.js"
export { type Auth, createAuth, type SessionResult } from "./auth.js"
export {
  type ClientAuthenticationMethod,
  type ClientMetadata,
  type ClientPrivateKey,
  type CredentialInput,
  type CredentialsRequest as RequestInternal,
  customFetch,
  type OAuthConfig,
  type OAuthUserConfig,
  type Provider,
} from "./core/contracts/provider.js"
export type {
  Account,
  Awaitable,
  DefaultSession,
  DefaultUser,
  ISODateString,
  Profile,
  Session,
  TokenSet,
  User,
} from "./core/model.js"
export type {
  AuthAction,
  AuthOptions,
  AuthOptions as NextAuthOptions,
  CallbacksOptions,
  CookieOption,
  CookiesOptions,
  EventCallbacks,
  EventType,
  LoggerInstance,
  PagesOptions,
  SessionOptions,
  SessionStrategy,
  Theme,
} from "./core/options/options.js"
export {
  type AuthHandler,
  default,
  type GetServerSessionOptions,
  getServerSession,
  unstable_getServerSession,
} from "./frameworks/next/index.js"
export type {} from "./jwt.js"
