/** A real OpenID provider, `oidc-provider`, on this machine's loopback address, with forms that a test can fill in. */
import { randomBytes } from "node:crypto"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { exportJWK, generateKeyPair } from "jose"

const people: Readonly<Record<string, object>> = {
  alice: { name: "Alice Local", email: "alice@local.test", email_verified: true },
  bob: { name: "Bob Local", email: "bob@local.test", email_verified: true },
  nomail: { name: "No Email" },
}

/** What a browser keeps of the provider's cookies. */
export type Cookies = Map<string, string>

export interface OpenIdProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Signs in at the provider's own pages; the address that it sends the browser back to. */
  signIn(authorizationUrl: string, login: "alice" | "bob" | "nomail", cookies?: Cookies): Promise<URL>
  /** Goes to any of the provider's pages and agrees to what it asks; the address that it sends the browser back to. */
  pass(url: string, fields: Record<string, string>, cookies: Cookies): Promise<URL>
  /** Ends the session at the provider's own page, without any client. */
  endSession(cookies: Cookies): Promise<void>
  /** Whether an access token is still good (RFC 7662). */
  isActive(token: string): Promise<boolean>
  close(): Promise<void>
}

/** What a test needs beyond sign-in: metadata of the client, and features of the provider. */
export interface OpenIdProviderExtras {
  readonly client?: Readonly<Record<string, unknown>>
  readonly configuration?: Readonly<Record<string, unknown>>
}

/** @param redirectUris where the client may be sent back to */
export async function startOpenIdProvider(
  redirectUris: readonly string[],
  { client: metadata = {}, configuration = {} }: OpenIdProviderExtras = {},
): Promise<OpenIdProvider> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = { client_id: "the-client", client_secret: randomBytes(24).toString("base64url") }
  server.on("request", await protocol(issuer, { ...client, redirect_uris: redirectUris, ...metadata }, configuration))

  return {
    issuer,
    clientId: client.client_id,
    clientSecret: client.client_secret,
    signIn: (authorizationUrl, login, cookies) =>
      passForms(issuer, authorizationUrl, { login, password: "anything" }, cookies),
    pass: (url, fields, cookies) => passForms(issuer, url, fields, cookies),
    async endSession(cookies) {
      const last = `${issuer}/session/end/success`
      await passForms(issuer, `${issuer}/session/end`, {}, cookies, (url) => url.href.startsWith(last))
    },
    async isActive(token) {
      const body = new URLSearchParams({ token, ...client })
      const response = await fetch(`${issuer}/token/introspection`, { method: "POST", body })
      return ((await response.json()) as { active: boolean }).active
    },
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections()
        server.close(() => closed())
      }),
  }
}

async function protocol(issuer: string, client: object, configuration: object) {
  const { default: Provider } = await import("oidc-provider")
  const { privateKey } = await generateKeyPair("RS256", { extractable: true })
  const provider = new Provider(issuer, {
    clients: [client],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: "one", use: "sig", alg: "RS256" }] },
    cookies: { keys: [randomBytes(16).toString("hex")] },
    claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"] },
    conformIdTokenClaims: false,
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
    pkce: { required: () => true },
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
    ...configuration,
  })
  return provider.callback()
}

/** Follows redirects within the provider and submits its forms, as a person does who agrees to everything. */
async function passForms(
  issuer: string,
  start: string,
  fields: Record<string, string>,
  cookies: Cookies = new Map(),
  isLast: (url: URL) => boolean = () => false,
): Promise<URL> {
  let request: { url: URL; init?: RequestInit } = { url: new URL(start) }
  while (request.url.origin === issuer && !isLast(request.url)) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ")
    const response = await fetch(request.url, { ...request.init, redirect: "manual", headers: { cookie } })
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value) cookies.set(name, value)
      else cookies.delete(name)
    }
    const location = response.headers.get("location")
    request = location ? { url: new URL(location, request.url) } : submit(await response.text(), request.url, fields)
  }
  return request.url
}

function submit(html: string, page: URL, fields: Record<string, string>): { url: URL; init: RequestInit } {
  const action = /<form[^>]*action="([^"]+)"/.exec(html)?.[1]
  if (!action) throw new Error(`The provider shows no form: ${html.slice(0, 300)}`)
  const body = new URLSearchParams()
  for (const [input] of html.matchAll(/<(?:input|button)[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1]
    if (name) body.set(name, fields[name] ?? /value="([^"]*)"/.exec(input)?.[1] ?? "")
  }
  return { url: new URL(action.replaceAll("&amp;", "&"), page), init: { method: "POST", body } }
}
