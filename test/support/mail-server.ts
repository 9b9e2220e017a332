/** A real SMTP server on this machine's loopback address, and the mails that it took. */
import { connect, createServer } from "node:net"
import { simpleParser } from "mailparser"
import { SMTPServer } from "smtp-server"

export interface ReceivedMail {
  /** Addresses of `RCPT TO`, as they came over the wire. */
  readonly recipients: readonly string[]
  readonly from: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** The link in the text. */
  readonly link: string
  readonly source: string
}

export interface MailServer {
  /** `smtp://127.0.0.1:…` */
  readonly url: string
  readonly mails: ReceivedMail[]
  /** The `RCPT TO` lines as they came over the wire. */
  readonly dialogue: string[]
  /** How recipients are answered from now on; `null` accepts them. */
  refuse(answer: { code: number; message: string } | null): void
  close(): Promise<void>
}

export async function startMailServer(): Promise<MailServer> {
  const mails: ReceivedMail[] = []
  const dialogue: string[] = []
  let refusal: { code: number; message: string } | null = null
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onRcptTo(_address, _session, done) {
      done(refusal ? Object.assign(new Error(refusal.message), { responseCode: refusal.code }) : null)
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on("data", (chunk: Buffer) => chunks.push(chunk))
      stream.on("end", async () => {
        const source = Buffer.concat(chunks).toString()
        const parsed = await simpleParser(source)
        const text = parsed.text ?? ""
        mails.push({
          recipients: session.envelope.rcptTo.map(({ address }) => address),
          from: parsed.from?.text ?? "",
          subject: parsed.subject ?? "",
          text,
          html: parsed.html || "",
          link: /https?:\/\/\S+\/callback\/\S+/.exec(text)?.[0] ?? "",
          source,
        })
        done()
      })
    },
  })
  server.on("error", () => {})
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  const { port: behind } = server.server.address() as { port: number }
  const tap = createServer((client) => {
    const target = connect(behind, "127.0.0.1")
    client.on("data", (chunk) => {
      for (const line of String(chunk).split("\r\n")) if (/^RCPT TO:/i.test(line)) dialogue.push(line)
      target.write(chunk)
    })
    target.on("data", (chunk) => client.write(chunk))
    for (const [one, other] of [
      [client, target],
      [target, client],
    ] as const) {
      one.on("error", () => {})
      one.on("close", () => other.destroy())
    }
  })
  await new Promise<void>((listening) => tap.listen(0, "127.0.0.1", listening))
  const { port } = tap.address() as { port: number }
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    dialogue,
    refuse(answer) {
      refusal = answer
    },
    close: () =>
      new Promise((closed) => {
        tap.close()
        server.close(() => closed())
      }),
  }
}
