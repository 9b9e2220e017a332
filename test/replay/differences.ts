import type { Answer, SeenCookie, SeenForm } from "./observed.js"

/**
 * Where this library deliberately answers otherwise than next-auth v4 was recorded to. The list is exact: what it says
 * must happen in every situation it names, and nothing else may differ.
 */
export interface Difference {
  /** What differs, in a few words. */
  name: string
  because: string
  /** The situations, by their id. */
  situations: RegExp[]
  /** What the recorded answer becomes. */
  instead: (must: Answer) => Answer
}

const cookie = (value: string, lifetime: string): SeenCookie => ({
  value,
  path: "/",
  httpOnly: true,
  sameSite: "lax",
  secure: false,
  lifetime,
})

const csrfCookie = { "next-auth.csrf-token": cookie("<value>", "browser session") }
const signedIn = { "next-auth.session-token": cookie("<value>", "+2592000s") }
const signedOut = { "next-auth.session-token": cookie("<empty>", "removed") }
const withoutCookie =
  (ending: string) =>
  ({ setCookies = {}, ...rest }: Answer): Answer => {
    const kept = Object.entries(setCookies).filter(([name]) => !name.endsWith(ending))
    return kept.length > 0 ? { ...rest, setCookies: Object.fromEntries(kept) } : rest
  }

/** A device cookie beside the session's. */
const withDevice =
  (path: string, prefix = "") =>
  ({ setCookies = {}, ...rest }: Answer): Answer => {
    const device = { ...cookie("<value>", "+31536000s"), path, secure: prefix !== "" }
    return { ...rest, setCookies: { ...setCookies, [`${prefix}next-auth.known-device`]: device } }
  }

const deviceIsKnown =
  "It is the budget of guesses that nobody else can use up: an attacker must not lock the owner of an account out. Sealed, and sent to the endpoints only."

/** The sign-in page's forms of the two OAuth providers with another destination. */
const withDestination =
  (destination: string) =>
  (must: Answer): Answer => ({
    ...must,
    forms: must.forms?.map((form) => ({
      ...form,
      inputs: form.inputs.map((input) => (input.name === "callbackUrl" ? { ...input, value: destination } : input)),
    })) as SeenForm[],
  })

const token = { name: "csrfToken", type: "hidden", value: "<hex64>" }
const auth = "{APP}/api/auth"
const toOAuth = (id: string): SeenForm => ({
  action: `${auth}/signin/${id}`,
  method: "POST",
  inputs: [{ name: "callbackUrl", type: "hidden", value: "{APP}/" }, token],
})

/** The sign-in page as a visitor gets it who asked for no destination. */
const signInPage: Answer = {
  status: 200,
  contentType: "text/html",
  setCookies: csrfCookie,
  forms: [
    {
      action: `${auth}/callback/credentials`,
      method: "POST",
      inputs: [token, { name: "password", type: "password" }, { name: "username", type: "text" }],
    },
    { action: `${auth}/callback/pin`, method: "POST", inputs: [token, { name: "pin", type: "text" }] },
    { action: `${auth}/callback/hidden`, method: "POST", inputs: [token] },
    toOAuth("local-oidc"),
    toOAuth("github"),
  ],
}

/** Situations of a visitor who brings no CSRF cookie and gets none, since nothing in the answer needs it. */
const nothingToProtect = [
  /^(pages|app)\/base\/get\/(session|error|verify-request|session\/x|callback\/.+)$/,
  /^(pages|app)\/base\/error pages\//,
  /^pages\/base\/callbackUrl\/session with cookie, (other-origin|empty|userinfo)$/,
  /^(pages|app)\/base\/csrf\/post (without cookie|with tampered cookie)$/,
  /^(pages|app)\/base\/credentials\/(empty|text) body$/,
  /^pages\/base\/session\/(expired.*|nbf ahead|tampered|another salt|garbage|empty|two chunks.*|chunk missing|chunks of.*)$/,
  /^app\/base\/session\/(extra claims.*|no name|expired|garbage|plain JWT.*|two chunks|foreign cookies.*)$/,
  /^pages\/base\/seed\/(server-side page|getServerSession route), tampered$/,
  /^pages\/base\/inline handler\/session$/,
  /^(pages|app)\/(https|trust|nourl|authsecret|basepath)\/basics\/(session|error\?.*|verify-request)$/,
  /^pages\/https\/secure names\/(secure cookie read|plain cookie ignored|server-side page.*)$/,
  /^(pages|app)\/pages\/custom pages\/(error.*|verify-request)$/,
  /^pages\/cookies\/custom cookies\/(session|default name ignored)$/,
  /^pages\/ownjwt\/.*refused by the own decode$/,
  /^pages\/noprov\/no providers\/session$/,
  /^mw\/base\/.*(open \/api\/auth\/session|signed in \/server-side-example|signed in \/api\/get-session-example)$/,
]

export const differences: Difference[] = [
  {
    name: "No CSRF cookie where nothing needs it",
    because:
      "A cookie on every answer keeps answers out of caches and costs random numbers and a hash. It is set where a form may follow: GET csrf, and the sign-in and sign-out pages, the app's own included.",
    situations: [...nothingToProtect, /^pages\/base\/probe\/gssWrongSecret$/],
    instead: withoutCookie("csrf-token"),
  },
  {
    name: "No callback-url cookie unless a destination was asked for",
    because: "The cookie then only repeats the default, the site's own address.",
    situations: [
      ...nothingToProtect.filter(({ source }) => !source.includes("callbackUrl")),
      /^pages\/base\/callbackUrl\/(session with cookie, (other-origin|empty|userinfo)|signin page, userinfo)$/,
      /^(pages|app)\/base\/get\/(csrf|signin|signout|signin\/.*|signout\/x)$/,
      /^pages\/base\/signin page errors\//,
      /^pages\/base\/csrf\/(tampered|garbage) cookie is replaced$/,
      /^(pages\/base|app\/base\/app router)\/?.*inline handler.csrf$/,
      /^(pages|app)\/(https|trust|nourl|authsecret)\/basics\/(csrf|signin|signin\?error=.*|signout)$/,
      /^pages\/(trust|nourl)\/host headers\/signin page$/,
      /^(pages|app)\/pages\/custom pages\/(signin|signin\?callbackUrl=https.*|signin\?error=.*|signin\/credentials)$/,
      /^pages\/cookies\/custom cookies\/(csrf|signin)$/,
      /^pages\/noprov\/no providers\/signin$/,
      /^mw\/base\/.*open \/api\/auth\/signin$/,
    ],
    instead: withoutCookie("callback-url"),
  },
  {
    name: "Every JSON answer forbids storing it",
    because: "They hold tokens, sessions or where one goes next. v4 says so for GET csrf and GET session only.",
    situations: [
      /^(pages|app)\/base\/csrf\/.*, json$/,
      /^(pages|app)\/base\/csrf\/session update without token$/,
      /^(pages|app)\/base\/credentials\/(right, .*(json 'true'|json=true|redirect=false field)|wrong, .*json.*|via signin\/credentials, json)$/,
      /^pages\/base\/credentials\/authorize throws odd characters$/,
      /^(pages|app)\/base\/session\/update .*|session\/update, signed out$/,
      /^pages\/base\/chunking\/sign-in with a long name$/,
      /^pages\/base\/inline handler\/credentials$/,
      /^(pages|app)\/(base|https|basepath)\/(get|basics)\/providers$/,
      /^(pages|app)\/(https|authsecret)\/basics\/credentials wrong, json$/,
      /^pages\/nosecret\/broken configuration\/(csrf|foo|callback\/credentials|POST .*)$/,
      /^(pages|app)\/pages\/custom pages\/credentials wrong json$/,
      /^pages\/callbacks\/callbacks\/signIn returns .*, json$/,
      /^pages\/(emailonly|dbcreds|noauthorize)\/refused configuration\/(?!signin)/,
      /^app\/base\/signout\/signed in, json=true$/,
    ],
    instead: (must) => ({ ...must, noStore: true }),
  },
  {
    name: "getServerSession forbids storing the answer whose session cookie it extends",
    because: "A proxy that stored it would hand one visitor's session to the next. What the app itself has said stays.",
    situations: [
      /^pages\/base\/probe\/(gssRoot|gssUnstableRoot|gssCallback|gssWrongSecret)$/,
      /^pages\/callbacks\/callbacks\/getServerSession$/,
    ],
    instead: (must) => ({ ...must, noStore: true }),
  },
  {
    name: "The sign-in page's forms hold the settled destination",
    because: "The page repeats nothing that the query says; v4 writes the query's text into the page.",
    situations: [
      /^pages\/base\/callbackUrl\/(query sets the cookie|same value is not set again)$/,
      /^pages\/(trust|authsecret|basepath)\/basics\/signin\?callbackUrl=\/lab$/,
    ],
    instead: withDestination("{APP}/lab"),
  },
  {
    name: "The sign-in page's forms hold the settled destination (https)",
    because: "As above.",
    situations: [/^app\/https\/basics\/signin\?callbackUrl=\/lab$/],
    instead: withDestination("https://app.accept.test/lab"),
  },
  {
    name: "The sign-in page's forms do not hold another site's address",
    because: "As above: it is refused when it is read, not only when it is used.",
    situations: [/^pages\/base\/callbackUrl\/signin page, (userinfo|backslash)$/],
    instead: withDestination("{APP}/"),
  },
  {
    name: "A destination that browsers read as another host is ignored on the sign-in page",
    because: "Browsers read a backslash as a slash, so that the path begins with two.",
    situations: [/^pages\/base\/callbackUrl\/signin page, backslash$/],
    instead: withoutCookie("callback-url"),
  },
  {
    name: "A destination that browsers read as another host is ignored after sign-in",
    because: "As above.",
    situations: [/^pages\/base\/callbackUrl\/credentials, backslash$/],
    instead: (must) => ({ ...withoutCookie("callback-url")(must), location: "{APP}/" }),
  },
  {
    name: "A malformed destination does not break the sign-in page",
    because: "A link that anybody can write should not show a visitor that the server is misconfigured.",
    situations: [/^pages\/base\/callbackUrl\/signin page, (data|plain|prefix-trick)$/],
    instead: () => signInPage,
  },
  {
    name: "A malformed destination does not lead to the app's error page",
    because: "As above.",
    situations: [/^(pages|app)\/pages\/custom pages\/bad callbackUrl$/],
    instead: (must) => ({ ...must, location: "{APP}/login?callbackUrl={APP}/", setCookies: csrfCookie }),
  },
  {
    name: "A malformed callback-url cookie does not lock the visitor out",
    because: "v4 answers everything with a 500 until the cookie is gone.",
    situations: [/^pages\/base\/callbackUrl\/session with cookie, (plain|prefix-trick)$/],
    instead: () => ({ status: 200, contentType: "application/json", noStore: true, json: {} }),
  },
  {
    name: "A malformed destination does not break signing in",
    because: "v4 answers with a bare 500 to a form that anybody can send.",
    situations: [/^pages\/base\/callbackUrl\/credentials, prefix-trick$/],
    instead: () => ({ status: 302, location: "{APP}/", setCookies: signedIn }),
  },
  {
    name: "A malformed destination does not break signing out",
    because: "As above; worse, the visitor stays signed in.",
    situations: [/^pages\/base\/callbackUrl\/signout, (plain|prefix-trick)$/],
    instead: () => ({ status: 302, location: "{APP}/", setCookies: signedOut }),
  },
  {
    name: "GET on a credentials callback is 405",
    because: "The method is what is wrong; the server has not failed.",
    situations: [/^pages\/base\/get\/callback\/credentials$/],
    instead: (must) => ({ ...must, status: 405 }),
  },
  {
    name: "The query of POST signin cannot replace client_id, redirect_uri or response_type",
    because: "They identify this app to the provider; nobody but the app decides them.",
    situations: [/^(pages|app)\/base\/oidc\/start trying to override client_id and redirect_uri$/],
    instead: (must) => ({
      ...must,
      location: must.location
        ?.replace("client_id=evil", "client_id=accept")
        .replace("redirect_uri=https://evil.test/", `redirect_uri=${auth}/callback/local-oidc`)
        .replace("response_type=token", "response_type=code") as string,
    }),
  },
  {
    name: "The app's error page gets no error that is none",
    because: "v4 writes the word undefined.",
    situations: [/^pages\/pages\/custom pages\/error$/],
    instead: (must) => ({ ...must, location: "{APP}/oops" }),
  },
  {
    name: "Session update without CSRF token answers JSON in the App Router too",
    because: 'v4 writes "[object Object]" there, and {} in the Pages Router.',
    situations: [/^app\/base\/csrf\/session update without token$/],
    instead: () => ({ status: 400, contentType: "application/json", noStore: true, json: {} }),
  },
  {
    name: "Only the authentication endpoints are free of the middleware, not what begins like them",
    because: "v4 compares beginnings: /api/authx and /api/authority are open to everybody.",
    situations: [/^mw\/base\/.*open \/api\/authx$/],
    instead: () => ({ status: 307, location: `${auth}/signin?callbackUrl=/api/authx` }),
  },
  {
    name: "Whoever signs in with credentials gets a device cookie",
    because: deviceIsKnown,
    situations: [
      /^(pages|app)\/base\/callbackUrl\/(credentials, (backslash|empty|other-port|prefix-trick)|cookie decides where credentials lead|query on the POST)$/,
      /^(pages|app)\/base\/credentials\/(right, .*|numeric user id|user without image|while signed in as another)$/,
      /^pages\/base\/inline handler\/credentials$/,
      /^(pages|app)\/base\/chunking\/sign-in with a long name$/,
      /^(pages|app)\/base\/host headers\/credentials$/,
      /^(pages|app)\/(trust|authsecret)\/basics\/credentials right$/,
      /^(pages|app)\/nourl\/host headers\/credentials$/,
      /^(pages|app)\/callbacks\/callbacks\/allowed$/,
      /^mw\/base\/seed middleware\/journey: credentials$/,
    ],
    instead: withDevice("/api/auth"),
  },
  {
    name: "Whoever signs in with credentials gets a device cookie on https",
    because: deviceIsKnown,
    situations: [/^(pages|app)\/https\/basics\/credentials right$/],
    instead: withDevice("/api/auth", "__Secure-"),
  },
  {
    name: "Whoever signs in with credentials gets a device cookie where the endpoints are",
    because: deviceIsKnown,
    situations: [/^(pages|app)\/basepath\/basics\/credentials right$/],
    instead: withDevice("/api/inline"),
  },
]
