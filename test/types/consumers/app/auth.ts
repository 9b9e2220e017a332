import type { IncomingMessage, ServerResponse } from "node:http"
import NextAuth, {
  type Account,
  type AuthOptions,
  type CallbacksOptions,
  type CookiesOptions,
  type EventCallbacks,
  getServerSession,
  type NextAuthOptions,
  type PagesOptions,
  type Profile,
  type Session,
  type SessionOptions,
  type User,
  unstable_getServerSession,
} from "next-auth"
import type { Adapter, AdapterAccount, AdapterSession, AdapterUser, VerificationToken } from "next-auth/adapters"
import { getServerSession as fromNext } from "next-auth/next"
import type { Provider } from "next-auth/providers"
import Credentials from "next-auth/providers/credentials"
import GitHub, { type GithubProfile } from "next-auth/providers/github"
import Google, { type GoogleProfile } from "next-auth/providers/google"
import type { OAuthConfig, OAuthUserConfig } from "next-auth/providers/oauth"
import type {} from "./augment.js"

/** Fails to compile unless both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const isTrue = <T extends true>(value?: T): T | undefined => value

interface CorpProfile {
  sub: string
  mail: string
}

function Corp(options: OAuthUserConfig<CorpProfile>): OAuthConfig<CorpProfile> {
  return {
    id: "corp",
    name: "Corp",
    type: "oauth",
    wellKnown: "https://id.example.com/.well-known/openid-configuration",
    authorization: { params: { scope: "openid email" } },
    idToken: true,
    checks: ["pkce", "state"],
    profile: (profile) => ({ id: profile.sub, email: profile.mail }),
    options,
  }
}

const providers: Provider[] = [
  GitHub({
    clientId: "id",
    clientSecret: "secret",
    profile: (profile: GithubProfile) => ({ id: String(profile.id), name: profile.login, role: "member" as const }),
  }),
  Google<GoogleProfile>({ clientId: "id", clientSecret: "secret", allowDangerousEmailAccountLinking: true }),
  Corp({ clientId: "id", clientSecret: "secret" }),
  Credentials({
    name: "Password",
    credentials: { username: { label: "Name", type: "text" }, password: { label: "Password", type: "password" } },
    async authorize(credentials, req) {
      isTrue<Same<typeof credentials, Record<"username" | "password", string> | undefined>>()
      const agent = req.headers?.["user-agent"]
      return agent && credentials?.password === "right" ? { id: "1", name: credentials.username } : null
    },
  }),
]

export const authOptions: NextAuthOptions = {
  providers,
  secret: process.env.NEXTAUTH_SECRET,
  session: { strategy: "jwt", maxAge: 3600, updateAge: 60 },
  jwt: { maxAge: 3600 },
  pages: { signIn: "/login", error: "/problem" },
  theme: { colorScheme: "auto", brandColor: "#123456" },
  debug: false,
  useSecureCookies: true,
  cookies: {
    sessionToken: { name: "session", options: { httpOnly: true, sameSite: "lax", path: "/", secure: true } },
  },
  callbacks: {
    async signIn({ user, account, profile, email, credentials }) {
      isTrue<Same<(typeof user)["id"], string>>()
      if (email?.verificationRequest) return "/no-mail"
      return Boolean(user.role ?? account?.tenant ?? profile?.nickname ?? credentials)
    },
    redirect: ({ url, baseUrl }) => (url.startsWith(baseUrl) ? url : baseUrl),
    async jwt({ token, user, trigger, session }) {
      if (user) token.role = user.role
      if (trigger === "update") token.name = String(session)
      return token
    },
    session({ session, token }) {
      session.user.role = token.role ?? "member"
      session.user.id = token.sub ?? ""
      return session
    },
  },
  events: {
    signIn: ({ user, isNewUser }) => void (isNewUser && user.email),
    signOut: ({ token }) => void token?.sub,
    session: ({ session }) => void session.user.role,
  },
  logger: { error: (code, metadata) => void (code && metadata), warn: () => {}, debug: () => {} },
}

export default NextAuth(authOptions)

const handler = NextAuth(authOptions)

export { handler as GET, handler as POST }

export async function readers(req: IncomingMessage & { cookies: Record<string, string> }, res: ServerResponse) {
  const inPage = await getServerSession(req, res, authOptions)
  isTrue<Same<typeof inPage, Session | null>>()
  const inComponent = await fromNext(authOptions)
  const role: "admin" | "member" | undefined = inComponent?.user.role
  const bare = await getServerSession()
  const old = await unstable_getServerSession(req, res, authOptions)
  return [inPage?.user.id, role, bare?.expires, old?.user.email]
}

export const satisfied = { providers } satisfies AuthOptions
export type Parts = CallbacksOptions & EventCallbacks & PagesOptions & Partial<CookiesOptions> & Partial<SessionOptions>
export type Nouns = [Account, Profile, User, AdapterAccount, AdapterSession, AdapterUser, VerificationToken]

export const adapter: Adapter = {
  createUser: async (user: Omit<AdapterUser, "id">) => ({ ...user, id: "1" }),
  getUser: async () => null,
}

// @ts-expect-error a strategy that does not exist
export const impossible: AuthOptions = { providers, session: { strategy: "cookie" } }

// @ts-expect-error options without providers
export const empty: AuthOptions = {}
