/** next-auth 4, from npm, as an app imports it. */
import nextAuth from "next-auth-v4"
import jwt from "next-auth-v4/jwt"
import github from "next-auth-v4/providers/github"
import { countQueries, libraryReading } from "./stored.mjs"

export function createSubject(secret) {
  const options = { secret, providers: [github.default({ clientId: "id", clientSecret: "secret" })] }
  const handler = nextAuth.default(options)
  return {
    encode: (token) => jwt.encode({ token, secret }),
    decode: (token) => jwt.decode({ token, secret }),
    getToken: (req) => jwt.getToken({ req, secret }),
    getServerSession: (req, res) => nextAuth.getServerSession(req, res, options),
    answerSession: (req, res) => handler(req, res),
    readStored: (store) => libraryReading(store, nextAuth.getServerSession, options.providers),
    countQueries: (store) => countQueries(store, nextAuth.getServerSession, options.providers),
  }
}
