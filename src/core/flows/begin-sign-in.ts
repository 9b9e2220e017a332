import { isOutcome, type SignInMethod } from "../contracts/method.js"
import { type Outcome, redirect } from "../contracts/outcome.js"
import type { ResolvedProvider } from "../contracts/provider.js"
import { ProtocolError, SignInError } from "../errors.js"
import type { Config } from "../options/config.js"
import { askPermission } from "./ask-permission.js"
import { type FlowContext, isCsrfVerified } from "./context.js"
import { featureContext } from "./features.js"

/** `POST /signin/:provider`: sends the visitor to prove who they are. */
export async function beginSignIn(context: FlowContext): Promise<Outcome> {
  const { provider } = context
  if (!provider || !(await isCsrfVerified(context))) return redirect(`${context.baseUrl}/signin${invitation(context)}`)
  const problem = context.config.providerProblems.get(provider.id)
  if (problem && provider.type === "email") throw new SignInError("EmailSignin", problem.message)
  if (problem) throw new ProtocolError("OAuthSignin", problem.message)
  const begun = await methodOf(context.config, provider).begin(featureContext(context), provider)
  if (isOutcome(begun)) return begun
  return (await askPermission(context, begun.asks.user, begun.asks, { verificationRequest: true })) ?? begun.proceed()
}

/** A link of somebody else's may come as a form too (OpenID Connect Core §4): it is shown like one that is followed. */
function invitation({ provider, request: { body } }: FlowContext): string {
  if (!provider || typeof body.iss !== "string") return "?csrf=true"
  const names = ["iss", "target_link_uri", "login_hint"]
  const texts = names.flatMap((name) => (typeof body[name] === "string" ? [[name, body[name]]] : []))
  return `/${provider.id}?${new URLSearchParams(texts)}`
}

/** The method by which this kind of provider signs people in. Validation has made sure there is one. */
export const methodOf = ({ methods }: Config, { type }: ResolvedProvider): SignInMethod => methods[type] as SignInMethod
