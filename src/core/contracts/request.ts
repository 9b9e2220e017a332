import type { LoggerInstance } from "./logger.js"

/** Attributes of a `Set-Cookie` (RFC 6265bis §4.1.2). */
export interface CookieAttributes {
  httpOnly?: boolean
  secure?: boolean
  sameSite?: boolean | "lax" | "strict" | "none" | "Lax" | "Strict" | "None"
  path?: string
  domain?: string
  /** Seconds. */
  maxAge?: number
  expires?: Date
  /** For an app that other sites show in a frame: the browser then keeps a cookie of its own for each of them (CHIPS). */
  partitioned?: boolean
}

/** The cookies of one request and those its answer will set. The only part of a request's context that changes. */
export interface CookieJar {
  /** Decoded value of the cookie that the browser sent under exactly this name. */
  get(name: string): string | undefined
  /** Names of all cookies that the browser sent. */
  names(): readonly string[]
  /** `expires`: where it is not that of the attributes. */
  set(name: string, value: string, attributes: CookieAttributes, expires?: Date): void
  remove(name: string, attributes: CookieAttributes): void
}

/** The one-time values that tie an authorization response to the request it answers. */
export type CheckName = "state" | "nonce" | "pkceCodeVerifier"

/** Check values, each sealed in its documented cookie and bound to its provider and to 15 minutes. */
export interface CheckCookies {
  /** @param scope what the visitor is asked to grant, where that is not what the provider's configuration says */
  create(
    check: CheckName,
    provider: { readonly id: string; readonly responseMode: "query" | "form_post" },
    value: string,
    scope?: string,
  ): Promise<void>
  /** Opens the check. `null` when it is missing, expired, tampered with, or was made for another provider. */
  open(check: CheckName, providerId: string): Promise<string | null>
  /** The scope that the check was made with. */
  scopeOf(check: CheckName, providerId: string): Promise<string | undefined>
  /**
   * Queues the check's cookie for deletion, once an attempt has passed: it must not serve again. A refused answer leaves
   * it, as in next-auth v4: whoever makes a browser visit a forged one could otherwise end the attempt under way.
   */
  remove(check: CheckName): void
}

/** As much of `Headers` as is used here. Node's own headers can be read this way without being copied. */
export interface RequestHeaders extends Iterable<[string, string]> {
  get(name: string): string | null
}

/** A request as it comes in, from a web-standard server or another. */
export interface IncomingRequest {
  readonly method: string
  /** An absolute URL, or what follows the host. */
  readonly url: string
  readonly headers: RequestHeaders
  /** The body as a stream, as text, or as the fields that a framework has parsed; `null` for none. */
  readonly body: AsyncIterable<Uint8Array> | string | Readonly<Record<string, unknown>> | null
}

/** What goes out, in the parts that every server can send. */
export interface OutgoingAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** `Set-Cookie` values. */
  readonly cookies: readonly string[]
  readonly body: string | null
}

/** A request as flows and sign-in methods see it. */
export interface AuthRequest {
  readonly method: string
  readonly headers: RequestHeaders
  /** First value of each query parameter. */
  readonly query: Readonly<Record<string, string>>
  /** Fields of the form or JSON body; empty when there is none. */
  readonly body: Readonly<Record<string, unknown>>
  /** Names of query parameters and form fields that came more than once. OAuth refuses those (RFC 6749 §3.1). */
  readonly repeated: ReadonlySet<string>
}

/** What any plug-in may see of a request. */
export interface RequestContext {
  readonly request: AuthRequest
  /** Origin of the site: `https://app.example`. */
  readonly origin: string
  /** Where our endpoints are: `https://app.example/api/auth`. */
  readonly baseUrl: string
  readonly jar: CookieJar
  readonly checks: CheckCookies
  /** Where the visitor goes afterwards; already settled by `callbacks.redirect`. */
  readonly destination: string
  readonly now: Date
  readonly log: LoggerInstance
}
