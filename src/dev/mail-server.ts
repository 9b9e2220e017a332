/** A real SMTP server, which keeps what it takes. It listens nowhere by itself. */
import { randomBytes } from "node:crypto"
import type { Server } from "node:net"
import type { Readable } from "node:stream"
import PostalMime from "postal-mime"
import { SMTPServer } from "smtp-server"
import type { Fault } from "./faults.js"
import type { KeptMailbox, Mail } from "./mailbox.js"

/** Bytes of a mail that is still taken. */
const largestMail = 5_000_000

export function createMailServer(mailbox: KeptMailbox, faults: ReadonlySet<Fault>): Server {
  const smtp = new SMTPServer({
    banner: "countersign dev",
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    size: largestMail,
    logger: false,
    onAuth: (_auth, _session, done) => done(null, { user: "anybody" }),
    onRcptTo: (_address, _session, done) =>
      done(faults.has("mail-refused") ? refusal(550, "No such mailbox here") : null),
    onData(stream, session, done) {
      const recipients = session.envelope.rcptTo.map(({ address }) => address)
      receive(stream, recipients)
        .then((mail) => {
          if (mail) mailbox.add(mail)
          done(mail ? null : refusal(552, "The mail is too large"))
        })
        .catch(() => done(refusal(554, "The mail cannot be read or kept")))
    },
  })
  smtp.on("error", () => {}) // a client that went away
  return smtp.server
}

const refusal = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode })

/** `null` for a mail that is too large. */
async function receive(stream: Readable & { sizeExceeded?: boolean }, to: readonly string[]): Promise<Mail | null> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of stream as AsyncIterable<Buffer>) {
    size += part.length
    if (size <= largestMail) parts.push(part)
  }
  return size > largestMail ? null : readMail(Buffer.concat(parts), to)
}

async function readMail(source: Buffer, to: readonly string[]): Promise<Mail> {
  const { from, subject = "", text = "", html = null } = await PostalMime.parse(source)
  return {
    id: randomBytes(9).toString("base64url"),
    from: from?.name ? `${from.name} <${from.address ?? ""}>` : (from?.address ?? ""),
    to,
    subject,
    date: new Date().toISOString(),
    text: text.trim(),
    html,
    links: linksIn(text, html ?? ""),
    code: /(?<![\w./=#&-])\d{6,8}(?![\w./=;-]\w)/.exec(text || visible(html ?? ""))?.[0] ?? null,
    source: source.toString(),
  }
}

function linksIn(text: string, html: string): string[] {
  const written = [...text.matchAll(/\bhttps?:\/\/[^\s<>"]+/g)].map(([link]) => link.replace(/[).,;:!?\]]+$/, ""))
  const linked = [...html.matchAll(/\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/gi)].map(([, a, b]) => decoded(a ?? b ?? ""))
  return [...new Set([...written, ...linked])].filter((link) => /^https?:\/\//i.test(link) && URL.canParse(link))
}

/** Roughly what is read of a mail without a text part. */
const visible = (html: string): string => html.replace(/<(style|script|title)\b[\s\S]*?<\/\1>|<[^>]*>/gi, " ")

const decoded = (attribute: string): string =>
  attribute
    .replace(/&(amp|#38|#x26);/gi, "&")
    .replace(/&(quot|#34);/gi, '"')
    .replace(/&#x3d;|&#61;/gi, "=")
