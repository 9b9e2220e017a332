/** What a flow answers. It says what happened; `handler/respond` alone decides what that is on the wire. */
export type Outcome = JsonOutcome | RedirectOutcome | PageOutcome | TextOutcome

export interface JsonOutcome {
  readonly kind: "json"
  readonly body: unknown
  readonly status?: number
}

export interface RedirectOutcome {
  readonly kind: "redirect"
  readonly location: string
  /** The status that a caller who asked for JSON gets beside `{ url }`; 200 unless told. */
  readonly status?: number
  /** Seconds after which it is worth trying again. */
  readonly retryAfter?: number
}

export interface PageOutcome {
  readonly kind: "page"
  readonly page: HtmlPage
  readonly status?: number
  /** Seconds after which it is worth trying again. */
  readonly retryAfter?: number
}

export interface TextOutcome {
  readonly kind: "text"
  readonly body: string
  readonly status: number
}

/** A finished page: a whole document, and the policy under which a browser may show it. */
export interface HtmlPage {
  readonly html: string
  /** Value of the `Content-Security-Policy` header. */
  readonly contentSecurityPolicy: string
}

export const json = (body: unknown, status = 200): JsonOutcome => ({ kind: "json", body, status })

export const redirect = (location: string, status?: number): RedirectOutcome =>
  status === undefined ? { kind: "redirect", location } : { kind: "redirect", location, status }
