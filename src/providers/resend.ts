import type { EmailConfig } from "../core/contracts/provider.js"
import { bearer, type MailServiceOptions, mailService } from "../methods/email/mail-service.js"

/**
 * Sign-in by mail, sent by Resend. The key is `apiKey`, or `AUTH_RESEND_KEY`.
 *
 * @see https://resend.com/docs/api-reference/emails/send-email
 */
const Resend: (options?: MailServiceOptions) => EmailConfig = mailService({
  id: "resend",
  name: "Resend",
  needs: "from",
  request: ({ apiKey, from, to, subject, html, text }) => ({
    url: "https://api.resend.com/emails",
    headers: bearer(apiKey),
    body: { from, to, subject, html, text },
  }),
})

export default Resend
