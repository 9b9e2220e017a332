import type { EmailConfig } from "../core/contracts/provider.js"
import { basic, type MailServiceOptions, mailService, partsOf } from "../methods/email/mail-service.js"

export interface MailgunOptions extends MailServiceOptions {
  /** Where the domain is registered. Default: `"US"`. */
  region?: "US" | "EU"
}

/**
 * Sign-in by mail, sent by Mailgun, from the domain of `from`. The key is `apiKey`, or `AUTH_MAILGUN_KEY`.
 *
 * @see https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages
 */
const Mailgun: (options?: MailgunOptions) => EmailConfig = mailService<MailgunOptions>({
  id: "mailgun",
  name: "Mailgun",
  needs: "from",
  request({ apiKey, from, to, subject, html, text }, { region }) {
    const host = region === "EU" ? "api.eu.mailgun.net" : "api.mailgun.net"
    const domain = encodeURIComponent(partsOf(from).email.split("@").at(-1) ?? "")
    return {
      url: `https://${host}/v3/${domain}/messages`,
      headers: basic("api", apiKey),
      body: new URLSearchParams({ from, to, subject, html, text, "o:tracking-clicks": "no" }), // a link that signs in passes by nobody
    }
  },
})

export default Mailgun
