import NextAuth from "countersign"
import Credentials from "countersign/providers/credentials"
import Email from "countersign/providers/email"
import { servedAsPages } from "./pages-router.mjs"

export function createSite({ secret, adapter, credentials, local, sendVerificationRequest }) {
  return servedAsPages(
    NextAuth({
      secret,
      adapter,
      session: { strategy: "jwt" },
      providers: [Credentials(credentials), openId(local), Email({ sendVerificationRequest })],
    }),
  )
}

const openId = ({ issuer, ...provider }) => ({
  ...provider,
  type: "oauth",
  wellKnown: `${issuer}/.well-known/openid-configuration`,
  authorization: { params: { scope: "openid email profile" } },
  idToken: true,
})
