import type { HtmlPage } from "../core/contracts/outcome.js"
import type { SignOutView } from "../core/contracts/pages.js"
import { renderPage } from "./document.js"
import { html } from "./html.js"

const text = {
  title: "Sign Out",
  heading: "Sign out",
  question: "Are you sure you want to sign out?",
  submit: "Sign out",
}

/** Asks before signing out, so that a link from elsewhere cannot do it. */
export function signOut(view: SignOutView): HtmlPage {
  const body = html`<p>${text.question}</p>
<form action="${view.baseUrl}/signout" method="POST">
<input type="hidden" name="csrfToken" value="${view.csrfToken}">
<button class="button main" type="submit">${text.submit}</button>
</form>`
  return renderPage(view, { ...text, body })
}
