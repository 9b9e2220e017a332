/** Mails that the app handed in, newest first. */

export interface Mail {
  readonly id: string
  /** As the mail says. */
  readonly from: string
  /** Who it was handed in for: `RCPT TO`. */
  readonly to: readonly string[]
  readonly subject: string
  /** When it came, in ISO 8601. */
  readonly date: string
  readonly text: string
  readonly html: string | null
  /** Web addresses in it, in order. */
  readonly links: readonly string[]
  /** A number of 6 to 8 digits that stands alone in its text; `null` without one. */
  readonly code: string | null
  /** As it came over the wire. */
  readonly source: string
}

export interface Mailbox {
  /** Newest first. */
  all(): readonly Mail[]
  /** The newest mail for this address, or for anybody; `null` without one. */
  latest(address?: string): Mail | null
  find(id: string): Mail | null
  clear(): void
}

/** More than this and the oldest go. */
const mostMails = 200

export interface KeptMailbox extends Mailbox {
  add(mail: Mail): void
}

/** @param changed is called after every change */
export function openMailbox(initial: readonly Mail[], changed: () => void): KeptMailbox {
  let mails = initial.slice(0, mostMails)
  const isFor = (address: string, { to }: Mail): boolean =>
    to.some((recipient) => recipient.toLowerCase() === address.toLowerCase())
  return {
    all: () => mails,
    latest: (address) => mails.find((mail) => address === undefined || isFor(address, mail)) ?? null,
    find: (id) => mails.find((mail) => mail.id === id) ?? null,
    clear() {
      mails = []
      changed()
    },
    add(mail) {
      mails = [mail, ...mails].slice(0, mostMails)
      changed()
    },
  }
}
