import { json, type Outcome } from "../contracts/outcome.js"
import { ensureCsrfToken, type FlowContext } from "./context.js"

/** `GET /csrf`: the token for a sign-in page of the app's own. */
export async function getCsrfToken(context: FlowContext): Promise<Outcome> {
  return json({ csrfToken: await ensureCsrfToken(context) })
}
