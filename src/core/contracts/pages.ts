import type { ProviderType } from "../model.js"
import type { HtmlPage } from "./outcome.js"
import type { CredentialInput, ProviderStyle } from "./provider.js"

/** Looks of the built-in pages. */
export interface Theme {
  /** `auto` follows the visitor's system. */
  colorScheme?: "auto" | "dark" | "light"
  /** Absolute URL, or path, of the site's logo. */
  logo?: string
  /** CSS colour of buttons and links: `#346df1`. */
  brandColor?: string
  /** CSS colour of the text on buttons. */
  buttonText?: string
}

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
}

/** The built-in pages: a view model in, a finished document out. */
export interface Pages {
  signIn(view: SignInView): HtmlPage
  signOut(view: SignOutView): HtmlPage
  verifyRequest(view: PageView): HtmlPage
  error(view: ErrorView): { page: HtmlPage; status: number }
}
