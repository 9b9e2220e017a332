import { expect, test } from "vitest"
import { type MailView, signInMail } from "./mail.js"

const write = (view: Partial<MailView> = {}) =>
  signInMail({
    theme: {},
    origin: "https://app.example",
    identifier: "ada@example.com",
    url: "https://app.example/api/auth/callback/email?token=t&email=ada%40example.com",
    linkLifetime: 86_400,
    ...view,
  })

test("says where to, for whom and for how long, in text and in HTML", () => {
  const { subject, text, html } = write()
  expect(subject).toBe("Sign in to app.example")
  for (const form of [text, html]) {
    expect(form).toContain("ada@example.com")
    expect(form).toContain("for one day")
  }
  expect(text).toContain("\nhttps://app.example/api/auth/callback/email?token=t&email=ada%40example.com\n")
  expect(html).toContain('href="https://app.example/api/auth/callback/email?token=t&amp;email=ada%40example.com"')
})

test("loads nothing from anywhere, runs nothing, and can be read in the dark", () => {
  const { html } = write({ theme: { logo: "https://app.example/logo.png" } })
  expect(html).not.toMatch(/<(?:img|script|link|iframe)|url\(|@import/)
  expect(html).toContain('<meta name="color-scheme" content="light dark">')
  expect(html).toMatch(/@media \(prefers-color-scheme:dark\)/)
})

test("has no line that a mail server would break", () => {
  const { text, html } = write({ identifier: `${"a".repeat(64)}@${"b".repeat(63)}.example` })
  for (const line of `${text}\n${html}`.split("\n")) expect(line.length).toBeLessThan(998)
})

test.each([
  [{ brandColor: "#ffd400" }, "background:#ffd400", "color:#000;"],
  [{ brandColor: "#0f6b4f" }, "background:#0f6b4f", "color:#fff;"],
  [{ brandColor: "navy" }, "background:navy", "color:#fff;"],
  [{ brandColor: "#0f6b4f", buttonText: "#eee" }, "background:#0f6b4f", "color:#eee;"],
  [{ brandColor: "red;}</style><script>" }, "background:#1f5fd0", "color:#fff;"],
  [{ brandColor: "rgb(1 2 3)" }, "background:#1f5fd0", "color:#fff;"],
])("the theme %j paints the button", (theme, background, ink) => {
  const { html } = write({ theme })
  expect(html).toContain(background)
  expect(html).toContain(ink)
})

test("an address that is markup stays text (CVE-2022-1274, CVE-2024-41953)", () => {
  const { html } = write({ identifier: `<img/src=x>&"'@example.com`, url: `https://app.example/?a="><b>` })
  expect(html).not.toMatch(/<img|<b>/)
  expect(html).toContain("&lt;img/src=x&gt;&amp;&quot;&#39;@example.com")
})
