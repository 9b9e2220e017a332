import type { HtmlPage } from "../core/contracts/outcome.js"
import type { PageView } from "../core/contracts/pages.js"
import type { ProviderStyle } from "../core/contracts/provider.js"
import { type Html, html } from "./html.js"
import { colourScheme, stylesheet } from "./stylesheet.js"

export interface PageContent {
  readonly title: string
  readonly heading: string
  readonly body: Html
  /** Looks of the provider buttons in `body`, in order: button `i` has class `p{i}`. */
  readonly providers?: readonly ProviderStyle[]
}

/** Puts content into a whole document: no script, and one stylesheet that only this answer's policy lets in. */
export function renderPage(view: PageView, { title, heading, body, providers = [] }: PageContent): HtmlPage {
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18))))
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="strict-origin">
<title>${title}</title>
<style nonce="${nonce}">${stylesheet(view.theme, providers)}</style>
</head>
<body class="__next-auth-theme-${colourScheme(view.theme)}">
<div class="page">
<main class="card">
${siteName(view)}
<h1>${heading}</h1>
${body}
</main>
</div>
</body>
</html>`
  return { html: page.toString(), contentSecurityPolicy: policy(nonce, view.origin) }
}

/** What the visitor knows the site by: its host, as in the address bar. */
export function host(origin: string): string {
  return /^https?:\/\/([^/]+)/i.exec(origin)?.[1] ?? origin
}

function siteName({ theme, origin }: PageView): Html {
  if (!isImage(theme.logo, origin)) return html`<p class="site">${host(origin)}</p>`
  return html`<p class="site"><img class="logo" src="${theme.logo}" alt=""><span class="hidden">${host(origin)}</span></p>`
}

function isImage(source: unknown, origin: string): boolean {
  if (typeof source !== "string" || source === "") return false
  if (/^data:/i.test(source)) return /^data:image\//i.test(source)
  try {
    return /^https?:$/.test(new URL(source, origin).protocol)
  } catch {
    return false
  }
}

/**
 * `form-action` also governs where a posted form is redirected to (Chromium), and a sign-in goes on to a provider's site
 * that only discovery knows: hence every `https:` host, and `http:` while the site itself is served so in development.
 *
 * @see https://www.w3.org/TR/CSP3/#directive-form-action
 */
function policy(nonce: string, origin: string): string {
  const anySite = /^http:/i.test(origin) ? "https: http:" : "https:"
  return [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `img-src 'self' data: ${anySite}`,
    `form-action 'self' ${anySite}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ")
}
