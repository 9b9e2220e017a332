import type { EmailConfig } from "../core/contracts/provider.js"
import { basic, type MailServiceOptions, mailService } from "../methods/email/mail-service.js"

/**
 * Sign-in by mail, sent by Forward Email. The key is `apiKey`, or `AUTH_FORWARDEMAIL_KEY`.
 *
 * @see https://forwardemail.net/en/email-api
 */
const ForwardEmail: (options?: MailServiceOptions) => EmailConfig = mailService({
  id: "forwardemail",
  name: "Forward Email",
  needs: "from",
  request: ({ apiKey, from, to, subject, html, text }) => ({
    url: "https://api.forwardemail.net/v1/emails",
    headers: basic(apiKey, ""),
    body: { from, to, subject, html, text },
  }),
})

export default ForwardEmail
