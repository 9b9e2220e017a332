/** Whether `countersign dev` may stand in for this configuration's providers. `stand-in.ts` puts it there. */
import type { ResolvedProvider } from "../contracts/provider.js"
import * as env from "./env.js"

interface Refusal {
  readonly code: "DEVELOPMENT_SERVER"
  readonly message: string
}

const thisMachine = /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?\/?$/

/** Its issuers, and its mail server as it names itself. */
const ownAddress = /^\w+:\/\/[^/?]+(\/countersign-dev\/|\/?\?proxy=[^&]+\/countersign-dev$)/i

const remedy = "anybody could sign in as anybody there. It is for this machine, and never for production."

/** Why this configuration may not run. In production nobody may sign in as whom they like. No value is told: it may hold a password. */
export function* developmentProblems(providers: readonly ResolvedProvider[]): Generator<Refusal> {
  const server = env.developmentServer()
  const isProduction = env.inProduction()
  if (server && isProduction) yield refusal(`Remove \`COUNTERSIGN_DEV\` from the environment: ${remedy}`)
  else if (server && !thisMachine.test(server))
    yield refusal(
      "`COUNTERSIGN_DEV` is no address of this machine: set it to what `countersign dev` prints, such as `http://localhost:4747`.",
    )
  for (const provider of isProduction ? providers : [])
    if (addressesOf(provider).some((address) => ownAddress.test(String(address))))
      yield refusal(`Configure the real provider "${provider.id}", not \`countersign dev\`: ${remedy}`)
}

const refusal = (message: string): Refusal => ({ code: "DEVELOPMENT_SERVER", message })

function addressesOf(provider: ResolvedProvider): unknown[] {
  if (provider.type === "email") return [provider.config.server]
  if (provider.type === "credentials") return []
  const { issuer, discovery, authorization, token, userinfo } = provider
  return [issuer, discovery, authorization.url, token.url, userinfo.url]
}
