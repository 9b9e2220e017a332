import type { HtmlPage } from "../core/contracts/outcome.js"
import type { PageView } from "../core/contracts/pages.js"
import { host, renderPage } from "./document.js"
import { html } from "./html.js"

const text = {
  title: "Verify Request",
  heading: "Check your email",
  sent: "We sent you a link. Open it to sign in.",
}

/** Tells the visitor that a sign-in link is on its way. */
export function verifyRequest(view: PageView): HtmlPage {
  const body = html`<p>${text.sent}</p>
<p><a href="${view.origin}">${host(view.origin)}</a></p>`
  return renderPage(view, { ...text, body })
}
