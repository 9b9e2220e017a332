/** Every kind of secret that a sign-in, a sign-out or a mail makes, taken from real flows of apps that share one secret. */
import { randomUUID } from "node:crypto"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import type { AuthOptions } from "../../src/core/options/options.js"
import { logout } from "../../src/features/logout/index.js"
import Email from "../../src/providers/email.js"
import { providerTokens } from "../../src/tokens.js"
import { type App, type Browser, openApp, secret } from "../support/app.js"
import {
  accessToken,
  clientId,
  clientSecret,
  type PlayedScript,
  refreshToken,
  seconds,
} from "../support/scripted-provider.js"
import { claims, keyOf, sealCbc } from "./forge.js"

export const cookieNames = {
  session: "__Secure-next-auth.session-token",
  "Auth.js v5's session": "__Secure-authjs.session-token",
  "state cookie": "__Secure-next-auth.state",
  "nonce cookie": "__Secure-next-auth.nonce",
  "PKCE cookie": "__Secure-next-auth.pkce.code_verifier",
  "CSRF cookie": "__Host-next-auth.csrf-token",
  "callback-url cookie": "__Secure-next-auth.callback-url",
  "cookie of a mail": "__Secure-next-auth.email-request",
  "cookie of provider tokens": "__Secure-next-auth.provider-tokens",
  "cookie of a provider's session": "__Secure-next-auth.provider-session",
  "cookie of a device": "__Secure-next-auth.known-device",
} as const

/** Apps that share their secret, and nothing else. */
export interface Apps {
  readonly op: PlayedScript
  /** Sessions in a cookie, records in memory, tokens sealed in them. */
  readonly main: App
  /** Sessions in the same memory. */
  readonly stored: App
  /** No records: a provider's tokens are in a cookie. */
  readonly bare: App
  /** Forwards answers to previews. */
  readonly stable: App
  readonly preview: App
  readonly adapter: Adapter
  /** What was mailed. */
  readonly mails: { readonly link: URL; readonly code: string }[]
  /** Rows of mails, and short texts, as they were written. */
  readonly written: { readonly rows: { identifier: string; token: string }[]; readonly values: [string, string][] }
}

export function openApps(op: PlayedScript): Apps {
  const mails: Apps["mails"] = []
  const written: Apps["written"] = { rows: [], values: [] }
  const adapter = listenTo(MemoryAdapter(), written)
  const provider = (options: object = {}) => ({
    ...{ id: "idp", name: "The provider", type: "oidc" as const, issuer: op.issuer, clientId, clientSecret },
    ...{ checks: ["pkce" as const, "state" as const, "nonce" as const], endSession: `${op.issuer}/end` },
    ...options,
  })
  const ends = { logout: logout({ rpInitiated: true, backChannel: true }) }
  const email = Email({
    code: true,
    limits: false,
    sendVerificationRequest: ({ url, code = "" }) => void mails.push({ link: new URL(url), code }),
  })
  const open = (options: Partial<AuthOptions>, origin?: string): App => openApp({ ...options }, origin)
  const providers = [...openApp().options.providers, provider(ends), email]
  const redirectProxy = {
    redirectProxyUrl: "https://app.example/api/auth",
    redirectProxyOrigins: ["https://preview.example"],
  }
  return {
    op,
    adapter,
    mails,
    written,
    main: open({ adapter, session: { strategy: "jwt" }, providers, encryptTokens: true }),
    stored: open({ adapter, session: { strategy: "database" }, providers, encryptTokens: true }),
    bare: open({ features: [providerTokens()], providers: [...openApp().options.providers, provider()] }),
    stable: open({ providers: [provider()], ...redirectProxy }),
    preview: open({ providers: [provider()], ...redirectProxy }, "https://preview.example"),
  }
}

function listenTo(adapter: Adapter, { rows, values }: Apps["written"]): Adapter {
  return {
    ...adapter,
    createVerificationToken(row) {
      rows.push({ identifier: row.identifier, token: row.token })
      return adapter.createVerificationToken?.(row)
    },
    async setValue(key, value, ttl) {
      values.push([key, value])
      await adapter.setValue?.(key, value, ttl)
    },
  }
}

/** Clicks, and comes back with what the provider answered, but does not yet tell it to the app. */
export async function comeBack(browser: Browser): Promise<URL> {
  const { location } = await browser.signIn("idp", {})
  return new URL((await browser.get(location ?? "")).location ?? "")
}

export async function signIn(browser: Browser): Promise<Browser> {
  await browser.get((await comeBack(browser)).href)
  return browser
}

/** Asks for a mail in a browser that may type its code. */
export async function askForMail(
  { main, mails }: Apps,
  address: string,
): Promise<{ browser: Browser; mail: Apps["mails"][0] }> {
  const browser = main.browser()
  await browser.signIn("email", { email: address })
  return { browser, mail: mails.at(-1) as Apps["mails"][0] }
}

/** A notice that a session at the provider has ended. */
export const logoutToken = (op: PlayedScript): Promise<string> =>
  op.sign({
    ...{ iss: op.issuer, aud: clientId, iat: seconds(), exp: seconds() + 60, jti: randomUUID(), sub: "fay" },
    events: { "http://schemas.openid.net/event/backchannel-logout": {} },
  })

const plain = (browser: Browser, name: string): string => decodeURIComponent(browser.cookie(name) ?? "")

/** One of each kind. Each is still good for what it was made for. */
export async function collectSecrets(apps: Apps): Promise<Record<string, string>> {
  const { op, main, stored, bare, preview, adapter, written } = apps
  const begun = main.browser()
  const back = await comeBack(begun)
  const known = await signIn(main.browser())
  op.script.claims = (claims) => ({ ...claims, sid: "a session of the provider" })
  const remembered = await signIn(stored.browser())
  delete op.script.claims
  const bearer = await signIn(bare.browser())
  const { browser: asked, mail } = await askForMail(apps, "ada@example.com")
  const device = main.browser()
  await device.signIn("credentials", { username: "ada", password: "lovelace" })
  const leaving = await signIn(main.browser())
  const left = await leaving.signOut()
  const previewed = await preview.browser().signIn("idp", {})
  const fay = await adapter.getUserByEmail?.("fay@fault.test")
  const [account] = (await adapter.listAccounts?.(fay?.id ?? "")) ?? []
  let idToken = ""
  op.script.idToken = (token) => (idToken = token)
  await signIn(main.browser())
  delete op.script.idToken

  return {
    session: plain(known, cookieNames.session),
    "Auth.js v5's session": sealCbc(claims(), keyOf.authjs(secret, cookieNames["Auth.js v5's session"])),
    "key of a session in the database": plain(remembered, cookieNames.session),
    "state cookie": plain(begun, cookieNames["state cookie"]),
    "nonce cookie": plain(begun, cookieNames["nonce cookie"]),
    "PKCE cookie": plain(begun, cookieNames["PKCE cookie"]),
    state: back.searchParams.get("state") ?? "",
    "authorization code": back.searchParams.get("code") ?? "",
    nonce: op.seen("authorize").at(-1)?.url.searchParams.get("nonce") ?? "",
    "CSRF cookie": plain(begun, cookieNames["CSRF cookie"]),
    "CSRF token": await begun.csrfToken(),
    "token of a link": mail.link.searchParams.get("token") ?? "",
    "code of a mail": mail.code,
    "cookie of a mail": plain(asked, cookieNames["cookie of a mail"]),
    "name of a mail's row": written.rows.find(({ identifier }) => identifier === "ada@example.com")?.token ?? "",
    "name of a try's row": written.rows.find(({ identifier }) => identifier.startsWith("email-code:"))?.token ?? "",
    "cookie of provider tokens": plain(bearer, cookieNames["cookie of provider tokens"]),
    "cookie of a provider's session": plain(known, cookieNames["cookie of a provider's session"]),
    "cookie of a device": plain(device, cookieNames["cookie of a device"]),
    "state of a sign-out": new URL(left.location ?? "").searchParams.get("state") ?? "",
    "state cookie of a sign-out": plain(leaving, cookieNames["state cookie"]),
    "state of a preview": new URL(previewed.location ?? "").searchParams.get("state") ?? "",
    "ID token": idToken,
    "logout token": await logoutToken(op),
    "access token": accessToken,
    "refresh token": refreshToken,
    "access token, sealed": account?.access_token ?? "",
    "key of a session, sealed": sealedKey(written.values),
  }
}

const sealedKey = (values: readonly [string, string][]): string => {
  const [, list = "[]"] = values.find(([key]) => key.startsWith("session-of-sid:")) ?? []
  return (JSON.parse(list) as string[])[0] ?? ""
}
