/** Mail services that are spoken to over HTTP. What is special to one is data, in the file of its provider. */
import type { Mail } from "../../core/contracts/mail.js"
import type { EmailConfig } from "../../core/contracts/provider.js"
import * as env from "../../core/options/env.js"

export type MailServiceOptions = Partial<Omit<EmailConfig, "options" | "server">>

/** A mail for one recipient, and who sends it. */
export interface Outgoing extends Mail {
  readonly apiKey: string
  /** `App <no-reply@app.example>` */
  readonly from: string
  /** One address, normalised. */
  readonly to: string
  readonly url: string
  readonly code: string | undefined
}

/** How a service takes a mail: by `POST`, as JSON unless it is a form. */
export interface ServiceRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: object | URLSearchParams
}

export interface MailService<O extends MailServiceOptions> {
  readonly id: string
  readonly name: string
  /** Option without which nothing can be sent, beside the key. */
  readonly needs: keyof O & string
  readonly request: (mail: Outgoing, options: O) => ServiceRequest
}

export const mailService =
  <O extends MailServiceOptions = MailServiceOptions>({ id, name, needs, request }: MailService<O>) =>
  (options: O = {} as O): EmailConfig => ({
    id,
    type: "email",
    name,
    maxAge: 86_400,
    problem: (config) => problemOf(config, needs),
    async sendVerificationRequest({ identifier, url, code, provider, mail }) {
      const { apiKey = env.serviceKey(keyName(provider)) ?? "", from = "", timeout = 10 } = provider
      const outgoing = { ...mail, apiKey, from, to: identifier, url, code }
      const refusal = await post(request(outgoing, provider as unknown as O), timeout * 1000)
      if (refusal) throw refusalError(name, refusal, apiKey)
    },
    options: options as Record<string, unknown>,
  })

function problemOf(config: EmailConfig, needed: string): string | undefined {
  const variable = keyName(config)
  const sendsNothing = `The e-mail provider "${config.id}" sends nothing without`
  if (!config.apiKey && !env.serviceKey(variable)) return `${sendsNothing} \`apiKey\`: pass it, or set \`${variable}\`.`
  return Reflect.get(config, needed) ? undefined : `${sendsNothing} \`${needed}\`: pass it.`
}

/** The variable of the environment that Auth.js v5 reads: `AUTH_RESEND_KEY`. */
const keyName = ({ id }: EmailConfig): string => `AUTH_${id.toUpperCase().replaceAll("-", "_")}_KEY`

/** `Authorization: Bearer …` (RFC 6750 §2.1). */
export const bearer = (key: string): { authorization: string } => ({ authorization: `Bearer ${key}` })

/** `Authorization: Basic …` (RFC 7617 §2). */
export const basic = (user: string, password: string): { authorization: string } => ({
  authorization: `Basic ${btoa(`${user}:${password}`)}`,
})

/** `App <no-reply@app.example>` in its parts. */
export function partsOf(from: string): { email: string; name?: string } {
  const [, name = "", email = from] = /^\s*"?(.*?)"?\s*<([^<>]*)>\s*$/.exec(from) ?? []
  return { email: email.trim(), ...(name ? { name } : {}) }
}

interface Refusal {
  readonly status: number
  /** How the service explains it. */
  readonly words: string
}

const refusalError = (service: string, { status, words }: Refusal, apiKey: string): Error =>
  Object.assign(new Error(`${service} answered with status ${status}: ${words.replaceAll(apiKey, "…")}`), { status })

/** `null` when the service accepts the mail. */
async function post({ url, headers, body }: ServiceRequest, milliseconds: number): Promise<Refusal | null> {
  const isForm = body instanceof URLSearchParams
  const answer = await fetch(url, {
    method: "POST",
    headers: { accept: "application/json", ...(isForm ? {} : { "content-type": "application/json" }), ...headers },
    body: isForm ? body : JSON.stringify(body),
    redirect: "manual", // the key is for this address alone
    signal: AbortSignal.timeout(milliseconds),
  })
  const refusal = answer.ok ? null : { status: answer.status, words: await beginningOf(answer) }
  await answer.body?.cancel().catch(() => {})
  return refusal
}

/** As much of an answer as explains it; a service may send any amount. */
async function beginningOf({ body }: Response): Promise<string> {
  const reader = body?.getReader()
  const decoder = new TextDecoder()
  let words = ""
  while (reader && words.length < 1000) {
    const { done, value } = await reader.read()
    if (done) break
    words += decoder.decode(value, { stream: true })
  }
  reader?.releaseLock()
  return words.slice(0, 1000)
}
