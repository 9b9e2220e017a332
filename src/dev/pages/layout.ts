/** The frame of every page of the local server: no script, and one stylesheet that the policy knows by its hash. */
import { createHash } from "node:crypto"
import { type Html, html } from "../../pages/html.js"
import { stylesheet } from "./stylesheet.js"

export interface DevPage {
  readonly html: string
  readonly contentSecurityPolicy: string
}

interface Content {
  readonly title: string
  readonly body: Html
  /** The page that is open, in the navigation; no navigation where somebody must answer first. */
  readonly place?: "people" | "mails" | "faults"
}

/** A form may lead to an app, wherever that is: `form-action` governs redirects too (Chromium). */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(stylesheet).digest("base64")}'`,
  "img-src data:",
  "frame-src 'self'",
  "form-action 'self' http: https:",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ")

export function devPage({ title, body, place }: Content): DevPage {
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · countersign dev</title>
<link rel="icon" href="data:,">
<style>${stylesheet}</style>
</head>
<body>
<header><p class="site">countersign dev</p>${place ? navigation(place) : ""}</header>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>`
  return { html: page.toString(), contentSecurityPolicy: policy }
}

const places = [
  ["people", "/", "People"],
  ["mails", "/mails", "Mailbox"],
  ["faults", "/faults", "Faults"],
] as const

const navigation = (current: string): Html =>
  html`<nav aria-label="Main"><ul>${places.map(
    ([place, href, name]) =>
      html`<li><a href="${href}"${place === current ? html` aria-current="page"` : ""}>${name}</a></li>`,
  )}</ul></nav>`

/** A sentence about what was refused, read out at once. */
export const problemText = (problem: string | undefined): Html | "" =>
  problem ? html`<p class="problem" role="alert">${problem}</p>` : ""
