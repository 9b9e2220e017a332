/** The calls as data: who is called, with what, what the right answer is, and what it may cost. */
import { strictEqual } from "node:assert"
import {
  companions,
  cookieHeader,
  largeClaims,
  middlewareRequests,
  PagesRequest,
  PagesResponse,
  smallClaims,
} from "./material.mjs"

const isAda = (claims) => strictEqual(claims?.sub, "42")
const isNobody = (answer) => strictEqual(answer ?? null, null)
export const isAdasSession = (session) => strictEqual((session?.user ?? session).email, "ada@example.com")
const passes = (answer) => strictEqual(answer?.headers.get("location") ?? null, null)
const isRedirect = (answer) => strictEqual(new URL(answer.headers.get("location")).origin, "http://localhost:3000")

const libraries = ["floor", "countersign", "next-auth-v4", "auth-js-v5", "better-auth", "iron-session"]
const authJs = libraries.slice(0, 4)
const v4Only = libraries.slice(0, 3)

/** One after the other, and then from the beginning. */
function cycle(items) {
  let next = 0
  return () => items[next++ % items.length]
}

/** What a subject's cookie holds: its token, or something of its own. */
export const sessionsOf = (subject, claims, count) => (subject.sessions ?? subject.tokens)(claims, count)

const encodeCase = (name, claims, goals) => ({
  name,
  by: libraries,
  goals,
  operation: (subject) => () => subject.encode(claims),
  check: async (token, subject) => isAda(await subject.decode(token)),
})

const decodeCase = (name, claims, by, goals, tokens) => ({
  name,
  by,
  goals,
  async operation(subject) {
    const next = cycle(await subject.tokens(claims, tokens))
    return () => subject.decode(next())
  },
  check: isAda,
})

/** `headersWith`: the request's headers, given a token; `spoil`: makes of a good token one that must be refused. */
const getTokenCase = (
  name,
  headersWith,
  { by = authJs, goals = {}, claims = smallClaims, tokens, spoil, check = isAda } = {},
) => ({
  name,
  by,
  goals,
  async operation(subject) {
    const found = await sessionsOf(subject, claims, tokens)
    const next = cycle(found.map((token) => headersWith(spoil ? spoil(token) : token, subject.sessionCookie)))
    return () => subject.getToken(subject.request(next()))
  },
  check,
})

const among = (others) => (token, name) => ({ cookie: cookieHeader(others, name, token) })
const asBearer = (token) => ({ cookie: cookieHeader(10), authorization: `Bearer ${token}` })
const withoutToken = () => ({ host: "localhost:3000", cookie: cookieHeader(10) })

/** A returning browser: its session, what else next-auth v4 has given it, and ten cookies that are not ours. */
export const signedInHeaders = (token, name) => ({
  host: "localhost:3000",
  cookie: [cookieHeader(10, name, token), ...companions].join("; "),
})

const serverSessionCase = (name, read, headersWith, { by = libraries.slice(0, 5), goals, check }) => ({
  name,
  by,
  goals,
  async operation(subject) {
    const next = cycle(
      (await sessionsOf(subject, smallClaims)).map((token) => headersWith(token, subject.sessionCookie)),
    )
    return subject.readsWeb
      ? () => subject[read](next())
      : () => subject[read](new PagesRequest(next()), new PagesResponse())
  },
  check,
})

/** The requests are made beforehand: one costs more than a decision. */
const middlewareCase = (name, path, headersWith, goals, check) => ({
  name,
  by: libraries.slice(0, 5),
  goals,
  async operation(subject) {
    const headers = (await sessionsOf(subject, smallClaims)).map((token) => headersWith(token, subject.sessionCookie))
    const next = cycle(middlewareRequests(path, headers))
    return () => subject.middleware(next())
  },
  check,
})

const tampered = (token) => token.slice(0, 100) + (token[100] === "A" ? "B" : "A") + token.slice(101)
const truncated = (token) => token.slice(0, -40)
const expiredClaims = { ...smallClaims, exp: 1_700_000_000 }
const once = 1
const { getToken, refused, session } = {
  getToken: { overFloor: 1.4, "next-auth-v4": 11 },
  refused: { overFloor: 1.2, "next-auth-v4": 8 },
  session: { overFloor: 1.6, "next-auth-v4": 14 },
}
const sealing = { overFloor: 1.4, "next-auth-v4": 8 }
/** Reading and writing that much JSON costs so much that the floor itself is two to three times as fast as next-auth 4, and no more. */
const ofLarge = { overFloor: 1.4 }
const again = { overFloor: 0.5, "next-auth-v4": 30 }
const nobody = { overFloor: 5, "next-auth-v4": 25 }

export const callCases = [
  encodeCase("encode-small", smallClaims, sealing),
  encodeCase("encode-6kb", largeClaims, ofLarge),
  decodeCase("decode-small", smallClaims, libraries, sealing),
  decodeCase("decode-6kb", largeClaims, libraries, ofLarge),
  decodeCase("decode-again", smallClaims, v4Only, again, once),
  getTokenCase("getToken-10-cookies", among(10), { by: libraries, goals: getToken }),
  getTokenCase("getToken-30-cookies", among(30), { goals: getToken }),
  getTokenCase("getToken-chunked", among(10), { goals: ofLarge, claims: largeClaims }),
  getTokenCase("getToken-bearer", asBearer, { goals: getToken }),
  getTokenCase("getToken-again", among(10), { by: v4Only, goals: again, tokens: once }),
  getTokenCase("getToken-tampered", among(10), { by: authJs, goals: refused, spoil: tampered, check: isNobody }),
  getTokenCase("getToken-truncated", among(10), { by: authJs, goals: refused, spoil: truncated, check: isNobody }),
  getTokenCase("getToken-expired", among(10), { by: v4Only, goals: refused, claims: expiredClaims, check: isNobody }),
  getTokenCase("getToken-none", withoutToken, { by: libraries, goals: nobody, check: isNobody }),
  serverSessionCase("getServerSession-jwt", "getServerSession", signedInHeaders, {
    goals: session,
    check: isAdasSession,
  }),
  serverSessionCase("getServerSession-not-due", "readServerSession", signedInHeaders, {
    by: v4Only,
    goals: session,
    check: isAdasSession,
  }),
  serverSessionCase("getServerSession-nobody", "getServerSession", withoutToken, { goals: nobody, check: isNobody }),
  middlewareCase("middleware-public", "/_next/image", signedInHeaders, { overFloor: 10, "next-auth-v4": 5 }, passes),
  middlewareCase("middleware-signed-in", "/dashboard", signedInHeaders, { overFloor: 1.3, "next-auth-v4": 12 }, passes),
  middlewareCase(
    "middleware-redirect",
    "/dashboard?tab=1",
    withoutToken,
    { overFloor: 2, "next-auth-v4": 3 },
    isRedirect,
  ),
]
