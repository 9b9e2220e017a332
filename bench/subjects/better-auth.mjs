/**
 * Better Auth, from npm. Its session is kept in memory and, signed, in a cookie that it reads instead (`cookieCache`): what it has
 * nearest to a session in a cookie. Its sealed tokens are its own JWEs.
 */
import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"
import { tokensOf } from "./tokens.mjs"

const fromPeers = createRequire(new URL("../peers/package.json", import.meta.url))
const load = (name) => import(pathToFileURL(fromPeers.resolve(name)).href)

const salt = "bench"
const lifetime = 2_592_000
const sessionCookie = "better-auth.session_data"
const ada = { email: "ada@example.com", name: "Ada Lovelace", password: "a-password-of-the-benchmark" }

export async function createSubject(secret) {
  const [
    { betterAuth },
    { memoryAdapter },
    { symmetricDecodeJWT, symmetricEncodeJWT },
    { getCookieCache },
    { toNodeHandler },
  ] = await Promise.all(
    ["better-auth", "better-auth/adapters/memory", "better-auth/crypto", "better-auth/cookies", "better-auth/node"].map(
      load,
    ),
  )
  const auth = betterAuth({
    secret,
    baseURL: "http://localhost:3000",
    database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
    emailAndPassword: { enabled: true },
    session: { cookieCache: { enabled: true, maxAge: 86_400 } },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
  })
  const encode = (token) => symmetricEncodeJWT(token, secret, salt, lifetime)
  const { headers } = await auth.api.signUpEmail({ body: ada, returnHeaders: true })
  const cookies = headers.getSetCookie().map((one) => one.split(";", 1)[0])
  const cookieNamed = (name) => cookies.find((one) => one.startsWith(`${name}=`)).slice(name.length + 1)
  const signedIn = `${cookieNamed(sessionCookie)}; better-auth.session_token=${cookieNamed("better-auth.session_token")}`

  const getToken = async (requestHeaders) => {
    const cache = await getCookieCache(requestHeaders, { secret, isSecure: false })
    return cache && { ...cache.user, sub: "42" }
  }
  return {
    sessionCookie,
    readsWeb: true,
    path: "/api/auth/get-session",
    tokens: (claims, count) => tokensOf(encode, claims, count ?? 200),
    sessions: async () => [signedIn],
    encode,
    decode: (token) => symmetricDecodeJWT(token, secret, salt),
    request: (requestHeaders) => new Headers(requestHeaders),
    getToken,
    getServerSession: (requestHeaders) => auth.api.getSession({ headers: new Headers(requestHeaders) }),
    async middleware(request) {
      if (request.nextUrl.pathname.startsWith("/_next/")) return undefined
      if (await getCookieCache(request, { secret, isSecure: false })) return undefined
      return Response.redirect(new URL("/api/auth/signin", request.nextUrl.origin), 307)
    },
    answerSession: toNodeHandler(auth),
  }
}
