import type { EmailConfig } from "../core/contracts/provider.js"
import Email, { type EmailUserConfig } from "./email.js"

export type { EmailConfig, SendVerificationRequestParams } from "./email.js"

export type NodemailerConfig = EmailConfig
export type NodemailerUserConfig = EmailUserConfig

/**
 * Sign-in by mail, sent by SMTP: the provider `email` under the name that it has in Auth.js v5.
 *
 * @example
 * Nodemailer({ server: process.env.EMAIL_SERVER, from: "App <no-reply@app.example>" })
 */
export default function Nodemailer(options: EmailUserConfig): EmailConfig {
  const { server: _, ...email } = Email(options) // no mail server is meant unless one is named
  const missing = 'The e-mail provider "nodemailer" sends nothing without `server`: pass it.'
  const problem = ({ server }: EmailConfig) => (server ? undefined : missing)
  return { ...email, id: "nodemailer", name: "Nodemailer", problem }
}
