/** The providers in src/providers, made with what each needs to be told, and examples of what they say about somebody. */
import { readdirSync } from "node:fs"
import type { CredentialsConfig, OAuthConfig } from "../../src/core/contracts/provider.js"
import type { OpenProfile } from "../../src/providers/oauth.js"
import moreExamples from "../fixtures/providers/more.json" with { type: "json" }
import v4Examples from "../fixtures/providers/v4.json" with { type: "json" }
import v5Examples from "../fixtures/providers/v5.json" with { type: "json" }

export type AnyProvider = OAuthConfig<OpenProfile> | CredentialsConfig
export type Factory = (options: object) => AnyProvider

/** The files of providers that send mail. */
export const mailers: string[] = [
  "email",
  "forwardemail",
  "loops",
  "mailgun",
  "nodemailer",
  "postmark",
  "resend",
  "sendgrid",
]
const others = ["index", "oauth", ...mailers]

/** By file. */
export const files: string[] = readdirSync(new URL("../../src/providers/", import.meta.url))
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .map((file) => file.replace(/\.ts$/, ""))
  .filter((name) => !others.includes(name))

/** Answers as the providers document them, shortened to what may matter. */
export const profiles: Record<string, OpenProfile[]> = { ...v4Examples, ...v5Examples, ...moreExamples }

export const options = { clientId: "the-id", clientSecret: "the-secret", issuer: "https://issuer.example" }

/** What one needs to be told beside that. */
export const ownOptions: Record<string, object> = {
  osso: { issuer: "https://issuer.example/" },
  workos: { issuer: "https://issuer.example/" },
  fusionauth: { tenantId: "tenant" },
  twitter: { version: "2.0" },
  bungie: { apiKey: "key" },
  netsuite: { accountID: "1234567", userinfo: "https://issuer.example/whoami" },
  wechat: { platformType: "WebsiteApp" },
  dribbble: { scope: "public" },
  "azure-devops": { scope: "vso.profile" },
}

export async function ours(name: string, own: object = { ...options, ...ownOptions[name] }): Promise<AnyProvider> {
  const { default: factory }: { default: Factory } = await import(`../../src/providers/${name}.ts`)
  return factory(own)
}

export const oauth = async (name: string, own?: object): Promise<OAuthConfig<OpenProfile>> =>
  (await ours(name, own)) as OAuthConfig<OpenProfile>
