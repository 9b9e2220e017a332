/** The pages: the app's own where `pages` names one, else the built-in. */

import type { Confirmation } from "../contracts/method.js"
import { type Outcome, redirect } from "../contracts/outcome.js"
import type { ProviderView } from "../contracts/pages.js"
import type { ResolvedProvider } from "../contracts/provider.js"
import { signInPageErrors } from "../errors.js"
import { methodOf } from "./begin-sign-in.js"
import { ensureCsrfToken, type FlowContext, settleDestination } from "./context.js"

/** `GET /signin`; with a provider's id and `iss`, of that provider alone, for whom its portal has sent here. */
export async function showSignIn(context: FlowContext): Promise<Outcome> {
  const { provider, request } = context
  if (!provider || request.query.iss === undefined) return showProviders(context, context.config.providers.values())
  const { target, hints } = methodOf(context.config, provider).readInvitation?.(provider, request.query) ?? {}
  const query = { ...request.query, callbackUrl: target ?? context.origin }
  const invited = { ...context, argument: undefined, request: { ...request, query } }
  return showProviders({ ...invited, destination: await settleDestination(invited) }, [provider], hints)
}

async function showProviders(
  context: FlowContext,
  providers: Iterable<ResolvedProvider>,
  hints: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const { config, request, destination } = context
  const csrfToken = await ensureCsrfToken(context) // also for the app's own page, which may render its form on the server
  if (config.pages.signIn) {
    const error = errorOf(context)
    return redirect(withQuery(config.pages.signIn, { callbackUrl: destination, ...(error ? { error } : {}) }))
  }
  const page = (await config.builtInPages()).signIn({
    ...frame(context),
    csrfToken,
    destination,
    providers: Array.from(providers, (provider) => viewOf(provider, context, hints)),
    error: request.query.error,
  })
  return { kind: "page", page }
}

/** `GET /signout` */
export async function showSignOut(context: FlowContext): Promise<Outcome> {
  const { config } = context
  const csrfToken = await ensureCsrfToken(context)
  if (config.pages.signOut) return redirect(config.pages.signOut)
  const page = (await config.builtInPages()).signOut({ ...frame(context), csrfToken })
  return { kind: "page", page }
}

/** A link was opened, by somebody or by a program: a button tells which. */
export async function showConfirmation(
  context: FlowContext,
  { id }: ResolvedProvider,
  { confirms, fields }: Confirmation,
): Promise<Outcome> {
  const { config, baseUrl, destination } = context
  const csrfToken = await ensureCsrfToken(context)
  const all = { ...fields, csrfToken, callbackUrl: destination }
  const view = { ...frame(context), action: `${baseUrl}/callback/${id}`, confirms, fields: all }
  return { kind: "page", page: (await config.builtInPages()).confirm(view) }
}

/** `GET /verify-request` */
export async function showVerifyRequest(context: FlowContext): Promise<Outcome> {
  const { config } = context
  if (config.pages.verifyRequest) return redirect(config.pages.verifyRequest)
  return { kind: "page", page: (await config.builtInPages()).verifyRequest(frame(context)) }
}

/** `GET /error`: sign-in errors are shown where one can try again. */
export async function showError(context: FlowContext): Promise<Outcome> {
  const { config, baseUrl } = context
  const error = errorOf(context)
  if (error !== undefined && signInPageErrors.includes(error)) return redirect(`${baseUrl}/signin?error=${error}`)
  if (config.pages.error) return redirect(withQuery(config.pages.error, error ? { error } : {}))
  const { page, status } = (await config.builtInPages()).error({ ...frame(context), error })
  return { kind: "page", page, status }
}

/** `?error=`, or the second part of the path, as next-auth v4 takes it. */
const errorOf = ({ request, argument }: FlowContext): string | undefined => request.query.error ?? argument

const frame = ({ config, origin, baseUrl }: FlowContext) => ({ theme: config.theme, origin, baseUrl })

function withQuery(page: string, parameters: Record<string, string>): string {
  const query = new URLSearchParams(parameters).toString()
  return query === "" ? page : `${page}${page.includes("?") ? "&" : "?"}${query}`
}

function viewOf(
  provider: ResolvedProvider,
  { baseUrl }: FlowContext,
  hints: Readonly<Record<string, string>>,
): ProviderView {
  const { id, name, type } = provider
  return provider.type === "credentials"
    ? { id, name, type, action: `${baseUrl}/callback/${id}`, style: {}, credentials: provider.credentials }
    : {
        id,
        name,
        type,
        action: withQuery(`${baseUrl}/signin/${id}`, hints),
        style: "style" in provider ? provider.style : {},
      }
}
