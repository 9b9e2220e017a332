/** The mail itself: text, and HTML that reads the same in every client, in the light and in the dark. */
import type { Theme } from "../../core/model.js"

export interface Mail {
  readonly subject: string
  readonly text: string
  readonly html: string
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? "")

/** A client that finds a host in the text would make a link of it, which is not ours. */
const withoutLinks = (host: string): string => escaped(host).replaceAll(".", "&#8203;.")

const colour = (value: string | undefined, usual: string): string =>
  value !== undefined && /^(#[0-9a-f]{3,8}|[a-z]{3,20})$/i.test(value) ? value : usual

export function signInMail(url: string, theme: Theme): Mail {
  const { host } = new URL(url)
  const [background, text] = [colour(theme.brandColor, "#346df1"), colour(theme.buttonText, "#ffffff")]
  return {
    subject: `Sign in to ${host}`,
    text: `Sign in to ${host}\n${url}\n\nIf you did not ask for this, do nothing: without the link nobody gets in.\n`,
    html: `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sign in</title>
</head>
<body style="margin:0;padding:24px;font-family:Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5">
<table role="presentation" width="100%" cellspacing="0" cellpadding="0">
<tr><td align="center" style="padding:16px;font-size:20px">Sign in to <strong>${withoutLinks(host)}</strong></td></tr>
<tr><td align="center" style="padding:16px"><a href="${escaped(url)}" style="display:inline-block;padding:12px 24px;border-radius:6px;background-color:${background};color:${text};font-weight:bold;text-decoration:none">Sign in</a></td></tr>
<tr><td align="center" style="padding:16px;font-size:14px">If you did not ask for this, do nothing: without the link nobody gets in.</td></tr>
</table>
</body>
</html>
`,
  }
}
