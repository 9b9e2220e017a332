/** Countersign as it is built, imported as an app imports it. */
import NextAuth, { getServerSession } from "countersign"
import { decode, encode, getToken } from "countersign/jwt"
import GitHub from "countersign/providers/github"
import { countQueries, libraryReading } from "./stored.mjs"

export function createSubject(secret) {
  const options = { secret, providers: [GitHub({ clientId: "id", clientSecret: "secret" })] }
  const handler = NextAuth(options)
  return {
    encode: (token) => encode({ token, secret }),
    decode: (token) => decode({ token, secret }),
    getToken: (req) => getToken({ req, secret }),
    getServerSession: (req, res) => getServerSession(req, res, options),
    answerSession: (req, res) => handler(req, res),
    readStored: (store) => libraryReading(store, getServerSession, options.providers),
    countQueries: (store) => countQueries(store, getServerSession, options.providers),
  }
}
