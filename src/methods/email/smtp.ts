import { ConfigurationError } from "../../core/errors.js"
import type { Mail } from "./mail.js"

/** As much of nodemailer as is used. */
interface Nodemailer {
  createTransport(server: unknown): Transport
}

interface Transport {
  sendMail(mail: object): Promise<{ rejected?: unknown[]; pending?: unknown[] }>
  close?(): void
}

export interface Letter extends Mail {
  readonly from: string | undefined
  /** One address, normalised. */
  readonly to: string
}

/**
 * Hands a mail to a server. It is accepted when this resolves.
 *
 * @throws {ConfigurationError} INVALID_OPTION, when nodemailer is not installed
 * @throws the server's own error
 */
export async function sendBySmtp(server: unknown, { from, to, ...mail }: Letter): Promise<void> {
  const transport = (await loadNodemailer()).createTransport(server)
  try {
    // An object is an address as it is; a text would be parsed, and might be several.
    const { rejected = [], pending = [] } = await transport.sendMail({ from, to: { name: "", address: to }, ...mail })
    if (rejected.length + pending.length > 0) throw new Error("The mail server did not accept the address.")
  } finally {
    transport.close?.()
  }
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
