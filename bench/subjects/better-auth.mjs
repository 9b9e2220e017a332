/**
 * Better Auth, from npm. Where the session is to be in a cookie, it is kept in memory and, signed, in a cookie that it reads instead
 * (`cookieCache`): what it has nearest. Its sealed tokens are its own JWEs.
 */
import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"
import { cookieHeader } from "../material.mjs"
import { storedBy } from "./stored.mjs"
import { kyselyFor } from "./stored-adapters.mjs"
import { tokensOf } from "./tokens.mjs"

const fromPeers = createRequire(new URL("../peers/package.json", import.meta.url))
const load = (name) => import(pathToFileURL(fromPeers.resolve(name)).href)

const salt = "bench"
const lifetime = 2_592_000
const [sessionCookie, tokenCookie] = ["better-auth.session_data", "better-auth.session_token"]

/** Reads a session that a store keeps: each time, without `cookieCache`. */
async function storedReading(store, secret, note) {
  const { inMemory, openBetterAuth } = await import("../peers/better-auth.mjs")
  const { auth, cookies } = await openBetterAuth({ secret, database: await databaseOf(store, inMemory, note) })
  const cookie = cookieHeader(10, tokenCookie, cookies.get(tokenCookie))
  return () => auth.api.getSession({ headers: new Headers({ host: "localhost:3000", cookie }) })
}

async function databaseOf(store, inMemory, note) {
  if (store.engine === "memory") return inMemory()
  const { kysely: module } = await import("../peers/adapters.mjs")
  const { dialect, kysely } = await kyselyFor(module, store, note)
  return { db: kysely, type: dialect }
}

export async function createSubject(secret) {
  const [{ symmetricDecodeJWT, symmetricEncodeJWT }, { getCookieCache }, { toNodeHandler }] = await Promise.all(
    ["better-auth/crypto", "better-auth/cookies", "better-auth/node"].map(load),
  )
  const { inMemory, openBetterAuth } = await import("../peers/better-auth.mjs")
  const cookieCache = { enabled: true, maxAge: 86_400 }
  const { auth, cookies } = await openBetterAuth({ secret, database: inMemory(), cookieCache })
  const encode = (token) => symmetricEncodeJWT(token, secret, salt, lifetime)
  const signedIn = `${cookies.get(sessionCookie)}; ${tokenCookie}=${cookies.get(tokenCookie)}`

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
    ...storedBy((store, note) => storedReading(store, secret, note)),
  }
}
