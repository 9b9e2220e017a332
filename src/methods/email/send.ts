import type { FeatureContext } from "../../core/contracts/feature.js"
import type { Mail } from "../../core/contracts/mail.js"
import type { EmailProvider, MailContext, SendVerificationRequestParams } from "../../core/contracts/provider.js"
import { AuthError, SignInError } from "../../core/errors.js"
import { linkOf } from "./links.js"
import { signInMail } from "./mail.js"
import { withinSeconds } from "./patience.js"
import { withoutSecrets } from "./without-secrets.js"

/** What goes to somebody. */
export interface Letter {
  readonly identifier: string
  readonly token: string
  readonly expires: Date
}

/**
 * Sends the mail, and waits no longer than the provider's `timeout`.
 *
 * @throws {SignInError} `EmailSignin` when it was not accepted; the log has the reason
 */
export async function send(context: FeatureContext, provider: EmailProvider, letter: Letter): Promise<void> {
  try {
    await withinSeconds(provider.timeout, async () => {
      await provider.sendVerificationRequest(await paramsFor(context, provider, letter))
    })
  } catch (thrown) {
    const error = thrown instanceof AuthError ? thrown : withoutSecrets(thrown, [letter.token])
    context.log.error("SIGNIN_EMAIL_ERROR", { error, providerId: provider.id })
    throw new SignInError("EmailSignin", "The mail was not accepted; the log has the server's own error.")
  }
}

async function paramsFor(
  context: FeatureContext,
  provider: EmailProvider,
  letter: Letter,
): Promise<SendVerificationRequestParams> {
  const { theme, baseUrl, request } = context
  const { config, maxAge, timeout, id } = provider
  const told: MailContext = {
    identifier: letter.identifier,
    url: linkOf(context, provider, letter),
    expires: letter.expires,
    theme,
    request: new Request(`${baseUrl}/signin/${id}`, { method: "POST", headers: new Headers([...request.headers]) }),
  }
  const urls = { signinUrl: `${baseUrl}/signin/${id}`, callbackUrl: `${baseUrl}/callback/${id}` }
  return {
    ...told,
    token: letter.token,
    provider: { ...config, ...urls, maxAge, timeout },
    mail: await draft(context, provider, told),
  }
}

/** The mail in our words, or the developer's where there are any. */
async function draft({ origin }: FeatureContext, { maxAge, mail }: EmailProvider, told: MailContext): Promise<Mail> {
  const ours = signInMail({ ...told, origin, linkLifetime: maxAge })
  const { subject = ours.subject, text = ours.text, html = ours.html } = (await mail?.(told)) ?? {}
  return { subject: subject.replace(/[\r\n]+/g, " "), text, html } // a subject of two lines would be two headers
}
