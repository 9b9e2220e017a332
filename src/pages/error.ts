import type { HtmlPage } from "../core/contracts/outcome.js"
import type { ErrorView } from "../core/contracts/pages.js"
import { host, renderPage } from "./document.js"
import { html } from "./html.js"

interface Explanation {
  readonly status: number
  readonly heading: string
  readonly sentence: string
  /** Where the visitor can go from here. */
  readonly next?: "sign-in" | "site"
}

const text = { title: "Error", signIn: "Sign in" }

const anyOther: Explanation = { status: 200, heading: "Error", sentence: "Something went wrong.", next: "site" }

const explanations: ReadonlyMap<string, Explanation> = new Map([
  [
    "configuration",
    {
      status: 500,
      heading: "Server error",
      sentence: "This site’s sign-in is not set up correctly. Its server log says what is wrong.",
    },
  ],
  [
    "accessdenied",
    { status: 403, heading: "Access denied", sentence: "You are not allowed to sign in.", next: "sign-in" },
  ],
  [
    "verification",
    {
      status: 403,
      heading: "Unable to sign in",
      sentence: "This sign-in link does not work any more. It was used already, or it has expired.",
      next: "sign-in",
    },
  ],
])

/** Says why somebody is here instead of signed in. Codes are compared without regard to case; unknown ones are not repeated. */
export function error(view: ErrorView): { page: HtmlPage; status: number } {
  const { status, heading, sentence, next } = explanations.get(view.error?.toLowerCase() ?? "") ?? anyOther
  const body = html`<p role="alert">${sentence}</p>
${next === "site" && html`<p><a href="${view.origin}">${host(view.origin)}</a></p>`}
${next === "sign-in" && html`<p><a class="button main" href="${view.baseUrl}/signin">${text.signIn}</a></p>`}`
  return { page: renderPage(view, { title: text.title, heading, body }), status }
}
