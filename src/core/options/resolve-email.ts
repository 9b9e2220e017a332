import type { EmailConfig, EmailProvider } from "../contracts/provider.js"

/** A day, in seconds. */
const linkMaxAge = 86_400
/** Seconds until sending is given up: a visitor waits for it. */
const patience = 10

export function resolveEmail(config: EmailConfig, app: { readonly secret: string }): EmailProvider {
  return Object.freeze({
    id: config.id,
    name: config.name ?? config.id,
    type: "email",
    maxAge: config.maxAge ?? linkMaxAge,
    secret: config.secret ?? app.secret,
    consume: config.consume ?? "confirm",
    timeout: config.timeout ?? patience,
    generateVerificationToken: config.generateVerificationToken,
    normalizeIdentifier: config.normalizeIdentifier,
    mail: config.mail,
    sendVerificationRequest: config.sendVerificationRequest,
    config,
  })
}
