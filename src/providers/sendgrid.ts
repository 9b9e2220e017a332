import type { EmailConfig } from "../core/contracts/provider.js"
import { bearer, type MailServiceOptions, mailService, partsOf } from "../methods/email/mail-service.js"

/**
 * Sign-in by mail, sent by SendGrid. The key is `apiKey`, or `AUTH_SENDGRID_KEY`.
 *
 * @see https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send
 */
const SendGrid: (options?: MailServiceOptions) => EmailConfig = mailService({
  id: "sendgrid",
  name: "SendGrid",
  needs: "from",
  request: ({ apiKey, from, to, subject, html, text }) => ({
    url: "https://api.sendgrid.com/v3/mail/send",
    headers: bearer(apiKey),
    body: {
      personalizations: [{ to: [{ email: to }] }],
      from: partsOf(from),
      subject,
      content: [
        { type: "text/plain", value: text },
        { type: "text/html", value: html },
      ],
      tracking_settings: { click_tracking: { enable: false } }, // a link that signs in passes by nobody
    },
  }),
})

export default SendGrid
