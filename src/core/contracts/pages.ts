import type { ProviderType, Theme } from "../model.js"
import type { HtmlPage } from "./outcome.js"
import type { CredentialInput, ProviderStyle } from "./provider.js"

export type { Theme } from "../model.js"

/** A button or a form on the sign-in page. */
export interface ProviderView {
  readonly id: string
  readonly name: string
  readonly type: ProviderType
  /** Where the form posts to. */
  readonly action: string
  readonly style: ProviderStyle
  /** Fields of a credentials form. */
  readonly credentials?: Readonly<Record<string, CredentialInput>>
}

/** What every page knows of its site. */
export interface PageView {
  readonly theme: Theme
  /** Origin of the site, shown as its name. */
  readonly origin: string
  /** Where our endpoints are. */
  readonly baseUrl: string
}

export interface SignInView extends PageView {
  readonly csrfToken: string
  readonly destination: string
  readonly providers: readonly ProviderView[]
  /** Documented `?error=` code; anything unknown shows the general sentence. */
  readonly error: string | undefined
}

export interface SignOutView extends PageView {
  readonly csrfToken: string
}

export interface ErrorView extends PageView {
  readonly error: string | undefined
  /** Seconds after which it is worth trying again, where that is why. */
  readonly retryAfter?: number | undefined
}

/** A code that a browser may type instead of opening a link. */
export interface PendingCode {
  /** Where it was sent. */
  readonly address: string
  readonly length: number
  /** Whether the same mail holds a link. */
  readonly besideLink: boolean
}

export interface CodeView extends PageView, PendingCode {
  /** Where the form posts to. */
  readonly action: string
  readonly csrfToken: string
  /** Whether the code typed last was wrong. */
  readonly wrong: boolean
}

export interface ConfirmView extends PageView {
  /** Where the form posts to. */
  readonly action: string
  /** Who will be signed in. */
  readonly confirms: string
  /** Hidden fields of the form. */
  readonly fields: Readonly<Record<string, string>>
}

/** The built-in pages: a view model in, a finished document out. */
export interface Pages {
  signIn(view: SignInView): HtmlPage
  signOut(view: SignOutView): HtmlPage
  verifyRequest(view: PageView): Promise<HtmlPage>
  enterCode(view: CodeView): Promise<HtmlPage>
  confirm(view: ConfirmView): Promise<HtmlPage>
  error(view: ErrorView): { page: HtmlPage; status: number }
}
