import type { Identity } from "../../core/contracts/method.js"
import { type Outcome, redirect } from "../../core/contracts/outcome.js"
import type { CredentialsProvider } from "../../core/contracts/provider.js"
import type { RequestContext } from "../../core/contracts/request.js"
import { SignInError } from "../../core/errors.js"
import { sentenceOf } from "../../core/options/thrown.js"

/** Asks the app. @throws {SignInError} `CredentialsSignin` */
export async function authorize(context: RequestContext, provider: CredentialsProvider): Promise<Identity | Outcome> {
  const { method, headers } = context.request
  const [query, body] = [{ ...context.request.query }, { ...context.request.body }] // objects like any other, for the developer's code
  let user: Identity["user"] | null
  try {
    user = await provider.authorize(body as Record<string, string>, {
      method,
      query,
      body,
      headers: Object.fromEntries(headers),
    })
  } catch (error) {
    // Documented: what `authorize` throws is for the visitor to read.
    context.log.debug("CREDENTIALS_AUTHORIZE_THREW", error)
    return redirect(`${context.baseUrl}/error?error=${encodeURIComponent(sentenceOf(error))}`, 401)
  }
  if (!user) throw new SignInError("CredentialsSignin", `\`authorize\` of "${provider.id}" returned no user.`)

  const account = { providerAccountId: user.id, type: provider.type, provider: provider.id }
  return { user, account, credentials: body, linkable: false }
}
