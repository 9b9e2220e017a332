import type { HtmlPage } from "../core/contracts/outcome.js"
import type { CodeView } from "../core/contracts/pages.js"
import { host, renderPage } from "./document.js"
import { html } from "./html.js"

const text = {
  title: "Verify Request",
  heading: "Check your email",
  sentBoth: "We sent a link and a code. Open the link, or type the code here. They went to",
  sentCode: "We sent a code. Type it here. It went to",
  code: "Code",
  wrong: "That is not the code. Look at the latest mail, and try again.",
  submit: "Sign in",
  again: "Ask for another",
}

/** Tells the visitor that a mail is on its way, and takes the code in it. */
export function enterCode(view: CodeView): HtmlPage {
  const { address, length, besideLink, action, csrfToken, wrong } = view
  const described = wrong ? "wrong" : "sent"
  const body = html`<p id="sent">${besideLink ? text.sentBoth : text.sentCode} <strong>${address}</strong>.</p>
${wrong && html`<p class="error" role="alert" id="wrong">${text.wrong}</p>`}
<form action="${action}" method="POST">
<input type="hidden" name="csrfToken" value="${csrfToken}">
<label for="code">${text.code}</label>
<input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="${length + 2}" aria-describedby="${described}"${wrong && html` aria-invalid="true"`} required autofocus>
<button class="button main" type="submit">${text.submit}</button>
</form>
<p><a href="${view.baseUrl}/signin">${text.again}</a></p>
<p><a href="${view.origin}">${host(view.origin)}</a></p>`
  return renderPage(view, { ...text, body })
}
