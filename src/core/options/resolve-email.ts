import type { EmailConfig, EmailLimits, EmailProvider } from "../contracts/provider.js"

/** A day, in seconds. */
const linkMaxAge = 86_400
/** Ten minutes, in seconds: the most that OWASP ASVS 6.5.5 allows a code that travels another way. */
const codeMaxAge = 600
/** Seconds until sending is given up: a visitor waits for it. */
const patience = 10
const defaultLimits: Required<EmailLimits> = { perAddress: 5, perClient: 30, window: 900 }

export function resolveEmail(config: EmailConfig, app: { readonly secret: string }): EmailProvider {
  const link = config.link ?? true
  const code = resolveCode(config)
  return Object.freeze({
    id: config.id,
    name: config.name ?? config.id,
    type: "email",
    maxAge: link || !code ? (config.maxAge ?? linkMaxAge) : code.maxAge,
    secret: config.secret ?? app.secret,
    consume: config.consume ?? "confirm",
    link,
    code,
    limits: config.limits === false ? null : Object.freeze({ ...defaultLimits, ...config.limits }),
    timeout: config.timeout ?? patience,
    generateVerificationToken: config.generateVerificationToken,
    normalizeIdentifier: config.normalizeIdentifier,
    mail: config.mail,
    sendVerificationRequest: config.sendVerificationRequest,
    config,
  })
}

/** A code lives no longer than the link beside it, unless it is told to. */
function resolveCode({ code, maxAge = codeMaxAge }: EmailConfig): EmailProvider["code"] {
  if (!code) return null
  return Object.freeze({ length: 6, maxAge: Math.min(codeMaxAge, maxAge), ...(code as object) })
}
