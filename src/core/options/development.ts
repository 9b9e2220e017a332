/** `countersign dev`: whether this configuration uses it, and whether it may. */
import type { ResolvedProvider } from "../contracts/provider.js"
import * as env from "./env.js"

/** Whether `countersign dev` stands in for every OAuth provider: then `stand-in.ts` is loaded. */
export const usesDevelopmentServer = (): boolean => env.developmentServer() !== undefined

const thisMachine = /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?\/?$/

/** Its issuers, and its mail server as it names itself. */
const ownAddress = /^\w+:\/\/[^/]+(\/countersign-dev\/|\/?\?name=countersign-dev$)/i

const remedy = "anybody could sign in as anybody there. It is for this machine, and never for production."

/** Why this configuration may not run. In production nobody may sign in as whom they like. No value is told: it may hold a password. */
export function* developmentProblems(
  providers: readonly ResolvedProvider[],
): Generator<{ code: "DEVELOPMENT_SERVER"; message: string }> {
  const server = env.developmentServer()
  if (server && (env.inProduction() || !thisMachine.test(server)))
    yield { code: "DEVELOPMENT_SERVER", message: `Remove \`COUNTERSIGN_DEV\` from the environment: ${remedy}` }
  for (const provider of env.inProduction() ? providers : [])
    if (addressesOf(provider).some((address) => ownAddress.test(String(address))))
      yield {
        code: "DEVELOPMENT_SERVER",
        message: `Configure the real provider "${provider.id}", not \`countersign dev\`: ${remedy}`,
      }
}

function addressesOf(provider: ResolvedProvider): unknown[] {
  if (provider.type === "email") return [provider.config.server]
  if (provider.type === "credentials") return []
  const { issuer, discovery, authorization, token, userinfo } = provider
  return [issuer, discovery, authorization.url, token.url, userinfo.url]
}
