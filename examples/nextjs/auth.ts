import type { NextAuthOptions } from "countersign"
import { SqlAdapter } from "countersign/adapters/sql"
import Credentials from "countersign/providers/credentials"

/** Users, their accounts and their sessions, in a file beside this one. Delete it to start afresh. */
const adapter = SqlAdapter({ url: process.env.DATABASE_URL ?? "file:.data/demo.sqlite" })

/** Known by their address, so `profile` takes none that the provider has not verified: anybody may claim one. */
const administrators = ["bob@example.com"]

interface LocalProfile {
  sub: string
  name: string
  email?: string
  email_verified?: boolean
}

const demoPerson = Credentials({
  name: "name and password",
  credentials: {
    username: { label: "Username", type: "text", placeholder: "demo", autocomplete: "username" },
    password: { label: "Password", type: "password", placeholder: "demo", autocomplete: "current-password" },
  },
  async authorize(answers) {
    if (answers?.username !== "demo" || answers.password !== "demo") return null
    const email = "demo@example.com"
    const known = await adapter.getUserByEmail(email)
    return known ?? adapter.createUser({ email, name: "Demo Person", emailVerified: null })
  },
})

/** The provider that `npm run demo` starts; without its address in the environment only the demo person can sign in. */
const localProvider = {
  id: "local",
  name: "Local provider",
  type: "oauth" as const,
  wellKnown: `${process.env.OIDC_ISSUER}/.well-known/openid-configuration`,
  clientId: process.env.OIDC_CLIENT_ID ?? "",
  clientSecret: process.env.OIDC_CLIENT_SECRET ?? "",
  authorization: { params: { scope: "openid email profile", prompt: "login" } },
  idToken: true,
  checks: ["pkce" as const, "state" as const, "nonce" as const],
  profile: ({ sub, name, email, email_verified }: LocalProfile) => ({
    id: sub,
    name,
    email: (email_verified && email) || null,
  }),
}

/** How people sign in to this app, and what their session holds. */
export const authOptions: NextAuthOptions = {
  adapter,
  providers: process.env.OIDC_ISSUER ? [localProvider, demoPerson] : [demoPerson],
  theme: { colorScheme: "auto", brandColor: "#0f6b4f", buttonText: "#ffffff", logo: "/logo.svg" },
  callbacks: {
    async session({ session, user, trigger, newSession }) {
      const name = trigger === "update" ? nameFrom(newSession) : undefined
      if (name) await adapter.updateUser({ id: user.id, name })
      session.user.name = name ?? user.name ?? null
      session.user.id = user.id
      session.user.role = administrators.includes(user.email) ? "admin" : "member"
      return session
    },
  },
}

/** What `update()` sends comes from the browser, so only the one field that people may choose is taken from it. */
function nameFrom(sent: unknown): string | undefined {
  if (typeof sent !== "object" || sent === null || !("name" in sent)) return undefined
  return String(sent.name).trim().slice(0, 30) || undefined
}
