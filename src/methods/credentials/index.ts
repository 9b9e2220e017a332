/** Sign-in by something the app itself checks: a password, a PIN, an LDAP bind. */
import type { SignInMethod } from "../../core/contracts/method.js"
import { redirect } from "../../core/contracts/outcome.js"
import type { CredentialsProvider } from "../../core/contracts/provider.js"
import { whenNeeded } from "../../core/when-needed.js"

const app = whenNeeded(() => import("./authorize.js"))

export const credentialsMethod: SignInMethod<CredentialsProvider> = {
  callbackMethods: ["POST"],
  csrfProtectedCallback: true,
  /** There is nothing to begin: the form posts to the callback. */
  begin: async ({ baseUrl }) => redirect(`${baseUrl}/signin`),
  complete: async (context, provider) => (await app()).authorize(context, provider),
}
