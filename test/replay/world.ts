import { randomBytes } from "node:crypto"
import { type NextApp, type RunningApp, startApp } from "../support/next-app.js"
import type { IdentityProvider } from "./identity-provider.js"
import { normalJson, type Origins, observe } from "./observe.js"
import type { Answer } from "./observed.js"
import { type Claims, csrfCookie, seal } from "./sealed.js"
import { jarAfter, send, type WireRequest, type WireResponse } from "./wire.js"

export type Jar = Record<string, string>

export const secret = "the secret of the replayed situations"
const formType = "application/x-www-form-urlencoded"

/** One app, running in one of the recorded configurations, and what a visitor of it may hold. */
export interface World {
  configuration: string
  app: RunningApp
  /** Where the app believes to be reached. */
  origin: string
  /** The path of its authentication endpoints. */
  basePath: string
  origins: Origins
  csrfToken: string
  send: (request: WireRequest) => Promise<WireResponse>
  observe: (response: WireResponse) => Answer
  /** The calls of the app's own functions since the last time. */
  recorded: () => Promise<[string, Record<string, unknown>][]>
  cookieName: (name: string) => string
  /** A session token as the library would issue, for any claims. */
  token: (claims: Claims) => string
  /** The browser of somebody who has just signed in by credentials. */
  signedIn: (username: string) => Promise<Jar>
  /** The browser of somebody who has been sent to the provider; `url` is where to. */
  begun: (jar?: Jar) => Promise<{ jar: Jar; url: string }>
  /** The same after the provider has sent it back with `parameters`. */
  returned: (login: string, jar?: Jar) => Promise<{ jar: Jar; address: string; parameters: Record<string, string> }>
  /** The browser of somebody who has signed in at the provider. */
  signedInByProvider: (login: string) => Promise<Jar>
  post: (path: string, jar: Jar, fields: Record<string, string>) => Promise<WireResponse>
  stop: () => Promise<void>
}

function environmentOf(configuration: string, port: number): Record<string, string> {
  const url = { NEXTAUTH_URL: `http://localhost:${port}` }
  switch (configuration) {
    case "https":
      return { NEXTAUTH_URL: "https://app.accept.test", NEXTAUTH_SECRET: secret }
    case "trust":
      return { AUTH_TRUST_HOST: "true", NEXTAUTH_SECRET: secret }
    case "nourl":
      return { NEXTAUTH_SECRET: secret }
    case "nosecret":
      return url
    case "authsecret":
      return { ...url, AUTH_SECRET: secret }
    case "basepath":
      return { NEXTAUTH_URL: `http://localhost:${port}/api/inline`, NEXTAUTH_SECRET: secret }
    default:
      return { ...url, NEXTAUTH_SECRET: secret, CONFIG: configuration }
  }
}

const appOrigins: Record<string, string> = { https: "https://app.accept.test", nourl: "http://localhost:3000" }

export async function startWorld(
  app: NextApp,
  configuration: string,
  provider?: IdentityProvider,
  command: "start" | "dev" = "start",
): Promise<World> {
  const environment = (port: number): Record<string, string> => ({
    ...environmentOf(configuration, port),
    IDP_URL: provider?.origin ?? "http://127.0.0.1:9",
  })
  const running = await startApp(app, environment, command)
  const { port } = running
  const local = `http://localhost:${port}`
  const origin = appOrigins[configuration] ?? local
  const basePath = configuration === "basepath" ? "/api/inline" : "/api/auth"
  const origins: Origins = { [local]: "{APP}", ...(provider ? { [provider.origin]: "{IDP}" } : {}) }
  const csrfToken = randomBytes(32).toString("hex")
  const prefix = configuration === "https" ? { csrf: "__Host-", other: "__Secure-" } : { csrf: "", other: "" }
  const brand = configuration === "cookies" ? "my" : "next-auth"

  const cookieName = (name: string): string => {
    if (name === "csrf-token") return `${prefix.csrf}${brand}.${name}`
    return `${prefix.other}${name === "session-token" ? brand : "next-auth"}.${name}`
  }
  const visitor = (): Jar => ({
    [cookieName("csrf-token")]: csrfCookie(csrfToken, secret),
    [cookieName("callback-url")]: encodeURIComponent(origin),
  })
  const sendHere = (request: WireRequest): Promise<WireResponse> => send(port, request)
  const post: World["post"] = (path, jar, fields) =>
    sendHere({
      method: "POST",
      path: `${basePath}${path}`,
      headers: { "content-type": formType },
      cookies: jar,
      body: new URLSearchParams({ csrfToken, ...fields }).toString(),
    })

  const world: World = {
    configuration,
    app: running,
    origin,
    basePath,
    origins,
    csrfToken,
    cookieName,
    post,
    send: sendHere,
    observe: (response) => observe(response, origins, local),
    async recorded() {
      const { text } = await sendHere({ method: "GET", path: "/api/recorded" })
      return normalJson(JSON.parse(text), origins) as [string, Record<string, unknown>][]
    },
    token: (claims) => seal(claims, secret),
    async signedIn(username) {
      const jar = visitor()
      return jarAfter(await post("/callback/credentials", jar, { username, password: "pw" }), jar)
    },
    async begun(jar = visitor()) {
      const answer = await post("/signin/local-oidc", jar, {})
      return { jar: jarAfter(answer, jar), url: answer.headers.location ?? "" }
    },
    async returned(login, jar) {
      if (!provider) throw new Error("This world has no identity provider")
      const begun = await world.begun(jar)
      return { jar: begun.jar, ...(await provider.visit(begun.url, login)) }
    },
    async signedInByProvider(login) {
      const { jar, parameters } = await world.returned(login)
      const path = `${basePath}/callback/local-oidc?${new URLSearchParams(parameters)}`
      return jarAfter(await sendHere({ method: "GET", path, cookies: jar }), jar)
    },
    stop: () => running.stop(),
  }
  return world
}
