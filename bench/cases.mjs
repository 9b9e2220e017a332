/** The cases as data: what is called, with what, and what the right answer is. */
import { strictEqual } from "node:assert"
import {
  companions,
  cookieHeader,
  largeClaims,
  largeToken,
  PagesRequest,
  PagesResponse,
  secret,
  smallClaims,
  smallToken,
  tamperedToken,
} from "./material.mjs"
import { engines } from "./stores.mjs"
import { open } from "./subjects/floor.mjs"

const isAda = (claims) => strictEqual(claims?.sub, "42")
const isNobody = (answer) => strictEqual(answer, null)
const isAdasToken = (token) => isAda(open(token, secret))
const isAdasSession = (session) => strictEqual(session?.user.email, "ada@example.com")

const encodeCase = (name, claims) => ({
  name,
  operation: (subject) => () => subject.encode(claims),
  check: isAdasToken,
})

const decodeCase = (name, token) => ({
  name,
  operation: (subject) => () => subject.decode(token),
  check: isAda,
})

const getTokenCase = (name, headers, check = isAda) => ({
  name,
  operation: (subject) => () => subject.getToken(new PagesRequest(headers)),
  check,
})

const serverSessionCase = (name, headers, check) => ({
  name,
  operation: (subject) => () => subject.getServerSession(new PagesRequest(headers), new PagesResponse()),
  check,
})

export const signedInHeaders = {
  host: "localhost:3000",
  cookie: [cookieHeader(10, smallToken), ...companions].join("; "),
}

/** Calls inside one process. */
export const cases = [
  encodeCase("encode-small", smallClaims),
  encodeCase("encode-6kb", largeClaims),
  decodeCase("decode-small", smallToken),
  decodeCase("decode-6kb", largeToken),
  getTokenCase("getToken-10-cookies", { cookie: cookieHeader(10, smallToken) }),
  getTokenCase("getToken-30-cookies", { cookie: cookieHeader(30, smallToken) }),
  getTokenCase("getToken-chunked", { cookie: cookieHeader(10, largeToken) }),
  getTokenCase("getToken-bearer", { cookie: cookieHeader(10), authorization: `Bearer ${smallToken}` }),
  getTokenCase("getToken-tampered", { cookie: cookieHeader(10, tamperedToken) }, isNobody),
  getTokenCase("getToken-none", { cookie: cookieHeader(10) }, isNobody),
  serverSessionCase("getServerSession-jwt", signedInHeaders, isAdasSession),
  serverSessionCase("getServerSession-nobody", { host: "localhost:3000", cookie: cookieHeader(10) }, isNobody),
]

/** A session that a store keeps, read in one process. */
export const storedCases = engines.map((engine) => ({
  name: `stored-${engine}`,
  engine,
  operation: (subject) => subject.readStored(),
  check: isAdasSession,
}))

/** `GET /api/auth/session` over loopback. */
export const httpCases = [{ name: "http-session", headers: signedInHeaders, check: isAdasSession }]
