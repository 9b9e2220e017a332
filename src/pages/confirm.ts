import type { HtmlPage } from "../core/contracts/outcome.js"
import type { ConfirmView } from "../core/contracts/pages.js"
import { host, renderPage } from "./document.js"
import { html } from "./html.js"

const text = {
  title: "Sign In",
  heading: "Sign in",
  asks: "The link from your mail signs in",
  at: "at",
  submit: "Sign in",
  otherwise: "If you did not ask for it, close this page: nothing has happened.",
}

/** Asks whether somebody is there, and says for whom the link is: what opened it may be a scanner of mails. */
export function confirm(view: ConfirmView): HtmlPage {
  const body = html`<p>${text.asks} <strong>${view.confirms}</strong> ${text.at} ${host(view.origin)}.</p>
<form class="provider" action="${view.action}" method="POST">
${Object.entries(view.fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">\n`)}<button class="button main" type="submit">${text.submit}</button>
</form>
<p>${text.otherwise}</p>`
  return renderPage(view, { ...text, body })
}
