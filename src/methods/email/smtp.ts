/** Hands mail to an SMTP server, by `nodemailer`, which the app installs. */
import type { SendVerificationRequestParams } from "../../core/contracts/provider.js"
import { ConfigurationError } from "../../core/errors.js"

/** As much of nodemailer as is used. */
interface Nodemailer {
  createTransport(server: unknown): Transport
}

interface Transport {
  sendMail(mail: object): Promise<{ rejected?: unknown[]; pending?: unknown[]; response?: string }>
  close?(): void
}

/**
 * Hands a mail to a server. It is accepted when this resolves.
 *
 * @throws {ConfigurationError} INVALID_OPTION, when nodemailer is not installed
 * @throws the server's own error
 */
export async function sendBySmtp({ identifier, provider, mail }: SendVerificationRequestParams): Promise<void> {
  const { createTransport } = await loadNodemailer()
  const transport = createTransport(withDeadlines(provider.server, (provider.timeout ?? 10) * 1000))
  try {
    const {
      rejected = [],
      pending = [],
      response,
    } = await transport.sendMail({
      ...mail,
      from: provider.from,
      to: { name: "", address: identifier }, // as an object: a text would be parsed, and might be several
      headers: { "Auto-Submitted": "auto-generated" }, // RFC 3834 §5: asks out-of-office programs for silence
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    if (rejected.length + pending.length > 0) throw new Error(`The mail server did not accept the address: ${response}`)
  } finally {
    transport.close?.()
  }
}

const deadlines = ["connectionTimeout", "greetingTimeout", "socketTimeout"]

/**
 * Our deadlines under what the developer set, so that no connection outlives the visitor's patience; a transport of the developer's
 * as it is. Beside an address nodemailer reads no other options, but its query.
 */
function withDeadlines(server: unknown, milliseconds: number): unknown {
  const set = deadlines.map((name): [string, number] => [name, milliseconds])
  if (typeof server === "string") return withQuery(server, set)
  const isPlain = typeof server === "object" && server !== null && Object.getPrototypeOf(server) === Object.prototype
  return isPlain ? { ...Object.fromEntries(set), ...server } : server
}

function withQuery(address: string, query: readonly (readonly [string, number])[]): string {
  if (!/^smtps?:/i.test(address)) return address
  const added = query.filter(([name]) => !address.includes(`${name}=`)).map(([name, value]) => `${name}=${value}`)
  return added.length === 0 ? address : `${address}${address.includes("?") ? "&" : "?"}${added.join("&")}`
}

async function loadNodemailer(): Promise<Nodemailer> {
  try {
    const loaded = (await import(
      /* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ "nodemailer" as string
    )) as {
      default?: Nodemailer
    }
    return loaded.default ?? (loaded as unknown as Nodemailer)
  } catch (cause) {
    const { code } = cause as { code?: string }
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") throw cause
    throw new ConfigurationError("INVALID_OPTION", "E-mail sign-in needs nodemailer. Run `npm install nodemailer`.")
  }
}
