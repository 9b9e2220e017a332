/** Providers of Auth.js v5 that next-auth v4 has not: where ours asks somebody else, or for something else, than theirs. */
import { expect, test } from "vitest"
import type { OAuthConfig } from "../core/contracts/provider.js"
import type { OpenProfile } from "./oauth.js"

type AnyProvider = OAuthConfig<OpenProfile>

const names = [
  ...["asgardeo", "azure-devops", "bankid-no", "beyondidentity", "bitbucket", "click-up", "concept2", "descope"],
  ...["dribbble", "eventbrite", "figma", "frontegg", "huggingface", "kinde", "logto", "mastodon", "mattermost"],
  ...["microsoft-entra-id", "netsuite", "nextcloud", "notion", "ory-hydra", "ping-id", "roblox", "simplelogin"],
  ...["threads", "tiktok", "vipps", "webex", "wechat"],
]

/** The parts that differ, and why. */
const differences: Record<string, { because: string; parts: string[] }> = {
  "azure-devops": { because: "tokens have an address of their own in its documentation", parts: ["token"] },
  "click-up": { because: "ClickUp reads the secret in the body", parts: ["authentication"] },
  figma: { because: "the scope of Auth.js is retired", parts: ["scope"] },
  frontegg: {
    because: "its discovery document names the endpoints, and the ID token the person",
    parts: ["authorization", "token", "userinfo"],
  },
  netsuite: {
    because: "the address of the RESTlet is part of the provider, not of its options only",
    parts: ["userinfo"],
  },
  wechat: { because: "the secret is a field of the body, under WeChat's own name", parts: ["authentication"] },
}

const options = {
  clientId: "the-id",
  clientSecret: "the-secret",
  issuer: "https://issuer.example",
  redirectUri: "https://app.example",
}
const ownOptions: Record<string, object> = {
  "azure-devops": { scope: "vso.profile" },
  dribbble: { scope: "public" },
  netsuite: { accountID: "1234567", userinfo: "https://issuer.example/whoami" },
  wechat: { platformType: "WebsiteApp" },
}

const made = async (module: Promise<{ default: (own: object) => AnyProvider }>, name: string): Promise<AnyProvider> =>
  (await module).default({ ...options, ...ownOptions[name] })

/** Where a provider is asked, for what, and how the client proves itself. */
function asked({ type, authorization, token, userinfo, client }: AnyProvider): Record<string, unknown> {
  const [begin, exchange, person] = [authorization, token, userinfo].map((endpoint) => {
    const { url, params = {} } = typeof endpoint === "object" ? endpoint : { url: endpoint }
    const { origin, pathname, searchParams } = new URL(url ?? "https://discovered.example")
    return { url: origin + pathname, params: { ...Object.fromEntries(searchParams), ...params } as OpenProfile }
  })
  return {
    authorization: begin?.url,
    token: exchange?.url,
    userinfo: person?.url,
    fields: person?.params.fields,
    scope: begin?.params.scope ?? (type === "oidc" ? "openid profile email" : undefined),
    authentication: client?.token_endpoint_auth_method,
  }
}

test.each(names)("%s is asked where and what Auth.js v5 asks, but for the parts that are named", async (name) => {
  const mine = asked(await made(import(`../providers/${name}.ts`), name))
  const theirs = asked(await made(import(`auth-core-v5/providers/${name}`), name))
  const parts = Object.keys(mine).filter((part) => mine[part] !== theirs[part])
  expect(parts).toEqual(differences[name]?.parts ?? [])
})
