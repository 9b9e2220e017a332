import type { NextAuthOptions } from "countersign"
import { SqlAdapter } from "countersign/adapters/sql"
import { createGuards } from "countersign/guards"
import Credentials from "countersign/providers/credentials"
import Email from "countersign/providers/email"
import GitHub from "countersign/providers/github"
import { policy } from "./policy"

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

const gitHub = GitHub({ clientId: process.env.GITHUB_ID ?? "", clientSecret: process.env.GITHUB_SECRET ?? "" })

/** The mail holds a link and a code. */
const mail = Email({ server: process.env.EMAIL_SERVER ?? "", from: "Demo <no-reply@demo.example>", code: true })

/** Any OpenID provider, by its address. */
const openIdProvider = {
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

/** Which ways in the environment has set up. With `countersign dev` nobody is registered anywhere. */
export const waysIn = {
  gitHub: Boolean(process.env.COUNTERSIGN_DEV || process.env.GITHUB_ID),
  mail: Boolean(process.env.EMAIL_SERVER),
  openId: Boolean(process.env.OIDC_ISSUER),
  /** Where mails are, in development. */
  mailbox: process.env.COUNTERSIGN_DEV ? `${process.env.COUNTERSIGN_DEV}/mails` : null,
}

/** How people sign in to this app, and what their session holds. */
export const authOptions: NextAuthOptions = {
  adapter,
  policy,
  providers: [
    ...(waysIn.gitHub ? [gitHub] : []),
    ...(waysIn.mail ? [mail] : []),
    ...(waysIn.openId ? [openIdProvider] : []),
    demoPerson,
  ],
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

export const { protect, protectPage, requireSession } = createGuards(authOptions)

/** What `update()` sends comes from the browser, so only the one field that people may choose is taken from it. */
function nameFrom(sent: unknown): string | undefined {
  if (typeof sent !== "object" || sent === null || !("name" in sent)) return undefined
  return String(sent.name).trim().slice(0, 30) || undefined
}
