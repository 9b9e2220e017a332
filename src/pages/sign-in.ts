import type { HtmlPage } from "../core/contracts/outcome.js"
import type { ProviderView, SignInView } from "../core/contracts/pages.js"
import type { CredentialInput, ProviderStyle } from "../core/contracts/provider.js"
import { credentialField } from "./credential-field.js"
import { renderPage } from "./document.js"
import { type Html, html } from "./html.js"
import { colourScheme } from "./stylesheet.js"

const text = {
  title: "Sign In",
  heading: "Sign in",
  email: "Email",
  or: "or",
  submit: (name: string): string => `Sign in with ${name}`,
}

const anotherAccount = "That did not work. Try again, or sign in with a different account."
const messages: ReadonlyMap<string, string> = new Map([
  ["Signin", anotherAccount],
  ["OAuthSignin", anotherAccount],
  ["OAuthCallback", anotherAccount],
  ["OAuthCreateAccount", anotherAccount],
  ["EmailCreateAccount", anotherAccount],
  ["Callback", anotherAccount],
  ["OAuthAccountNotLinked", "To show that it is you, sign in with the account you used the first time."],
  ["EmailSignin", "The email could not be sent."],
  ["CredentialsSignin", "Sign-in failed. Check that what you entered is correct."],
  ["SessionRequired", "Please sign in to see this page."],
])
const anyOther = "You could not be signed in."

/** Every way to sign in that the site offers, in its order; works without JavaScript. */
export function signIn(view: SignInView): HtmlPage {
  const providers = view.providers.filter(({ type, credentials }) => type !== "credentials" || credentials)
  const body = html`${view.error && html`<p class="error" role="alert">${messages.get(view.error) ?? anyOther}</p>`}
${providers.map((provider, i) => [separator(providers[i - 1], provider), form(view, provider, i)])}`
  return renderPage(view, { ...text, body, providers: providers.map(buttonStyle) })
}

const isButton = ({ type }: ProviderView): boolean => type === "oauth" || type === "oidc"

const buttonStyle = (provider: ProviderView): ProviderStyle => (isButton(provider) ? provider.style : {})

/** Buttons stand together; a form with fields stands apart from whatever is next to it. */
function separator(previous: ProviderView | undefined, next: ProviderView): Html | false {
  if (!previous || (isButton(previous) && isButton(next))) return false
  return html`<div class="or"><hr><span>${text.or}</span><hr></div>\n`
}

function form(view: SignInView, provider: ProviderView, i: number): Html {
  const { id, name, action } = provider
  return html`<form class="provider" action="${action}" method="POST">
<input type="hidden" name="csrfToken" value="${view.csrfToken}">
${
  isButton(provider)
    ? html`<input type="hidden" name="callbackUrl" value="${view.destination}">
<button class="button p${i}" type="submit">${logo(view, provider.style)}<span>${text.submit(name)}</span></button>`
    : html`${Object.entries(fields(provider)).map(([field, input]) => credentialField(id, field, input))}
<button class="button main" type="submit">${text.submit(name)}</button>`
}
</form>
`
}

function fields({ type, credentials = {} }: ProviderView): Readonly<Record<string, CredentialInput>> {
  return type === "email"
    ? { email: { label: text.email, type: "email", maxlength: 254, required: true } }
    : credentials
}

function logo({ theme }: SignInView, style: ProviderStyle): Html | false {
  const scheme = colourScheme(theme)
  const [onLight, onDark] = [style.logo, style.logoDark].map((url) => (isPicture(url) ? url : undefined))
  const source = scheme === "dark" ? (onDark ?? onLight) : onLight
  if (!source) return false
  const alternative = scheme === "auto" && onDark
  return html`<picture>${
    alternative && html`<source media="(prefers-color-scheme: dark)" srcset="${alternative}">`
  }<img src="${source}" alt=""></picture>`
}

const isPicture = (url: string | undefined): boolean => url !== undefined && /^(?:https:\/\/|data:image\/)/i.test(url)
