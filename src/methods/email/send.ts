import type { FeatureContext } from "../../core/contracts/feature.js"
import type { Mail } from "../../core/contracts/mail.js"
import type { EmailProvider, MailContext, SendVerificationRequestParams } from "../../core/contracts/provider.js"
import { AuthError, SignInError } from "../../core/errors.js"
import { withinSeconds } from "../../core/options/patience.js"
import { linkOf, verifyRequestPage } from "./links.js"
import { signInMail } from "./mail.js"
import { withoutSecrets } from "./without-secrets.js"

/** What goes to somebody. */
export interface Letter {
  readonly identifier: string
  readonly token: string
  readonly code?: string
  readonly expires: Date
}

/**
 * Sends the mail, and waits no longer than the provider's `timeout`.
 *
 * @throws {SignInError} `EmailSignin` when it was not accepted; the log has the reason
 */
export async function send(context: FeatureContext, provider: EmailProvider, letter: Letter): Promise<void> {
  const { token, code } = letter
  try {
    await withinSeconds(provider.timeout, async () => {
      await provider.sendVerificationRequest(await paramsFor(context, provider, letter))
    })
  } catch (thrown) {
    const error = thrown instanceof AuthError ? thrown : withoutSecrets(thrown, [token, code ?? token])
    context.log.error("SIGNIN_EMAIL_ERROR", { error, providerId: provider.id })
    throw new SignInError("EmailSignin", "The mail was not accepted; the log has the server's own error.")
  }
}

async function paramsFor(
  context: FeatureContext,
  provider: EmailProvider,
  letter: Letter,
): Promise<SendVerificationRequestParams> {
  const { baseUrl } = context
  const { config, maxAge, timeout, link, id } = provider
  const { token, code } = letter
  const told = mailContext(context, provider, letter)
  const urls = { signinUrl: `${baseUrl}/signin/${id}`, callbackUrl: `${baseUrl}/callback/${id}` }
  const mail = await draft(context, provider, told)
  return Object.assign(told, {
    token: link ? token : (code as string),
    provider: { ...config, ...urls, maxAge, timeout },
    mail,
  })
}

/** The request is made when it is looked at, as few do: it costs more than everything else that is told. */
function mailContext(context: FeatureContext, provider: EmailProvider, letter: Letter): MailContext {
  const {
    theme,
    baseUrl,
    request: { headers },
  } = context
  const { identifier, code, expires } = letter
  let request: Request | undefined
  return {
    identifier,
    url: provider.link ? linkOf(context, provider, letter) : verifyRequestPage(context, provider),
    ...(code === undefined ? {} : { code }),
    expires,
    theme,
    get request() {
      request ??= new Request(`${baseUrl}/signin/${provider.id}`, { method: "POST", headers: [...headers] })
      return request
    },
  }
}

/** The mail in our words, or the developer's where there are any. */
async function draft({ origin }: FeatureContext, provider: EmailProvider, told: MailContext): Promise<Mail> {
  const { maxAge, link, code, mail } = provider
  const { identifier, theme } = told
  const url = link ? told.url : undefined
  const lifetimes = { linkLifetime: maxAge, codeLifetime: code?.maxAge }
  const ours = signInMail({ identifier, theme, code: told.code, origin, url, ...lifetimes })
  if (!mail) return ours
  const { subject = ours.subject, text = ours.text, html = ours.html } = (await mail(told)) ?? {}
  return { subject: subject.replace(/[\r\n]+/g, " "), text, html } // a subject of two lines would be two headers
}
