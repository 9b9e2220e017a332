import type { NextAuthOptions } from "countersign"
import Credentials from "countersign/providers/credentials"

interface LocalProfile {
  sub: string
  name: string
  email?: string
  role: "member" | "admin"
}

const demoPerson = Credentials({
  name: "name and password",
  credentials: {
    username: { label: "Username", type: "text", placeholder: "demo", autocomplete: "username" },
    password: { label: "Password", type: "password", placeholder: "demo", autocomplete: "current-password" },
  },
  authorize: (answers) =>
    answers?.username === "demo" && answers.password === "demo"
      ? { id: "demo", name: "Demo Person", role: "member" }
      : null,
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
  profile: ({ sub, name, email, role }: LocalProfile) => ({ id: sub, name, email: email ?? null, role }),
}

/** How people sign in to this app, and what their session holds. */
export const authOptions: NextAuthOptions = {
  providers: process.env.OIDC_ISSUER ? [localProvider, demoPerson] : [demoPerson],
  theme: { colorScheme: "auto", brandColor: "#0f6b4f", buttonText: "#ffffff", logo: "/logo.svg" },
  callbacks: {
    jwt({ token, user, trigger, session }) {
      if (user) token.role = user.role ?? "member"
      if (trigger === "update") token.nickname = nicknameFrom(session)
      return token
    },
    session({ session, token }) {
      session.user.id = token.sub ?? ""
      session.user.role = token.role ?? "member"
      if (token.nickname) session.user.nickname = token.nickname
      return session
    },
  },
}

/** What `update()` sends comes from the browser, so only the one field that people may choose is taken from it. */
function nicknameFrom(sent: unknown): string | undefined {
  if (typeof sent !== "object" || sent === null || !("nickname" in sent)) return undefined
  const nickname = String(sent.nickname).trim().slice(0, 30)
  return nickname || undefined
}
