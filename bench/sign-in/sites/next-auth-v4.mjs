import nextAuth from "next-auth-v4"
import credentialsProvider from "next-auth-v4/providers/credentials"
import email from "next-auth-v4/providers/email"
import { openId } from "./open-id.mjs"
import { servedAsPages } from "./pages-router.mjs"

export function createSite({ secret, adapter, credentials, local, sendVerificationRequest }) {
  return servedAsPages(
    nextAuth.default({
      secret,
      adapter,
      session: { strategy: "jwt" },
      providers: [credentialsProvider.default(credentials), openId(local), email.default({ sendVerificationRequest })],
    }),
  )
}
