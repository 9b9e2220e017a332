import type { SignInMethod } from "../contracts/method.js"
import { type Outcome, redirect } from "../contracts/outcome.js"
import type { ResolvedProvider } from "../contracts/provider.js"
import { ProtocolError } from "../errors.js"
import type { Config } from "../options/config.js"
import { type FlowContext, isCsrfVerified } from "./context.js"

/** `POST /signin/:provider`: sends the visitor to prove who they are. */
export async function beginSignIn(context: FlowContext): Promise<Outcome> {
  const { provider } = context
  if (!provider || !(await isCsrfVerified(context))) return redirect(`${context.baseUrl}/signin?csrf=true`)
  const problem = context.config.providerProblems.get(provider.id)
  if (problem) throw new ProtocolError("OAuthSignin", problem.message)
  return methodOf(context.config, provider).begin(context, provider)
}

/** The method by which this kind of provider signs people in. Validation has made sure there is one. */
export const methodOf = ({ methods }: Config, { type }: ResolvedProvider): SignInMethod => methods[type] as SignInMethod
