/** The pages: the app's own where `pages` names one, else the built-in. */

import type { Confirmation } from "../contracts/method.js"
import { type Outcome, redirect } from "../contracts/outcome.js"
import type { ProviderView } from "../contracts/pages.js"
import type { ResolvedProvider } from "../contracts/provider.js"
import { signInPageErrors } from "../errors.js"
import { methodOf } from "./begin-sign-in.js"
import { ensureCsrfToken, type FlowContext, settleDestination } from "./context.js"
import { featureContext } from "./features.js"

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
  return { kind: "page", page: await (await config.builtInPages()).confirm(view) }
}

/** `GET /verify-request`; where the browser waits for a code, with the form for it. */
export async function showVerifyRequest(context: FlowContext): Promise<Outcome> {
  const { config, request } = context
  const { error } = request.query
  if (config.pages.verifyRequest) return redirect(withQuery(config.pages.verifyRequest, error ? { error } : {}))
  const provider = config.providers.get(request.query.provider ?? "")
  const pending = provider && (await methodOf(config, provider).pendingCode?.(featureContext(context), provider))
  const pages = await config.builtInPages()
  if (!pending) return { kind: "page", page: await pages.verifyRequest(frame(context)) }
  const csrfToken = await ensureCsrfToken(context)
  const action = `${context.baseUrl}/callback/${provider.id}`
  const view = { ...frame(context), ...pending, action, csrfToken, wrong: error !== undefined }
  return { kind: "page", page: await pages.enterCode(view) }
}

/** `GET /error`: sign-in errors are shown where one can try again. */
export async function showError(context: FlowContext): Promise<Outcome> {
  const { config, baseUrl } = context
  const error = errorOf(context)
  if (error !== undefined && signInPageErrors.includes(error)) return redirect(`${baseUrl}/signin?error=${error}`)
  const waiting = waitIn(context)
  if (config.pages.error) return redirect(withQuery(config.pages.error, { ...(error ? { error } : {}), ...waiting }))
  const { page, status } = (await config.builtInPages()).error({ ...frame(context), error, ...waiting })
  return { kind: "page", page, status, ...waiting }
}

/** `?error=`, or the second part of the path, as next-auth v4 takes it. */
const errorOf = ({ request, argument }: FlowContext): string | undefined => request.query.error ?? argument

/** How long the visitor was told to wait, where they were. */
function waitIn({ request: { query } }: FlowContext): { retryAfter?: number } {
  const seconds = query.error === "TooManyRequests" ? Number(query.retryAfter) : 0
  return Number.isSafeInteger(seconds) && seconds > 0 ? { retryAfter: seconds } : {}
}

const frame = ({ config, origin, baseUrl }: FlowContext) => ({ theme: config.theme, origin, baseUrl })

function withQuery(page: string, parameters: Record<string, string | number>): string {
  const query = new URLSearchParams(parameters as Record<string, string>).toString()
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
