/**
 * Every place that opens a sealed value, entered as near to it as a visitor's value comes. `opens` says whether the place took
 * what was sealed; a place that throws something else than its documented refusal fails the test.
 */

import { openTokens, sealedPrefix } from "../../../src/core/accounts/stored-tokens.js"
import type { FeatureContext } from "../../../src/core/contracts/feature.js"
import type { EmailProvider, LogoutStore, OAuthProvider } from "../../../src/core/contracts/provider.js"
import type { CheckName } from "../../../src/core/contracts/request.js"
import { RequestError, StorageError } from "../../../src/core/errors.js"
import { createCheckCookies } from "../../../src/core/http/check-cookies.js"
import { createCookieJar, type OpenCookieJar } from "../../../src/core/http/cookie-jar.js"
import { endBySid } from "../../../src/features/logout/ended-sessions.js"
import { readSignedInAt } from "../../../src/features/logout/signed-in-at.js"
import { cookieStore } from "../../../src/features/provider-tokens/cookie-store.js"
import { deviceOf } from "../../../src/features/rate-limit/device.js"
import { getServerSession } from "../../../src/frameworks/next/server-session.js"
import { decode, getToken } from "../../../src/jwt.js"
import { askedHere } from "../../../src/methods/email/browser.js"
import { forward } from "../../../src/methods/oauth/redirect-proxy.js"
import { type App, openApp, secret } from "../../support/app.js"
import { testProvider } from "../../support/request-context.js"
import { seconds } from "../forge.js"

export interface Place {
  /** The file that opens, below `src/`. */
  readonly file: string
  readonly salt: string
  /** What is genuinely sealed there. */
  readonly plaintext: (filler: string) => string
  readonly holdsClaims: boolean
  readonly opens: (token: string) => Promise<boolean>
  /** Whether it takes this for sealed at all; what it does not is left as it is. */
  readonly takes?: (token: string) => boolean
  /** Whether it is the one that gets most of the tokens. */
  readonly getsMost?: boolean
}

const sessionName = "__Secure-next-auth.session-token"
const authjsName = "__Secure-authjs.session-token"

const lasting = (claims: object) => (filler: string) =>
  JSON.stringify({ ...claims, filler, iat: seconds(), exp: seconds() + 3600 })
const person = lasting({ name: "Ada", email: "ada@example.com", sub: "1" })

/** Percent-encoded, so that each character of the token arrives. */
const cookie = (name: string, token: string): string => `${name}=${encodeURIComponent(token)}`

export function everyPlace(): { places: Readonly<Record<string, Place>>; app: App } {
  const app = openApp()
  const session = { plaintext: person, holdsClaims: true, salt: "" }
  const places: Record<string, Place> = {
    decode: { ...session, file: "core/crypto/token.ts", getsMost: true, opens: (token) => decoded(token) },
    "the session cookie, read by getToken": {
      ...session,
      file: "core/session/get-token.ts",
      opens: async (token) => (await getToken({ req: withCookie(sessionName, token), secret })) !== null,
    },
    "the Authorization header, read by getToken": {
      ...session,
      file: "core/session/get-token.ts",
      opens: async (token) => (await getToken({ req: withBearer(token), secret })) !== null,
    },
    "Auth.js v5's session cookie, read by getToken": {
      ...session,
      salt: authjsName,
      file: "core/session/get-token.ts",
      opens: async (token) => (await getToken({ req: withCookie(authjsName, token), secret })) !== null,
    },
    "the session cookie, read by the session endpoint": {
      ...session,
      file: "core/session/jwt-strategy.ts",
      opens: (token) => isSomebody(app, cookie(sessionName, token)),
    },
    "the session cookie, read by getServerSession": {
      ...session,
      file: "core/session/jwt-strategy.ts",
      async opens(token) {
        const res = { statusCode: 200, headersSent: false, getHeader: () => undefined, setHeader() {}, end() {} }
        return (await getServerSession(withCookie(sessionName, token), res, app.options)) !== null
      },
    },
    "a user's tokens in a cookie": {
      salt: "__Secure-next-auth.provider-tokens",
      plaintext: lasting({
        sub: "1",
        accounts: { idp: { provider: "idp", providerAccountId: "7", access_token: "t" } },
      }),
      holdsClaims: true,
      file: "features/provider-tokens/cookie-store.ts",
      async opens(token) {
        const context = { ...contextOf("__Secure-next-auth.provider-tokens", token), log: console }
        return (await cookieStore(context, "1", { provider: "idp" }, () => true).read()) !== null
      },
    },
    "where somebody signed in, kept for signing out": {
      salt: "__Secure-next-auth.provider-session",
      plaintext: lasting({ provider: "idp", providerAccountId: "7", idToken: "an ID token" }),
      holdsClaims: true,
      file: "features/logout/signed-in-at.ts",
      opens: async (token) =>
        (await readSignedInAt(contextOf("__Secure-next-auth.provider-session", token), "idp")) !== null,
    },
    "a session's key, kept for the provider's logout": {
      salt: "countersign session of a provider",
      plaintext: (filler) => `session-key${filler}`,
      holdsClaims: false,
      file: "features/logout/ended-sessions.ts",
      opens: endsSession,
    },
    "the mail that this browser asked for": {
      salt: "__Secure-next-auth.email-request",
      plaintext: lasting({ provider: "email", asked: { id: "1" } }),
      holdsClaims: true,
      file: "methods/email/browser.ts",
      opens: async (token) =>
        (await askedHere(contextOf("__Secure-next-auth.email-request", token), { id: "email" } as EmailProvider)) !==
        null,
    },
    "a device that somebody has signed in from": {
      salt: "__Secure-next-auth.known-device",
      plaintext: lasting({ id: "the device", digests: [] }),
      holdsClaims: true,
      file: "features/rate-limit/device.ts",
      opens: async (token) =>
        (await deviceOf(contextOf("__Secure-next-auth.known-device", token), [])).id === "the device",
    },
    "the state of a preview, at the stable deployment": {
      salt: "countersign.redirect-proxy",
      plaintext: lasting({ provider: "idp", origin: "https://preview.example", value: "x" }),
      holdsClaims: true,
      file: "methods/oauth/redirect-proxy.ts",
      async opens(token) {
        const proxy = { url: "https://app.example/api/auth", origins: ["https://preview.example"] }
        return (await forward(idp, proxy, new URLSearchParams({ state: token, code: "c" }))) !== null
      },
    },
    "a provider's token in the database": {
      salt: "countersign account tokens",
      plaintext: (filler) => `an access token${filler}`,
      holdsClaims: false,
      file: "core/accounts/stored-tokens.ts",
      takes: (token) => token.startsWith(sealedPrefix),
      opens: opensStored,
    },
  }
  for (const [check, name] of Object.entries(checkNames)) {
    places[`the ${check} cookie`] = {
      salt: name,
      plaintext: lasting({ value: "a check value", provider: "idp" }),
      holdsClaims: true,
      file: "core/http/check-cookies.ts",
      opens: async (token) => (await checksOf(name, token).open(check as CheckName, "idp")) !== null,
    }
  }
  return { places, app }
}

const idp: OAuthProvider = testProvider({ id: "idp", secret })

const withCookie = (name: string, token: string) => ({ headers: { cookie: cookie(name, token) } })
const withBearer = (token: string) => ({ headers: { authorization: `Bearer ${encodeURIComponent(token)}` } })

/** Its documented refusal is a `RequestError`. */
async function decoded(token: string): Promise<boolean> {
  try {
    return (await decode({ token, secret })) !== null
  } catch (error) {
    if (error instanceof RequestError && error.code === "JWT_SESSION_ERROR") return false
    throw error
  }
}

async function isSomebody({ auth }: App, cookie: string): Promise<boolean> {
  const request = new Request("https://app.example/api/auth/session", { headers: { cookie } })
  const response = await auth.handle(request)
  if (response.status !== 200) throw new Error(`The session endpoint answered ${response.status}`)
  return Object.keys(await response.json()).length > 0
}

const contextOf = (name: string, token: string): FeatureContext & { readonly jar: OpenCookieJar } =>
  ({
    jar: createCookieJar(cookie(name, token)),
    secure: true,
    secret,
    maxAge: 3600,
    now: new Date(),
    baseUrl: "https://app.example/api/auth",
  }) as unknown as FeatureContext & { readonly jar: OpenCookieJar }

const checkNames: Readonly<Record<CheckName, string>> = {
  state: "__Secure-next-auth.state",
  nonce: "__Secure-next-auth.nonce",
  pkceCodeVerifier: "__Secure-next-auth.pkce.code_verifier",
}

function checksOf(name: string, token: string) {
  const options = Object.fromEntries(Object.entries(checkNames).map(([check, name]) => [check, { name, options: {} }]))
  return createCheckCookies(createCookieJar(cookie(name, token)), options as never, secret)
}

/** Whether a notice of the provider's ends the session whose key is sealed in the token. */
async function endsSession(token: string): Promise<boolean> {
  const ended: string[] = []
  const adapter = {
    getValue: () => JSON.stringify([token]),
    setValue() {},
    deleteSession: (key: string) => void ended.push(key),
  }
  const store = { adapter, secret, strategy: "database", maxAge: 3600 } as unknown as LogoutStore
  await endBySid(store, "idp", "sid", new Date())
  return ended.length > 0
}

/** What is no seal of ours is left as it is: it was stored before sealing was asked for. */
async function opensStored(token: string): Promise<boolean> {
  try {
    const { access_token } = await openTokens({ access_token: token }, [secret])
    return access_token !== token
  } catch (error) {
    if (error instanceof StorageError) return false
    throw error
  }
}
