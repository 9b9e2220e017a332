import type { Feature } from "../../core/contracts/feature.js"
import type { AuthRequest } from "../../core/contracts/request.js"
import type { RateLimitOptions } from "./options.js"

/** The feature. What counts is loaded with the first credentials, or when a callback has failed: until then there is nothing to count. */
export function limiting(options: RateLimitOptions): Feature {
  const begun = new WeakSet<AuthRequest>()
  let counting: typeof import("./attempt.js") | undefined
  const load = async () => {
    counting ??= await import("./attempt.js")
    return counting
  }
  return {
    id: "rate-limit",
    ...(options.store ? { counters: options.store } : {}),
    async aroundAttempt(context, provider, proceed) {
      if (provider.type === "credentials") {
        const { guardCredentials } = await load()
        return guardCredentials(context, provider, options, proceed, () => begun.has(context.request))
      }
      await counting?.refuseUsedUp(context, options)
      return proceed().catch(async (error) => (await load()).countFailure(context, options, error))
    },
    afterSession: ({ request }) => void begun.add(request),
  }
}
