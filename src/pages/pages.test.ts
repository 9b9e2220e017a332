import fc from "fast-check"
import { expect, test } from "vitest"
import type { HtmlPage } from "../core/contracts/outcome.js"
import type { CodeView, ProviderView, SignInView, Theme } from "../core/contracts/pages.js"
import type { CredentialInput } from "../core/contracts/provider.js"
import { builtInPages } from "./built-in.js"
import { confirm } from "./confirm.js"
import { enterCode } from "./enter-code.js"
import { verifyRequest } from "./verify-request.js"

const site = { theme: {}, origin: "https://app.test", baseUrl: "https://app.test/api/auth" } as const

const oauth = (id: string, name: string, style: ProviderView["style"] = {}): ProviderView => ({
  id,
  name,
  type: "oauth",
  action: `https://app.test/api/auth/signin/${id}`,
  style,
})

const credentials = (fields: Record<string, CredentialInput>, id = "credentials", name = "Password"): ProviderView => ({
  id,
  name,
  type: "credentials",
  action: `https://app.test/api/auth/callback/${id}`,
  style: {},
  credentials: fields,
})

const signInView = (changes: Partial<SignInView> = {}): SignInView => ({
  ...site,
  csrfToken: "c5rf",
  destination: "https://app.test/after",
  providers: [],
  error: undefined,
  ...changes,
})

const signIn = (changes: Partial<SignInView> = {}): HtmlPage => builtInPages.signIn(signInView(changes))

interface Found {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  text: string
}

const token =
  /<!DOCTYPE html>|<(\/?)([a-z][a-z\d]*)((?: [a-z][\w:-]*(?:="[^"<>]*")?)*)>|([^<>&]+|&(?:amp|lt|gt|quot|#39);)/y
const withoutEnd = ["meta", "input", "img", "hr", "source"]

function unescapeText(text: string): string {
  const characters: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&" }
  return text.replace(/&[^;]*;/g, (entity) => characters[entity] ?? entity)
}

/**
 * Every element of a page in document order. The grammar is a narrow part of HTML's, in which every browser agrees about
 * where an element or a value ends; a page that leaves it is an error, and so is an element that is not closed.
 */
function elements(page: HtmlPage): Found[] {
  const [found, open]: [Found[], Found[]] = [[], []]
  for (token.lastIndex = 0; token.lastIndex < page.html.length; ) {
    const at = token.lastIndex
    const match = token.exec(page.html)
    if (!match) throw new Error(`not understood: ${page.html.slice(at, at + 80)}`)
    const [, end, tag, attributes = "", text] = match
    if (text) for (const element of open) element.text += unescapeText(text)
    if (!tag) continue
    if (end) {
      if (open.pop()?.tag !== tag) throw new Error(`</${tag}> closes something else`)
      continue
    }
    const pairs = [...attributes.matchAll(/ ([^\s=]+)(?:="([^"]*)")?/g)]
    const element = {
      tag,
      attributes: Object.fromEntries(pairs.map(([, name = "", value = ""]) => [name, unescapeText(value)])),
      text: "",
    }
    found.push(element)
    if (!withoutEnd.includes(tag)) open.push(element)
  }
  if (open.length > 0) throw new Error(`<${open[0]?.tag}> is never closed`)
  return found
}

const all = (page: HtmlPage, tag: string): Found[] => elements(page).filter((element) => element.tag === tag)
const one = (page: HtmlPage, tag: string): Found => {
  const [found, ...others] = all(page, tag)
  if (!found || others.length > 0) throw new Error(`not exactly one <${tag}>`)
  return found
}
const input = (page: HtmlPage, name: string): Record<string, string> =>
  all(page, "input").find(({ attributes }) => attributes.name === name)?.attributes ?? {}
const css = (page: HtmlPage): string => one(page, "style").text
const errorText = (page: HtmlPage): string[] =>
  elements(page)
    .filter(({ attributes }) => attributes.role === "alert")
    .map(({ text }) => text)

const codeView = (changes: Partial<CodeView> = {}): CodeView => ({
  ...site,
  address: "ada@example.com",
  length: 6,
  besideLink: true,
  action: "https://app.test/api/auth/callback/email",
  csrfToken: "c5rf",
  wrong: false,
  ...changes,
})

const everyPage = (theme: Theme = {}, origin: string = site.origin): HtmlPage[] => {
  const view = { ...site, theme, origin }
  return [
    signIn({
      theme,
      origin,
      providers: [oauth("github", "GitHub", { bg: "#24292f", text: "#fff" }), credentials({ username: {} })],
      error: "Callback",
    }),
    builtInPages.signOut({ ...view, csrfToken: "c5rf" }),
    verifyRequest(view),
    confirm({ ...view, action: "/c", confirms: "ada@example.com", fields: { token: "t" } }),
    enterCode(codeView({ ...view, wrong: true })),
    ...[undefined, "Configuration", "AccessDenied", "Verification", "TooManyRequests"].map(
      (error) => builtInPages.error({ ...view, error }).page,
    ),
  ]
}

test("each page has its title, a language, a phone's viewport, one heading and one main landmark", () => {
  expect(everyPage().map((page) => one(page, "title").text)).toEqual([
    "Sign In",
    "Sign Out",
    "Verify Request",
    "Sign In",
    "Verify Request",
    "Error",
    "Error",
    "Error",
    "Error",
    "Error",
  ])
  for (const page of everyPage()) {
    expect(page.html).toMatch(/^<!DOCTYPE html>/)
    expect(one(page, "html").attributes.lang).toBe("en")
    expect(page.html).toContain('name="viewport" content="width=device-width, initial-scale=1"')
    expect(one(page, "main").text).toContain(one(page, "h1").text.trim())
    expect(one(page, "main").text).toContain("app.test")
  }
})

test("no page has a script, an inline handler, a style attribute or anything a browser would fetch unasked", () => {
  for (const page of everyPage()) {
    for (const { tag, attributes } of elements(page)) {
      expect(["script", "iframe", "object", "link", "base", "img"]).not.toContain(tag)
      expect(Object.keys(attributes).filter((name) => /^on|^style$/.test(name))).toEqual([])
    }
    expect(page.html).not.toMatch(/url\(|@import/)
  }
})

test("the policy lets in the page's own stylesheet, by a nonce of its own, and no script", () => {
  const nonces = everyPage().map((page) => {
    const nonce = one(page, "style").attributes.nonce ?? ""
    expect(nonce).toMatch(/^[\w+/]{24}$/)
    expect(page.contentSecurityPolicy).toBe(
      `default-src 'none'; style-src 'nonce-${nonce}'; img-src 'self' data: https:; form-action 'self' https:; base-uri 'none'; frame-ancestors 'none'`,
    )
    return nonce
  })
  expect(new Set(nonces).size).toBe(nonces.length)
})

test("on a developer's own machine forms may lead to a provider without TLS", () => {
  for (const page of everyPage({}, "http://localhost:3000"))
    expect(page.contentSecurityPolicy).toContain("form-action 'self' https: http:;")
})

test("a provider's button posts the CSRF token and the destination to its sign-in endpoint", () => {
  const page = signIn({ providers: [oauth("github", "GitHub")] })
  expect(one(page, "form").attributes).toMatchObject({
    action: "https://app.test/api/auth/signin/github",
    method: "POST",
  })
  expect(input(page, "csrfToken")).toMatchObject({ type: "hidden", value: "c5rf" })
  expect(input(page, "callbackUrl")).toMatchObject({ type: "hidden", value: "https://app.test/after" })
  expect(one(page, "button")).toMatchObject({ attributes: { type: "submit" }, text: "Sign in with GitHub" })
})

test("a credentials form posts the CSRF token and its labelled fields, and no destination", () => {
  const fields = { username: { label: "User name", placeholder: "ada" }, password: { type: "password" } }
  const page = signIn({ providers: [credentials(fields)] })
  expect(all(page, "input").map(({ attributes }) => attributes.name)).toEqual(["csrfToken", "username", "password"])
  expect(input(page, "username")).toMatchObject({
    id: "input-username-for-credentials-provider",
    type: "text",
    placeholder: "ada",
    autocomplete: "username",
  })
  expect(input(page, "password")).toMatchObject({ type: "password", autocomplete: "current-password" })
  expect(all(page, "label").map(({ attributes, text }) => [attributes.for, text])).toEqual([
    ["input-username-for-credentials-provider", "User name"],
    ["input-password-for-credentials-provider", "password"],
  ])
  expect(one(page, "button").text).toBe("Sign in with Password")
})

test("an e-mail provider asks for an address", () => {
  const email: ProviderView = { ...oauth("email", "Email"), type: "email" }
  expect(input(signIn({ providers: [email] }), "email")).toMatchObject({
    id: "input-email-for-email-provider",
    type: "email",
    autocomplete: "username",
    required: "",
  })
})

test("providers come in the site's order, forms apart from buttons", () => {
  const { credentials: _, ...withoutFields } = credentials({}, "custom", "Custom page")
  const page = signIn({
    providers: [
      credentials({ pin: {} }, "pin", "Pin"),
      credentials({}, "guest", "Guest"),
      withoutFields,
      oauth("a", "A"),
      oauth("b", "B"),
    ],
  })
  const shown = elements(page).filter(({ tag, attributes }) => tag === "button" || attributes.class === "or")
  expect(shown.map(({ text }) => text)).toEqual([
    "Sign in with Pin",
    "or",
    "Sign in with Guest",
    "or",
    "Sign in with A",
    "Sign in with B",
  ])
})

test("a developer's own attributes reach the field, in HTML's spelling", () => {
  const field = {
    autoComplete: "one-time-code",
    inputMode: "numeric",
    maxLength: 6,
    required: true,
    disabled: false,
    spellCheck: false,
    "aria-invalid": true,
    "data-test": "pin",
    value: "1",
  }
  expect(input(signIn({ providers: [credentials({ login: field })] }), "login")).toEqual({
    id: "input-login-for-credentials-provider",
    name: "login",
    type: "text",
    autocapitalize: "none",
    autocomplete: "one-time-code",
    inputmode: "numeric",
    maxlength: "6",
    required: "",
    spellcheck: "false",
    "aria-invalid": "true",
    "data-test": "pin",
    value: "1",
  })
})

test("an attribute cannot run code, restyle the page, send the form elsewhere or rename the field", () => {
  const field = {
    onfocus: "alert(1)",
    onClick: "alert(1)",
    style: "position:fixed",
    formaction: "https://evil.test",
    formAction: "https://evil.test",
    form: "other",
    name: "csrfToken",
    ID: "other",
    'x" onfocus="alert(1)': "y",
    "a><script": "y",
    "": "y",
    object: { toString: () => "y" },
    list: ["y"],
  }
  expect(Object.keys(input(signIn({ providers: [credentials({ code: field })] }), "code")).sort()).toEqual([
    "id",
    "name",
    "type",
  ])
})

test("a hidden field has no label", () => {
  const page = signIn({ providers: [credentials({ tenant: { type: "hidden", value: "t1", label: "Tenant" } })] })
  expect(input(page, "tenant")).toMatchObject({ type: "hidden", value: "t1" })
  expect(all(page, "label")).toEqual([])
})

test("a refused visitor is told why, in a sentence of ours", () => {
  const sentences = [
    "Signin",
    "OAuthSignin",
    "OAuthCallback",
    "OAuthCreateAccount",
    "EmailCreateAccount",
    "Callback",
    "OAuthAccountNotLinked",
    "EmailSignin",
    "CredentialsSignin",
    "SessionRequired",
    "anything else",
  ].map((error) => errorText(signIn({ error }))[0])
  expect(new Set(sentences.slice(0, 6)).size).toBe(1)
  expect(new Set(sentences).size).toBe(6)
  expect(sentences).not.toContain(undefined)
})

test.each(["__proto__", "constructor", "toString", "hasOwnProperty", "<script>alert(1)</script>"])(
  "an error code that nobody defined (%s) shows the general sentence and is not repeated",
  (error) => {
    expect(errorText(signIn({ error }))).toEqual(errorText(signIn({ error: "nonsense" })))
    const { page, status } = builtInPages.error({ ...site, error })
    expect(status).toBe(200)
    expect(one(page, "h1").text).toBe("Error")
    for (const { html } of [signIn({ error }), page]) expect(html).not.toContain(error)
  },
)

test("somebody who comes without an error sees none", () => {
  expect(errorText(signIn())).toEqual([])
  expect(errorText(signIn({ error: "" }))).toEqual([])
})

test.each([
  [undefined, 200, "https://app.test"],
  ["Whatever", 200, "https://app.test"],
  ["Configuration", 500, undefined],
  ["AccessDenied", 403, "https://app.test/api/auth/signin"],
  ["accessdenied", 403, "https://app.test/api/auth/signin"],
  ["Verification", 403, "https://app.test/api/auth/signin"],
])("the error page for %s has status %d and leads to %s", (error, status, link) => {
  const answer = builtInPages.error({ ...site, error })
  expect(answer.status).toBe(status)
  expect(all(answer.page, "a").map(({ attributes }) => attributes.href)).toEqual(link ? [link] : [])
  expect(errorText(answer.page)).toHaveLength(1)
})

test("signing out asks first, and posts the CSRF token", () => {
  const page = builtInPages.signOut({ ...site, csrfToken: "c5rf" })
  expect(one(page, "form").attributes).toEqual({ action: "https://app.test/api/auth/signout", method: "POST" })
  expect(one(page, "input").attributes).toEqual({ type: "hidden", name: "csrfToken", value: "c5rf" })
  expect(one(page, "button").text).toBe("Sign out")
})

test("the page that announces an e-mail links back to the site", () => {
  expect(one(verifyRequest(site), "a")).toMatchObject({
    attributes: { href: "https://app.test" },
    text: "app.test",
  })
})

test("the field for a code is one that phones fill in, and says when it was wrong", () => {
  const field = (wrong: boolean) =>
    elements(enterCode(codeView({ wrong }))).find(({ attributes }) => attributes.name === "code")?.attributes
  expect(field(false)).toMatchObject({ inputmode: "numeric", autocomplete: "one-time-code", maxlength: "8" })
  expect(field(false)).not.toHaveProperty("aria-invalid")
  expect(field(true)).toMatchObject({ "aria-invalid": "true", "aria-describedby": "wrong" })
  expect(one(enterCode(codeView({ wrong: true })), "main").text).toContain("That is not the code.")
  expect(one(enterCode(codeView({ besideLink: false })), "main").text).not.toContain("link")
})

test.each([
  [1, "1 second"],
  [300, "300 seconds"],
  [301, "6 minutes"],
  [86_400, "24 hours"],
])("whoever has to wait %i seconds is told so: %s", (retryAfter, words) => {
  const { page, status } = builtInPages.error({ ...site, error: "TooManyRequests", retryAfter })
  expect(status).toBe(429)
  expect(one(page, "main").text).toContain(`Try again in ${words}.`)
})

test.each([
  ["auto", "light dark", true],
  ["light", "light", false],
  ["dark", "dark", false],
  ["x}body{display:none", "light dark", true],
])("with the colour scheme %s, browsers are told %s", (colorScheme, told, asks) => {
  for (const page of everyPage({ colorScheme: colorScheme as "auto" })) {
    expect(one(page, "body").attributes.class).toBe(
      `__next-auth-theme-${["light", "dark"].includes(colorScheme) ? colorScheme : "auto"}`,
    )
    expect(css(page)).toContain(`color-scheme:${told}}`)
    expect(css(page).includes("prefers-color-scheme")).toBe(asks)
  }
})

test("the site's colours paint its buttons", () => {
  for (const page of everyPage({ brandColor: "#ffd400" }))
    expect(css(page)).toContain("{background:#ffd400;color:#000}")
  for (const page of everyPage({ brandColor: "#ffd400", buttonText: "navy" }))
    expect(css(page)).toContain("{background:#ffd400;color:#000;color:navy}")
})

test("a colour that would break out of the stylesheet is ignored", () => {
  const bare = everyPage().map(css)
  const hostile = "red}*{display:none}</style><script>alert(1)</script>"
  const style = { bg: hostile, text: hostile, bgDark: hostile, textDark: hostile }
  expect(everyPage({ brandColor: hostile, buttonText: hostile }).map(css)).toEqual(bare)
  expect(css(signIn({ providers: [oauth("a", "A", style)] }))).toBe(css(signIn()))
})

test("a provider's button has its colours, and its dark ones in the dark", () => {
  const providers = [oauth("a", "A"), oauth("b", "B", { bg: "#fff", text: "#111", bgDark: "#222", textDark: "#eee" })]
  const inTheDark = /@media \(prefers-color-scheme:dark\)\{.*/
  const auto = css(signIn({ providers }))
  expect(auto.replace(inTheDark, "")).toContain(".p1{background:#fff;color:#000;color:#111}")
  expect(inTheDark.exec(auto)?.[0]).toContain(".p1{background:#222;color:#fff;color:#eee}")
  expect(css(signIn({ providers, theme: { colorScheme: "light" } }))).not.toContain("#222")
  expect(one(signIn({ providers: providers.slice(1) }), "button").attributes.class).toBe("button p0")
})

test("the site's logo stands for its name, which screen readers still hear", () => {
  for (const logo of ["https://cdn.test/l.svg", "/logo.png", "data:image/png;base64,AA=="]) {
    const page = signIn({ theme: { logo } })
    expect(one(page, "img").attributes).toMatchObject({ src: logo, alt: "", class: "logo" })
    expect(one(page, "main").text).toContain("app.test")
  }
})

test.each(["javascript:alert(1)", "data:text/html,<script>", "http://[", "file:///etc/passwd", " java\tscript:x", ""])(
  "%j is no logo",
  (logo) => {
    expect(all(signIn({ theme: { logo } }), "img")).toEqual([])
  },
)

test("a provider's logo is shown when it is an https or data image, and its dark one in the dark", () => {
  const style = { logo: "https://idp.test/l.svg", logoDark: "data:image/svg+xml;base64,AA==" }
  const shown = (theme: Theme, look: ProviderView["style"]): (string | undefined)[] =>
    elements(signIn({ theme, providers: [oauth("a", "A", look)] })).flatMap(({ tag, attributes }) =>
      tag === "img" || tag === "source" ? [attributes.src ?? attributes.srcset] : [],
    )
  expect(shown({}, style)).toEqual([style.logoDark, style.logo])
  expect(shown({ colorScheme: "dark" }, style)).toEqual([style.logoDark])
  expect(shown({ colorScheme: "light" }, style)).toEqual([style.logo])
  for (const other of ["/github.svg", "javascript:x", "http://idp.test/l.svg", "data:text/html,x"])
    for (const colorScheme of ["auto", "dark", "light"] as const)
      expect(shown({ colorScheme }, { logo: other, logoDark: other })).toEqual([])
})

test("no text from outside, in any place, adds an element or an attribute to a page (GHSA-rjjv-87mx-6x3h, CVE-2024-53261, GHSA-mh2x-fcqh-fmqv, CVE-2024-53262)", () => {
  const shape = (page: HtmlPage): string[] =>
    elements(page).map(({ tag, attributes }) => `${tag} ${Object.keys(attributes).join(" ")}`)
  const pages = (text: string): HtmlPage[] => {
    const view = { theme: {}, origin: `https://${text}`, baseUrl: `https://${text}`, error: text, csrfToken: text }
    const field = { label: text, placeholder: text, value: text, type: text, title: text }
    const provider = { ...credentials({ [`f${text}`]: field }, text, text), action: text }
    const button = { ...oauth(text, text, { logo: `https://${text}` }), action: text }
    return [
      builtInPages.signIn({ ...view, destination: text, providers: [provider, button] }),
      builtInPages.signOut(view),
      verifyRequest(view),
      confirm({ ...view, action: text, confirms: text, fields: { [text]: text } }),
      enterCode(codeView({ ...view, address: text, action: text, wrong: true })),
      builtInPages.error(view).page,
    ]
  }
  const harmless = pages("harmless").map(shape)
  const hostile = fc.string({ unit: fc.constantFrom(..."<>&\"'`=/ ax;-!\n"), minLength: 1 }).map((text) => `x${text}`)
  const known = fc.constantFrom(
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    "</title></style></main><svg onload=alert(1)>",
    "-->]]><!--<script>",
    "&quot;&gt;&lt;script&gt;",
    "javascript:alert(1)",
    "{{constructor.constructor('alert(1)')()}}",
  )
  fc.assert(
    fc.property(fc.oneof(known, hostile), (text) => {
      expect(pages(text).map(shape)).toEqual(harmless)
    }),
    { numRuns: 300 },
  )
})

test("the stylesheet reaches the browser as written", () => {
  for (const { html } of everyPage({ brandColor: "rgb(1, 2, 3)" }))
    expect(/<style[^>]*>(.*?)<\/style>/s.exec(html)?.[1]).not.toContain("&")
})
