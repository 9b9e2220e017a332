import { currentStore } from "./current-store.js"
import { leave } from "./leave.js"
import { postForm } from "./post-form.js"
import { getCsrfToken } from "./queries.js"

export interface SignOutParams<R extends boolean = true> {
  /** Where to go afterwards; this page unless told. The server's `redirect` callback decides whether that is allowed. */
  callbackUrl?: string
  /** `false`: stay on the page; `useSession` then reports `unauthenticated`. */
  redirect?: R
}

export interface SignOutResponse {
  /** Where to go now. */
  url: string
}

/**
 * Ends the session: here and in the other tabs.
 *
 * Resolves to `undefined` when the page is being left.
 *
 * @throws {TypeError} when there is no connection
 */
export async function signOut<R extends boolean = true>(
  options?: SignOutParams<R>,
): Promise<R extends true ? undefined : SignOutResponse>
export async function signOut(options?: SignOutParams<boolean>): Promise<SignOutResponse | undefined> {
  const { callbackUrl = location.href, redirect = true } = options ?? {}
  const store = currentStore
  const { response, url } = await postForm(`${store.path}/signout`, { csrfToken: await getCsrfToken(), callbackUrl })
  if (response.ok) store.tell(0)
  if (redirect) {
    leave(url, callbackUrl)
    return undefined
  }
  await store.read(true, true)
  return { url: url as string }
}
