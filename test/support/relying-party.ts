/** An app whose only provider is a script: what an attempt to sign in there comes to, seen from the browser. */
import type { OAuthConfig } from "../../src/core/contracts/provider.js"
import type { Profile, Session } from "../../src/core/model.js"
import type { AuthOptions } from "../../src/core/options/options.js"
import { type Answer, type App, type Browser, openApp, secret } from "./app.js"
import { accessToken, clientId, clientSecret, type PlayedScript, refreshToken } from "./scripted-provider.js"

export interface Attempted {
  /** What the app answered to the browser that came back from the provider; to the first click when it sent nobody there. */
  readonly answer: Answer
  readonly browser: Browser
  /** `null` for nobody. */
  readonly session: Session | null
  /** `?error=` of the page that the browser is sent to. */
  readonly error: string | null
}

export interface RelyingParty {
  readonly app: App
  readonly op: PlayedScript
  /** Clicks, passes the provider, comes back. `change` sees the answer on its way through the browser. */
  signIn(browser?: Browser, change?: (parameters: URLSearchParams) => void): Promise<Attempted>
  /** Clicks; the authorization request as the browser carries it. */
  begin(browser?: Browser): Promise<{ browser: Browser; answer: Answer; asked: URLSearchParams }>
  /** Brings the browser back from the provider. `parameters` replace what it sent. */
  comeBack(
    browser: Browser,
    authorizationUrl: string,
    change?: (parameters: URLSearchParams) => void,
  ): Promise<Attempted>
  /** Everything the app logged, as one text. */
  log(): string
}

/** The provider has the id `op`. What is given is laid over a plain `oidc` provider, and over the app's options. */
export function relyingParty(
  op: PlayedScript,
  provider: Partial<OAuthConfig<Profile>> = {},
  options: Partial<AuthOptions> = {},
): RelyingParty {
  const usual = { id: "op", name: "The Provider", type: "oidc" as const, issuer: op.issuer, clientId, clientSecret }
  const app = openApp({ providers: [{ ...usual, ...provider } as OAuthConfig<Profile>], ...options })

  const outcome = async (browser: Browser, answer: Answer): Promise<Attempted> => ({
    answer,
    browser,
    session: await browser.session(),
    error: answer.location === null ? null : new URL(answer.location).searchParams.get("error"),
  })
  const isAtProvider = (location: string | null): location is string => location?.startsWith(op.issuer) === true

  const party: RelyingParty = {
    app,
    op,
    async begin(browser = app.browser()) {
      const answer = await browser.signIn("op", { callbackUrl: "/members" })
      const asked = new URL(answer.location ?? app.origin).searchParams
      return { browser, answer, asked }
    },
    async comeBack(browser, authorizationUrl, change) {
      const back = new URL((await browser.get(authorizationUrl)).location ?? app.origin)
      change?.(back.searchParams)
      return outcome(browser, await browser.get(back.href))
    },
    async signIn(browser = app.browser(), change) {
      const { answer } = await party.begin(browser)
      return isAtProvider(answer.location) ? party.comeBack(browser, answer.location, change) : outcome(browser, answer)
    },
    log: () => app.log.map(({ code, metadata }) => `${code} ${describe(metadata)}`).join("\n"),
  }
  return party
}

/** Errors with their causes and stacks, and whatever else was logged. */
export function describe(metadata: unknown): string {
  if (metadata instanceof Error) return `${metadata.stack} ${JSON.stringify(metadata)} ${describe(metadata.cause)}`
  if (typeof metadata !== "object" || metadata === null) return String(metadata)
  return Object.values(metadata).map(describe).join(" ")
}

/** What no log may hold, whatever went wrong. */
export const secretsOf = ({ op, app }: RelyingParty, { browser }: Attempted): string[] => [
  secret,
  clientSecret,
  accessToken,
  refreshToken,
  ...op.seen("token").flatMap(({ form }) => [form.get("code"), form.get("code_verifier")].filter((it) => it !== null)),
  ...[...browser.cookies.values()].filter(({ host }) => app.origin.endsWith(host)).map(({ value }) => value),
]
