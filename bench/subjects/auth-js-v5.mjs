/** Auth.js 5, from npm: `@auth/core`, and next-auth 5 for its middleware. Its tokens are its own: A256CBC-HS512. */
import { createRequire, register } from "node:module"
import { pathToFileURL } from "node:url"
import { libraryReading, storedBy } from "./stored.mjs"
import { tokensOf } from "./tokens.mjs"
import { answerBy } from "./web-server.mjs"

const fromPeers = createRequire(new URL("../peers/package.json", import.meta.url))
const load = (name) => import(pathToFileURL(fromPeers.resolve(name)).href)

/** next-auth 5 names files of Next.js as only a bundler finds them. */
register(
  `data:text/javascript,${encodeURIComponent(
    `export const resolve = (name, context, next) => next(/^next\\/[a-z]+$/.test(name) ? name + ".js" : name, context)`,
  )}`,
)

const sessionCookie = "authjs.session-token"

export async function createSubject(secret) {
  const [{ Auth }, { decode, encode, getToken }, { default: GitHub }, { default: NextAuth }] = await Promise.all(
    ["@auth/core", "@auth/core/jwt", "@auth/core/providers/github", "next-auth-v5"].map(load),
  )
  const config = {
    secret,
    trustHost: true,
    basePath: "/api/auth",
    providers: [GitHub({ clientId: "id", clientSecret: "secret" })],
    callbacks: { authorized: ({ auth }) => Boolean(auth) },
  }
  const { auth } = NextAuth({ ...config })
  const decide = auth((request) => {
    if (request.auth || request.nextUrl.pathname.startsWith("/_next/")) return undefined
    return Response.redirect(new URL("/api/auth/signin", request.nextUrl.origin))
  })
  const read = async (headers, options) => {
    const request = new Request("http://localhost:3000/api/auth/session", { headers })
    return (await Auth(request, { ...options })).json()
  }
  const library = {
    read: ({ headers }, _, options) => read(headers, options),
    options: config,
    cookieName: sessionCookie,
  }
  return {
    sessionCookie,
    readsWeb: true,
    tokens: (claims, count) =>
      tokensOf((token) => encode({ token, secret, salt: sessionCookie }), claims, count ?? 200),
    encode: (token) => encode({ token, secret, salt: sessionCookie }),
    decode: (token) => decode({ token, secret, salt: sessionCookie }),
    request: (headers) => ({ headers: new Headers(headers) }),
    getToken: (req) => getToken({ req, secret, cookieName: sessionCookie, salt: sessionCookie }),
    getServerSession: (headers) => read(headers, config),
    middleware: (request) => decide(request, {}),
    answerSession: answerBy((request) => Auth(request, { ...config })),
    ...storedBy((store, note) => libraryReading(store, library, note)),
  }
}
