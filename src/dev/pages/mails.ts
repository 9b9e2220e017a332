import { type Html, html } from "../../pages/html.js"
import type { Mail } from "../mailbox.js"
import { type DevPage, devPage } from "./layout.js"

const time = (date: string): Html => html`<time datetime="${date}">${date.slice(0, 19).replace("T", " ")} UTC</time>`

export const mailsPage = (mails: readonly Mail[], server: string): DevPage =>
  devPage({
    title: "Mailbox",
    place: "mails",
    body: html`
${
  mails.length === 0
    ? html`<p>No mail has come yet. Whatever your app hands to <code>${server}</code> is shown here, and goes nowhere else.</p>`
    : html`<ul class="list">${mails.map(
        (mail) =>
          html`<li><a class="row" href="/mails/${mail.id}"><b>${mail.subject || "(no subject)"}</b><span>to ${mail.to.join(", ")} · ${time(mail.date)}</span></a></li>`,
      )}</ul>
<form method="POST" action="/mails/clear"><p class="buttons"><button class="button">Delete all</button></p></form>`
}
<p><a href="/mails">Look again</a></p>`,
  })

export const mailPage = (mail: Mail): DevPage =>
  devPage({
    title: mail.subject || "(no subject)",
    place: "mails",
    body: html`
<dl><dt>To</dt><dd>${mail.to.join(", ")}</dd><dt>From</dt><dd>${mail.from}</dd><dt>Received</dt><dd>${time(mail.date)}</dd>${
      mail.code === null ? "" : html`<dt>Code</dt><dd><b>${mail.code}</b></dd>`
    }</dl>
${
  mail.links.length === 0
    ? ""
    : html`<p class="buttons">${mail.links
        .slice(0, 5)
        .map(
          (link, at) =>
            html`<a class="button${at === 0 ? " main" : ""}" href="${link}" rel="noreferrer">${at === 0 ? "Open the link" : `Open ${hostOf(link)}`}</a>`,
        )}</p>`
}
${mail.html === null ? "" : html`<h2>HTML</h2><iframe title="The mail as HTML" src="/mails/${mail.id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`}
<h2>Text</h2>
<pre tabindex="0" role="region" aria-label="Text">${mail.text || "(no text)"}</pre>
<p><a href="/mails/${mail.id}/source">Source</a> · <a href="/mails">Back to the mailbox</a></p>`,
  })

const hostOf = (link: string): string => (URL.canParse(link) ? new URL(link).host : link)

/**
 * A mail's own markup. It is a stranger's: it runs nothing, asks nobody for images, and its links open outside the frame it is
 * shown in.
 */
export const mailFrame = (markup: string): DevPage => ({
  html: `<base target="_blank">${markup}`,
  contentSecurityPolicy: [
    "sandbox allow-popups allow-popups-to-escape-sandbox",
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join("; "),
})
