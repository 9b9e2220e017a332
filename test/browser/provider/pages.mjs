import { createHash } from "node:crypto"

const style = `
:root { color-scheme: light dark; --paper: #f4f1fa; --card: #fff; --ink: #221a33; --quiet: #5d5470; --line: #d5cde4; --accent: #5b3fa8; --on-accent: #fff }
@media (prefers-color-scheme: dark) {
  :root { --paper: #15111f; --card: #1f1a2c; --ink: #efeaf8; --quiet: #b3a9c8; --line: #3b3350; --accent: #b9a4f5; --on-accent: #1b1330 }
}
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
main { width: min(26rem, 100%); padding: 2rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--card) }
h1 { margin: 0; font-size: 1.4rem; line-height: 1.25 }
p { margin: .5rem 0 1.25rem; color: var(--quiet) }
.site { margin: 0 0 .75rem; font-size: .85rem; font-weight: 600; color: var(--accent) }
form { display: grid; gap: .6rem }
button { display: grid; gap: .1rem; width: 100%; padding: .7rem 1rem; border: 1px solid var(--line); border-radius: .6rem; background: transparent; color: inherit; font: inherit; text-align: start; cursor: pointer }
button:hover { border-color: var(--accent) }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
button b { font-weight: 600 }
button span { color: var(--quiet); font-size: .875rem }
button.main { border-color: var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 600; text-align: center }
button.quiet { border-color: transparent; color: var(--quiet); text-align: center }
`

/** Policy of the provider's pages: their own style and nothing else. Forms are left open because they end at the app. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "img-src data:",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ")

const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" }
const escapeHtml = (text) => String(text).replace(/[&<>"']/g, (character) => entities[character])

const page = (title, content) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Local provider</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main>
<p class="site">Local OpenID provider</p>
<h1>${escapeHtml(title)}</h1>
${content}
</main>
</body>
</html>`

const person = ({ login, name, email, role }) =>
  `<button name="login" value="${escapeHtml(login)}"><b>${escapeHtml(name)}</b><span>${escapeHtml(role)}, ${escapeHtml(email ?? "without an e-mail address")}</span></button>`

/** The page that asks who is there. It posts `login`, or `cancel`. */
export const loginPage = (accounts, clientName) =>
  page(
    "Who are you?",
    `<p>${escapeHtml(clientName)} asks you to sign in. These people live only on this machine.</p>
<form method="post">
${accounts.map(person).join("\n")}
<button class="quiet" name="cancel" value="yes">Cancel</button>
</form>`,
  )

/** The page that asks for permission. It posts `allow`, or `cancel`. */
export const consentPage = (clientName) =>
  page(
    `Share your details with ${clientName}?`,
    `<p>It will see your name, your e-mail address if you have one, and your role.</p>
<form method="post">
<button class="main" name="allow" value="yes">Share and continue</button>
<button class="quiet" name="cancel" value="yes">Cancel</button>
</form>`,
  )

/** The page for a request that cannot be answered. */
export const problemPage = (description) => page("That did not work", `<p>${escapeHtml(description)}</p>`)
