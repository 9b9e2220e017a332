/** Countersign as it is built, imported as an app imports it. */
import NextAuth, { getServerSession } from "countersign"
import { decode, encode, getToken } from "countersign/jwt"
import { withAuth } from "countersign/middleware"
import GitHub from "countersign/providers/github"
import { issue } from "./floor.mjs"
import { libraryReading, storedBy } from "./stored.mjs"
import { tokensOf } from "./tokens.mjs"

export function createSubject(secret) {
  const options = { secret, providers: [GitHub({ clientId: "id", clientSecret: "secret" })] }
  const notDue = { ...options, session: { strategy: "jwt", updateAge: 86_400 } }
  const handler = NextAuth(options)
  return {
    tokens: (claims, count) => tokensOf((one) => issue(one, secret), claims, count),
    encode: (token) => encode({ token, secret }),
    decode: (token) => decode({ token, secret }),
    getToken: (req) => getToken({ req, secret }),
    getServerSession: (req, res) => getServerSession(req, res, options),
    readServerSession: (req, res) => getServerSession(req, res, notDue),
    middleware: withAuth({ secret }),
    answerSession: (req, res) => handler(req, res),
    ...storedBy((store, note) =>
      libraryReading(store, { read: getServerSession, options: { providers: options.providers } }, note),
    ),
  }
}
