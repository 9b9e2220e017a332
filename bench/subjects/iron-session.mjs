/** iron-session, from npm: a sealed cookie and nothing above it. */
import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"
import { tokensOf } from "./tokens.mjs"

const fromPeers = createRequire(new URL("../peers/package.json", import.meta.url))
const { getIronSession, sealData, unsealData } = await import(pathToFileURL(fromPeers.resolve("iron-session")).href)

const cookieName = "iron-session"

export function createSubject(password) {
  const seal = (claims) => sealData(claims, { password })
  return {
    sessionCookie: cookieName,
    tokens: (claims, count) => tokensOf(seal, claims, count ?? 200),
    encode: seal,
    decode: (token) => unsealData(token, { password }),
    async getToken(req) {
      const session = await getIronSession(req, new Response(), { password, cookieName })
      return session.sub ? session : null
    },
  }
}
