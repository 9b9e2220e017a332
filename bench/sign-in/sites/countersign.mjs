import NextAuth from "countersign"
import { rateLimit } from "countersign/features/rate-limit"
import Credentials from "countersign/providers/credentials"
import Email from "countersign/providers/email"
import { openId } from "./open-id.mjs"
import { servedAsPages } from "./pages-router.mjs"

/** `limits`: `false` for none. */
export function createSite({ secret, adapter, credentials, local, sendVerificationRequest }, _origin, limits) {
  return servedAsPages(
    NextAuth({
      secret,
      adapter,
      session: { strategy: "jwt" },
      providers: [Credentials(credentials), openId(local), Email({ sendVerificationRequest, limits })],
      features: limits === false ? [rateLimit(false)] : [],
    }),
  )
}
