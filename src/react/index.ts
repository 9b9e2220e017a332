export type {
  BuiltInProviderType,
  LiteralUnion,
  OAuthProviderType,
  RedirectableProviderType,
} from "../client/provider-name.js"
export {
  type ClientSafeProvider,
  type CtxOrReq,
  type GetSessionParams,
  getCsrfToken,
  getProviders,
  getSession,
} from "../client/queries.js"
export type { UpdateSession } from "../client/session-store.js"
export {
  type SignInAuthorizationParams,
  type SignInOptions,
  type SignInResponse,
  signIn,
} from "../client/sign-in.js"
export { type SignOutParams, type SignOutResponse, signOut } from "../client/sign-out.js"
export { createProtected, type ProtectedParts, type ProtectedProps } from "./protected.js"
export { SessionContext, type SessionContextValue } from "./session-context.js"
export { SessionProvider, type SessionProviderProps } from "./session-provider.js"
export { type UseSessionOptions, useSession } from "./use-session.js"
