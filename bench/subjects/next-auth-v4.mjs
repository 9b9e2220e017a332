/** next-auth 4, from npm, as an app imports it. */
import nextAuth from "next-auth-v4"
import jwt from "next-auth-v4/jwt"
import middleware from "next-auth-v4/middleware"
import github from "next-auth-v4/providers/github"
import { issue } from "./floor.mjs"
import { libraryReading, storedBy } from "./stored.mjs"
import { tokensOf } from "./tokens.mjs"

export function createSubject(secret) {
  const options = { secret, providers: [github.default({ clientId: "id", clientSecret: "secret" })] }
  const handler = nextAuth.default(options)
  const getServerSession = (req, res) => nextAuth.getServerSession(req, res, options)
  return {
    tokens: (claims, count) => tokensOf((one) => issue(one, secret), claims, count),
    encode: (token) => jwt.encode({ token, secret }),
    decode: (token) => jwt.decode({ token, secret }),
    getToken: (req) => jwt.getToken({ req, secret }),
    getServerSession,
    readServerSession: getServerSession, // it knows no other reading than one that extends
    middleware: (request) => middleware.withAuth(request, { secret }),
    answerSession: (req, res) => handler(req, res),
    ...storedBy((store, note) =>
      libraryReading(store, { read: nextAuth.getServerSession, options: { providers: options.providers } }, note),
    ),
  }
}
