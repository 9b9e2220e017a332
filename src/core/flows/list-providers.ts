import { json, type Outcome } from "../contracts/outcome.js"
import type { FlowContext } from "./context.js"

/** `GET /providers`: what a sign-in page needs to know, and nothing secret. */
export async function listProviders({ config, baseUrl }: FlowContext): Promise<Outcome> {
  const entries = [...config.providers.values()].map(({ id, name, type }) => [
    id,
    { id, name, type, signinUrl: `${baseUrl}/signin/${id}`, callbackUrl: `${baseUrl}/callback/${id}` },
  ])
  return json(Object.fromEntries(entries))
}
