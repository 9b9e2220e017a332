import type { ProviderType, Session } from "../core/model.js"
import { currentStore, isBrowser } from "./current-store.js"
import { serverBaseUrl } from "./endpoint.js"
import type { BuiltInProviderType, LiteralUnion } from "./provider-name.js"
import { requestCsrfToken, requestJson } from "./request.js"
import { asSession } from "./session-store.js"

/** The part of a Node request that matters here. */
export interface RequestWithCookie {
  headers?: { cookie?: string | undefined } | undefined
}

/** On a server: the request whose cookie is forwarded, itself or inside the `ctx` of `getInitialProps`. */
export interface CtxOrReq {
  req?: RequestWithCookie | undefined
  ctx?: { req?: RequestWithCookie | undefined } | undefined
}

export interface GetSessionParams extends CtxOrReq {
  event?: "storage" | "timer" | "hidden" | (string & Record<never, never>)
  triggerEvent?: boolean
  /** Whether other tabs hear of a changed session; yes unless `false`. */
  broadcast?: boolean
}

/** What a browser may know of a provider. */
export interface ClientSafeProvider {
  id: LiteralUnion<BuiltInProviderType>
  name: string
  type: ProviderType
  signinUrl: string
  callbackUrl: string
}

const base = () => (isBrowser() ? currentStore.path : serverBaseUrl())

function forwarded({ ctx, req = ctx?.req }: CtxOrReq = {}): RequestInit | undefined {
  const cookie = req?.headers?.cookie
  return cookie ? { headers: { cookie } } : undefined
}

/**
 * Asks `GET /session` who is signed in. `null` for nobody, and when the endpoint could not be read (the console says why).
 *
 * In a browser, `SessionProvider` and other tabs learn of the answer. On a server pass `{ req }`; it costs a request to
 * yourself, which `getServerSession` does not.
 */
export async function getSession(params?: GetSessionParams): Promise<Session | null> {
  if (isBrowser()) return currentStore.read(params?.broadcast === false)
  return asSession(await requestJson(`${base()}/session`, forwarded(params)))
}

/** The CSRF token for a form that posts to the endpoints; `undefined` when it could not be read. */
export function getCsrfToken(params?: CtxOrReq): Promise<string | undefined> {
  return requestCsrfToken(base(), forwarded(params))
}

/** The configured providers by id; `null` when they could not be read. */
export async function getProviders(): Promise<Record<LiteralUnion<BuiltInProviderType>, ClientSafeProvider> | null> {
  const providers = await requestJson(`${base()}/providers`)
  return (providers as Record<LiteralUnion<BuiltInProviderType>, ClientSafeProvider> | undefined) ?? null
}
