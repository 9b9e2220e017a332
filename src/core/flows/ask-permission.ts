import type { AdapterUser } from "../contracts/adapter.js"
import type { Identity } from "../contracts/method.js"
import { type Outcome, redirect } from "../contracts/outcome.js"
import { SignInError } from "../errors.js"
import { isPlainLocation } from "../http/destination.js"
import { sentenceOf } from "../options/thrown.js"
import type { FlowContext } from "./context.js"

/** Asks `callbacks.signIn`. An Outcome sends the visitor elsewhere; `null` lets them in. */
export async function askPermission(
  { config, baseUrl }: FlowContext,
  user: Identity["user"] | AdapterUser,
  { account, profile, credentials }: Pick<Identity, "account" | "profile" | "credentials">,
  email?: { verificationRequest: true },
): Promise<Outcome | null> {
  let answer: unknown
  try {
    answer = await config.callbacks.signIn({
      user,
      account,
      ...(profile === undefined ? {} : { profile }),
      ...(credentials === undefined ? {} : { credentials }),
      ...(email === undefined ? {} : { email }),
    })
  } catch (error) {
    return redirect(`${baseUrl}/error?error=${encodeURIComponent(sentenceOf(error))}`, 401)
  }
  if (typeof answer === "string" && isPlainLocation(answer)) return redirect(answer)
  // Only `true` and other plainly affirmative answers: a forgotten `return` or a NaN keeps everybody out.
  if (!answer || typeof answer === "string") {
    throw new SignInError("AccessDenied", "`callbacks.signIn` returned neither true nor a path or http(s) URL.")
  }
  return null
}
