/** Turns what a flow threw into what the visitor sees: the only place where errors become answers. */
import { json, type Outcome, redirect } from "../contracts/outcome.js"
import { AuthError, type ErrorEntry, errorTable, RequestError } from "../errors.js"
import type { FlowContext } from "../flows/context.js"
import { asError } from "../options/thrown.js"

/** Says nothing of what happened: the log does. */
const serverMessage = "There is a problem with the server configuration. Check the server logs for more information."

/** Endpoints that scripts read: an error page would tell them nothing. */
const dataActions: ReadonlySet<string> = new Set(["session", "csrf", "providers", "_log"])

export function explain(error: unknown, context: FlowContext): Outcome {
  if (error instanceof RequestError)
    return { kind: "text", body: `Error: ${error.message}`, status: errorTable[error.code].status }
  if (error instanceof AuthError) return explainKnown(error, errorTable[error.code], context)

  context.log.error(`${context.action.toUpperCase()}_ERROR`, asError(error))
  return context.action === "callback" ? redirect(errorUrl(context, "Callback")) : serverError()
}

function explainKnown(error: AuthError, entry: ErrorEntry, context: FlowContext): Outcome {
  // A refused attempt is everyday; everything else somebody has to look at.
  if (entry.class !== "SignInError") context.log.error(logCode(error, context), error)
  if (entry.page === null || dataActions.has(context.action)) return serverError()
  const status = entry.status >= 400 ? entry.status : undefined
  const detail = error.code === "CredentialsSignin" && context.provider ? `&provider=${context.provider.id}` : ""
  const { retryAfter } = error
  if (retryAfter === undefined) return redirect(errorUrl(context, entry.shown) + detail, status)
  return { ...redirect(`${errorUrl(context, entry.shown)}&retryAfter=${retryAfter}`, status), retryAfter }
}

/** The codes that loggers written for next-auth v4 know. */
function logCode({ code }: AuthError, { action }: FlowContext): string {
  if (code === "OAuthSignin") return "SIGNIN_OAUTH_ERROR"
  if (code === "OAuthCallback" || code === "Callback") return "OAUTH_CALLBACK_ERROR"
  if (code === "OAuthCreateAccount") return "OAUTH_CALLBACK_HANDLER_ERROR"
  if (code === "STORAGE_FAILED") return action === "session" ? "SESSION_ERROR" : "ADAPTER_ERROR"
  return code
}

const errorUrl = ({ baseUrl }: FlowContext, shown: string): string => `${baseUrl}/error?error=${shown}`

export const serverError = (): Outcome => json({ message: serverMessage }, 500)
