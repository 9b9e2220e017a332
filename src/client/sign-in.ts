import { currentStore } from "./current-store.js"
import { leave } from "./leave.js"
import { postForm } from "./post-form.js"
import type { BuiltInProviderType, LiteralUnion, RedirectableProviderType } from "./provider-name.js"
import { getCsrfToken, getProviders } from "./queries.js"

/** Besides these, the fields of a credentials form; for `email` the `email` that a mail goes to, and then the `code` that was in it. */
export interface SignInOptions extends Record<string, unknown> {
  /** Where to go afterwards; this page unless told. The server's `redirect` callback decides whether that is allowed. */
  callbackUrl?: string
  /** `false`: stay on the page and get a `SignInResponse`. Only for `credentials` and `email`. */
  redirect?: boolean
}

export interface SignInResponse {
  /** An error code (`CredentialsSignin`), or the message `authorize` threw; `null` when it went well. */
  error: string | null
  /** HTTP status. */
  status: number
  ok: boolean
  /** Where to go now; `null` when refused. */
  url: string | null
}

/** Parameters to add to the authorization request, as `new URLSearchParams()` takes them. */
export type SignInAuthorizationParams = string | string[][] | Record<string, string> | URLSearchParams

/**
 * Begins signing in with a provider, or leads to the sign-in page when none is named.
 *
 * Resolves to `undefined` when the page is being left.
 *
 * @throws {TypeError} when there is no connection
 * @example await signIn("credentials", { username, password, redirect: false })
 */
export async function signIn<P extends RedirectableProviderType | undefined = undefined>(
  provider?: LiteralUnion<P extends RedirectableProviderType ? P | BuiltInProviderType : BuiltInProviderType>,
  options?: SignInOptions,
  authorizationParams?: SignInAuthorizationParams,
): Promise<P extends RedirectableProviderType ? SignInResponse | undefined : undefined>
export async function signIn(
  provider?: string,
  options?: SignInOptions,
  authorizationParams?: SignInAuthorizationParams,
): Promise<SignInResponse | undefined> {
  const { callbackUrl = location.href, redirect = true } = options ?? {}
  const store = currentStore
  // Who brings nothing to prove most likely goes elsewhere to prove it: what kind of provider it is need not be asked.
  const isGuess = provider && !Object.keys({ callbackUrl, ...options })[1]
  const [providers, csrfToken] = await Promise.all([isGuess ? null : getProviders(), provider && getCsrfToken()])
  const type = isGuess || (provider && providers && Object.hasOwn(providers, provider) && providers[provider]?.type)
  if (!type) {
    location.href = store.path + (providers ? `/signin?${new URLSearchParams({ callbackUrl })}` : "/error")
    return undefined
  }
  const isProof = type === "credentials" || (type === "email" && options?.code !== undefined)
  const query = authorizationParams ? `?${new URLSearchParams(authorizationParams)}` : ""
  const { response, url } = await postForm(
    `${store.path}/${isProof ? "callback" : "signin"}/${encodeURIComponent(provider)}${query}`,
    { ...options, csrfToken, callbackUrl },
  )
  // To the sign-in page the server sends who could not begin. `json`, which is sent anyway, makes the next try no guess.
  if (isGuess && (!url || /\/signin(\?csrf|$)/.test(url)))
    return signIn(provider, { ...options, json: "true" }, authorizationParams)
  if (redirect || (type !== "credentials" && type !== "email")) {
    leave(url, callbackUrl)
    return undefined
  }
  const { ok, status } = response
  const error = url ? new URL(url, location.href).searchParams.get("error") : "Default"
  if (ok) await store.read(false, true)
  return { error, status, ok, url: error ? null : (url as string) }
}
