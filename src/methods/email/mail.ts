/**
 * The sign-in mail. Tables and inline styles are what mail programs understand; the stylesheet is for those that show dark mails, and
 * the others lose nothing by leaving it out.
 */
import type { Mail } from "../../core/contracts/mail.js"
import type { Theme } from "../../core/model.js"
import { inkOn, parseColour } from "../../pages/colour.js"
import { type Html, html } from "../../pages/html.js"

/** What a sign-in mail is made of. At least one of `url` and `code` is there. */
export interface MailView {
  readonly theme: Theme
  /** Origin of the site, whose host is its name. */
  readonly origin: string
  readonly identifier: string
  readonly url: string | undefined
  readonly code?: string | undefined
  /** Seconds. */
  readonly linkLifetime: number
  readonly codeLifetime?: number | undefined
}

const text = {
  subject: (site: string): string => `Sign in to ${site}`,
  as: (address: string): string => `as ${address}`,
  link: "Open this link to sign in:",
  button: "Sign in",
  copy: "If the button does not work, copy this address into your browser:",
  code: "Type this code where you asked for it:",
  also: "Or type this code where you asked for it:",
  linkLife: (time: string): string => `The link works once, for ${time}.`,
  codeLife: (time: string): string => `The code works once, for ${time}, and only in the browser that asked for it.`,
  caution: "If you did not ask for this, ignore it: nobody is signed in. Do not pass it on to anybody.",
}

/** Words of a mail, the same in both forms. */
interface Words {
  readonly subject: string
  readonly site: string
  readonly address: string
  readonly codeIntroduction: string
  readonly footing: string
}

/** Its two forms are written when they are looked at: most senders want one of them, and senders with words of their own none. */
export function signInMail(view: MailView): Mail {
  const site = new URL(view.origin).host
  const { url, code, linkLifetime, codeLifetime } = view
  const lives = [
    url && text.linkLife(inWords(linkLifetime)),
    code && codeLifetime && text.codeLife(inWords(codeLifetime)),
  ]
  const words: Words = {
    subject: text.subject(site),
    site,
    address: view.identifier,
    codeIntroduction: url ? text.also : text.code,
    footing: [...lives, text.caution].filter(Boolean).join(" "),
  }
  return {
    subject: words.subject,
    get text() {
      return plain(view, words)
    },
    get html() {
      return rich(view, words).toString()
    },
  }
}

function plain({ url, code }: MailView, words: Words): string {
  const parts = [
    `${words.subject} ${text.as(words.address)}`,
    url && `${text.link}\n${url}`,
    code && `${words.codeIntroduction}\n${code}`,
    words.footing,
  ]
  return `${parts.filter(Boolean).join("\n\n")}\n`
}

const dark = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){.page{background:#0c0e13!important}.card{background:#171a21!important}.text{color:#f1f3f7!important}.soft{color:#aab1bf!important}}`

const font = "font-family:system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif"
const paragraph = `margin:0 0 16px;${font};font-size:16px;line-height:24px;color:#16181d`
const small = `margin:0 0 16px;${font};font-size:14px;line-height:20px;color:#565d6b;overflow-wrap:anywhere;word-break:break-word`

function rich({ theme, url, code }: MailView, words: Words): Html {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${words.subject}</title>
<style>${dark}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f3f4f7">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f4f7"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" style="max-width:440px;background:#ffffff;border-radius:14px"><tr><td style="padding:32px 24px">
<h1 class="text" style="${paragraph};font-size:22px;line-height:28px;font-weight:700">${text.subject(withoutLinks(words.site))}</h1>
<p class="text" style="${paragraph};overflow-wrap:anywhere;word-break:break-word">${text.as(words.address)}</p>
${url && button(theme.brandColor, theme.buttonText, url)}
${code && codeBlock(words.codeIntroduction, code)}
<p class="soft" style="${small};margin:0">${words.footing}</p>
</td></tr></table>
</td></tr></table>
</body>
</html>
`
}

/** A mail program that finds a host in a heading would make a link of it, which is not ours. */
const withoutLinks = (host: string): string => host.replaceAll(".", "\u200b.")

/** A colour that mail programs know: hexadecimal or a word. They resolve no functions. */
function plainColour(colour: unknown): string | undefined {
  const parsed = parseColour(colour)
  return parsed?.includes("(") ? undefined : parsed
}

function button(brandColor: unknown, buttonText: unknown, url: string): Html {
  const background = plainColour(brandColor) ?? "#1f5fd0"
  const ink = plainColour(buttonText) ?? plainColour(inkOn(background)) ?? "#fff"
  return html`<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 16px"><tr><td align="center" bgcolor="${background}" style="border-radius:8px;background:${background}"><a href="${url}" style="display:inline-block;padding:12px 28px;${font};font-size:16px;line-height:20px;font-weight:600;color:${ink};text-decoration:none;border-radius:8px">${text.button}</a></td></tr></table>
<p class="soft" style="${small}">${text.copy}<br>${url}</p>`
}

const codeBlock = (
  introduction: string,
  code: string,
): Html => html`<p class="text" style="${paragraph}">${introduction}</p>
<p class="text" style="margin:0 0 16px;font-family:ui-monospace,Menlo,Consolas,monospace;font-size:30px;line-height:36px;font-weight:700;letter-spacing:4px;color:#16181d">${code}</p>`

const units: readonly [number, string][] = [
  [86_400, "day"],
  [3600, "hour"],
  [60, "minute"],
  [1, "second"],
]

/** A duration in its largest whole unit: `24 hours` are told as one day. */
function inWords(seconds: number): string {
  const [size, name] = units.find(([unit]) => seconds >= unit && seconds % unit === 0) ?? [1, "second"]
  const count = Math.round(seconds / size)
  return count === 1 ? `one ${name}` : `${count} ${name}s`
}
