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

const text = {
  title: "Error",
  signIn: "Sign in",
  wait: (seconds: number): string => `Try again in ${inWords(seconds)}.`,
}

/** Rounded up: whoever waits so long gets through. */
function inWords(seconds: number): string {
  const [size, unit] = seconds > 7200 ? [3600, "hour"] : seconds > 300 ? [60, "minute"] : [1, "second"]
  const count = Math.ceil(seconds / size)
  return `${count} ${unit}${count === 1 ? "" : "s"}`
}

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
    {
      status: 403,
      heading: "Access denied",
      sentence: "You are not allowed in here with this account.",
      next: "sign-in",
    },
  ],
  [
    "verification",
    {
      status: 403,
      heading: "Unable to sign in",
      sentence: "This sign-in link or code does not work any more. It was used, has expired, or is not the latest.",
      next: "sign-in",
    },
  ],
  ["toomanyrequests", { status: 429, heading: "Too many attempts", sentence: "Try again later.", next: "sign-in" }],
])

/** Says why somebody is here instead of signed in. Codes are compared without regard to case; unknown ones are not repeated. */
export function error(view: ErrorView): { page: HtmlPage; status: number } {
  const { status, heading, sentence, next } = explanations.get(view.error?.toLowerCase() ?? "") ?? anyOther
  const body = html`<p role="alert">${status === 429 && view.retryAfter ? text.wait(view.retryAfter) : sentence}</p>
${next === "site" && html`<p><a href="${view.origin}">${host(view.origin)}</a></p>`}
${next === "sign-in" && html`<p><a class="button main" href="${view.baseUrl}/signin">${text.signIn}</a></p>`}`
  return { page: renderPage(view, { title: text.title, heading, body }), status }
}
