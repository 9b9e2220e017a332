import type { EmailConfig } from "../core/contracts/provider.js"
import { type MailServiceOptions, mailService } from "../methods/email/mail-service.js"

/**
 * Sign-in by mail, sent by Postmark. The server's token is `apiKey`, or `AUTH_POSTMARK_KEY`.
 *
 * @see https://postmarkapp.com/developer/api/email-api
 */
const Postmark: (options?: MailServiceOptions) => EmailConfig = mailService({
  id: "postmark",
  name: "Postmark",
  needs: "from",
  request: ({ apiKey, from, to, subject, html, text }) => ({
    url: "https://api.postmarkapp.com/email",
    headers: { "x-postmark-server-token": apiKey },
    body: {
      From: from,
      To: to,
      Subject: subject,
      TextBody: text,
      HtmlBody: html,
      MessageStream: "outbound",
      TrackLinks: "None", // a link that signs in passes by nobody
    },
  }),
})

export default Postmark
