import type { EmailConfig } from "../core/contracts/provider.js"
import { sendBySmtp } from "../methods/email/smtp.js"

export type { Mail } from "../core/contracts/mail.js"
export type { EmailConfig, MailContext, SendVerificationRequestParams } from "../core/contracts/provider.js"

export type EmailUserConfig = Partial<Omit<EmailConfig, "options">>

export type EmailProviderType = "email"

/**
 * Sign-in by a link in a mail, sent by SMTP with `nodemailer`, or by whatever `sendVerificationRequest` does. Needs an adapter.
 *
 * A link signs in once. In the browser that asked for it, opening it is enough; elsewhere a page says for whom it is, and a button signs
 * in, so that a program that opens links in mails uses none up.
 *
 * @example
 * Email({ server: process.env.EMAIL_SERVER, from: "App <no-reply@app.example>" })
 */
export default function Email(options: EmailUserConfig): EmailConfig {
  return {
    id: "email",
    type: "email",
    name: "Email",
    server: { host: "localhost", port: 25, auth: { user: "", pass: "" } },
    from: "NextAuth <no-reply@example.com>",
    maxAge: 86_400,
    sendVerificationRequest: sendBySmtp,
    options: options as Record<string, unknown>,
  }
}
