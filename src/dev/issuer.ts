/** An OpenID provider as `oidc-provider` makes it, in the place of one provider of the app. */
import { generateKeyPairSync, randomBytes } from "node:crypto"
import type { IncomingMessage, ServerResponse } from "node:http"
import { ConfigurationError } from "../core/errors.js"
import { claimsOf } from "./claims.js"
import type { Fault } from "./faults.js"
import { problemPage } from "./pages/problem.js"
import type { People } from "./people.js"
import type { Records } from "./records.js"
import { type SigningKey, spoilIdToken } from "./spoil-id-token.js"

/** As much of `oidc-provider` as is used; it comes without types. */
export interface OpenIdProvider {
  callback(): (request: IncomingMessage, response: ServerResponse) => void
  use(middleware: (context: Context, next: () => Promise<void>) => Promise<void>): void
  interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>
  interactionFinished(
    request: IncomingMessage,
    response: ServerResponse,
    result: object,
    options: object,
  ): Promise<void>
  readonly Client: { readonly prototype: Record<string, unknown> }
  readonly Grant: new (properties: object) => { addOIDCScope(scope: string): void; save(): Promise<string> }
  readonly Session: { findByUid(uid: string): Promise<{ destroy(): Promise<void> } | undefined> }
  readonly AccessToken: { find(token: string): Promise<{ accountId: string; scope?: string } | undefined> }
}

export interface Interaction {
  readonly params: Readonly<Record<string, string | undefined>>
  session?: { readonly accountId?: string; readonly uid: string } | undefined
  readonly exp: number
  save(seconds: number): Promise<void>
}

interface Context {
  type: string
  body: unknown
  set(name: string, value: string): void
  readonly oidc: {
    readonly route: string
    readonly provider: OpenIdProvider
    readonly client: { readonly clientId: string }
    readonly session: { readonly accountId: string }
    readonly requestParamScopes: Iterable<string>
  }
}

export interface IssuerParts {
  /** Of all issuers: `http://localhost:4747/countersign-dev`. */
  readonly base: string
  readonly providerId: string
  readonly people: People
  readonly faults: ReadonlySet<Fault>
  readonly keys: Keys
  readonly records: Records
}

/** What it can tell: the library wants to know before anybody asks. */
export interface Offer {
  readonly claims: readonly string[]
  readonly scopes: readonly string[]
}

/** Shared by all issuers, and by one that is made anew. */
export interface Keys extends SigningKey {
  /** Signs cookies. */
  readonly cookie: string
}

export const path = "/countersign-dev"

export function createKeys(): Keys {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })
  const random = (): string => randomBytes(32).toString("base64url")
  return { privateKey, kid: random(), cookie: random() }
}

/** @throws {ConfigurationError} DEVELOPMENT_SERVER, when `oidc-provider` is not installed */
export async function openIssuer(parts: IssuerParts, offer: Offer): Promise<OpenIdProvider> {
  const { OpenIdProvider } = await loadProvider()
  const provider = new OpenIdProvider(`${parts.base}/${parts.providerId}`, configuration(parts, offer))
  provider.Client.prototype.redirectUriAllowed = isWebAddress
  provider.Client.prototype.postLogoutRedirectUriAllowed = isWebAddress
  provider.use(async (context, next) => {
    await next()
    if (context.oidc?.route === "token") spoilIdToken(context.body, parts.faults, parts.keys)
  })
  return provider
}

type OpenIdProviderClass = new (issuer: string, configuration: object) => OpenIdProvider

/** The library greets Node.js 20 with a warning as it loads, although it runs there; nothing else is kept from the console. */
export async function loadProvider(): Promise<{ OpenIdProvider: OpenIdProviderClass }> {
  const { warn } = console
  console.warn = () => {}
  try {
    const loaded = (await import("oidc-provider" as string)) as { default: OpenIdProviderClass }
    return { OpenIdProvider: loaded.default }
  } catch (cause) {
    if (!/MODULE_NOT_FOUND/.test(String((cause as NodeJS.ErrnoException).code))) throw cause
    const message = "The package `oidc-provider` is not installed: run `npm install --save-dev oidc-provider`."
    throw new ConfigurationError("DEVELOPMENT_SERVER", message, { cause })
  } finally {
    console.warn = warn
  }
}

/** Whoever asks is known, under any id: no app has to be registered here. */
export const anyClient = (id: string): Record<string, unknown> => ({
  client_id: id,
  redirect_uris: ["https://client.invalid/"],
  token_endpoint_auth_method: "none",
  grant_types: ["authorization_code", "refresh_token"],
  response_types: ["code"],
})

const isWebAddress = (address: string): boolean => URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)

const hour = 3600

function configuration({ providerId, people, keys, records }: IssuerParts, { claims, scopes }: Offer): object {
  const withAddress = ["email", "email_verified", "emails"]
  return {
    adapter: records.Adapter,
    jwks: { keys: [{ ...keys.privateKey.export({ format: "jwk" }), kid: keys.kid, use: "sig", alg: "RS256" }] },
    cookies: cookies(keys),
    scopes: ["openid", "offline_access", ...scopes],
    claims: { openid: claims.filter((name) => !withAddress.includes(name)), email: withAddress },
    conformIdTokenClaims: false,
    findAccount: (_context: unknown, id: string) => {
      const person = people.find(id)
      return person && { accountId: id, claims: () => claimsOf(person, providerId) }
    },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `${path}/${providerId}/sign-in/${uid}` },
    loadExistingGrant: consentToAll,
    issueRefreshToken: () => true,
    features: {
      devInteractions: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      revocation: { enabled: true },
    },
    pkce: { required: () => false },
    clientBasedCORS: () => false,
    renderError: (context: Context, { error, error_description: description }: Record<string, string>) => {
      const { html, contentSecurityPolicy } = problemPage(description ?? error ?? "")
      context.type = "html"
      context.set("content-security-policy", contentSecurityPolicy)
      context.body = html
    },
    ttl: {
      AccessToken: hour,
      AuthorizationCode: 60,
      Grant: 24 * hour,
      IdToken: hour,
      Interaction: hour,
      RefreshToken: 24 * hour,
      Session: 24 * hour,
    },
  }
}

/** At `localhost` they would reach the app too, which has cookies of its own. */
const cookies = ({ cookie }: Keys): object => ({
  keys: [cookie],
  names: {
    interaction: "countersign-dev-sign-in",
    resume: "countersign-dev-resume",
    session: "countersign-dev-person",
  },
  long: { path },
})

/** Choosing a person is all that is asked for. */
async function consentToAll({ oidc }: Context): Promise<object> {
  const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId })
  grant.addOIDCScope([...oidc.requestParamScopes].join(" "))
  await grant.save()
  return grant
}
