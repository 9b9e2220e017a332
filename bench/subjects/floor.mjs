/**
 * The floor: synchronous `node:crypto`, written for nothing but the benchmark.
 *
 * The tokens are those of next-auth v4 (JWE, `dir`, A256GCM). The key is derived once; there are no options, callbacks,
 * logs, chunk rules or error messages. Nothing that keeps the format and checks each token can cost less.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomFillSync, randomUUID } from "node:crypto"
import { driverReading } from "./stored.mjs"
import { tokensOf } from "./tokens.mjs"

const header = Buffer.from('{"alg":"dir","enc":"A256GCM"}').toString("base64url")
const aad = Buffer.from(header)
const keys = new Map()

function keyOf(secret) {
  let key = keys.get(secret)
  if (!key) {
    key = Buffer.from(hkdfSync("sha256", secret, "", "NextAuth.js Generated Encryption Key", 32))
    keys.set(secret, key)
  }
  return key
}

const randomPool = Buffer.alloc(12 * 256)
let poolUsed = randomPool.length

function nextIv() {
  if (poolUsed === randomPool.length) {
    randomFillSync(randomPool)
    poolUsed = 0
  }
  poolUsed += 12
  return randomPool.subarray(poolUsed - 12, poolUsed)
}

export function seal(claims, secret) {
  const iv = nextIv()
  const cipher = createCipheriv("aes-256-gcm", keyOf(secret), iv)
  cipher.setAAD(aad)
  const ciphertext = cipher.update(JSON.stringify(claims), "utf8")
  cipher.final()
  return `${header}..${iv.toString("base64url")}.${ciphertext.toString("base64url")}.${cipher.getAuthTag().toString("base64url")}`
}

function isAuthentic(decipher) {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    decipher.final()
    return true
  } catch {
    return false
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

export function open(token, secret) {
  const ivEnd = header.length + 18
  const tagStart = token.length - 22
  if (!token.startsWith(header)) return null
  const iv = Buffer.from(token.slice(header.length + 2, ivEnd), "base64url")
  const decipher = createDecipheriv("aes-256-gcm", keyOf(secret), iv)
  decipher.setAAD(aad)
  decipher.setAuthTag(Buffer.from(token.slice(tagStart), "base64url"))
  const plaintext = decipher.update(Buffer.from(token.slice(ivEnd + 1, tagStart - 1), "base64url"))
  if (!isAuthentic(decipher)) return null
  const claims = JSON.parse(plaintext.toString())
  return claims.exp > Date.now() / 1000 ? claims : null
}

/** The value of a cookie, or its chunks joined: one pass, with no regard for names that only look alike. */
function cookieValue(cookies, name) {
  const start = cookies?.indexOf(`${name}=`) ?? -1
  if (start !== -1) return until(cookies, start + name.length + 1)
  let joined = ""
  for (let i = 0, from = 0; cookies; i++) {
    const at = cookies.indexOf(`${name}.${i}=`, from)
    if (at === -1) break
    from = at + name.length + 3
    joined += until(cookies, from)
  }
  return joined === "" ? undefined : joined
}

function until(cookies, start) {
  const end = cookies.indexOf(";", start)
  return cookies.slice(start, end === -1 ? undefined : end)
}

const cookieName = "next-auth.session-token"
const lifetime = 2_592_000

/** A token as next-auth v4 issues it; `exp`, where the claims have none, in 30 days. */
export function issue(claims, secret) {
  const now = Math.floor(Date.now() / 1000)
  return seal({ exp: now + lifetime, ...claims, iat: now, jti: randomUUID() }, secret)
}

export function createSubject(secret) {
  const reseal = (claims) => {
    const now = Math.floor(Date.now() / 1000)
    return seal({ ...claims, iat: now, exp: now + lifetime, jti: randomUUID() }, secret)
  }

  const getToken = ({ headers }) => {
    const token = cookieValue(headers.cookie, cookieName) ?? headers.authorization?.slice(7)
    return token ? open(token, secret) : null
  }

  const sessionOf = ({ name, email, picture }, expires) => ({
    user: { name, email, image: picture },
    expires: expires.toISOString(),
  })

  /** Reads the session and extends it, as next-auth v4 does at every read. */
  const getServerSession = (req, res) => {
    const claims = getToken(req)
    if (!claims) return null
    const expires = new Date(Date.now() + lifetime * 1000)
    const cookie = `${cookieName}=${reseal(claims)}; Path=/; Expires=${expires.toUTCString()}; HttpOnly; SameSite=Lax`
    res.setHeader("Set-Cookie", cookie)
    return sessionOf(claims, expires)
  }

  /** Reads it and leaves it. */
  const readServerSession = (req) => {
    const claims = getToken(req)
    return claims && sessionOf(claims, new Date(claims.exp * 1000))
  }

  /** With the headers that next-auth v4 answers with, and the `Vary` that it forgets. */
  const answerSession = (req, res) => {
    const body = JSON.stringify(getServerSession(req, res) ?? {})
    res.setHeader("Content-Type", "application/json; charset=utf-8")
    res.setHeader("Cache-Control", "private, no-cache, no-store")
    res.setHeader("Pragma", "no-cache")
    res.setHeader("Expires", "0")
    res.setHeader("Vary", "Cookie")
    res.end(body)
  }

  const middleware = ({ nextUrl: { pathname, search, origin }, headers }) => {
    if (pathname.startsWith("/_next/")) return undefined
    const token = cookieValue(headers.get("cookie") ?? "", cookieName)
    if (token && open(token, secret)) return undefined
    const location = `${origin}/api/auth/signin?callbackUrl=${encodeURIComponent(pathname + search)}`
    return new Response(null, { status: 307, headers: { location } })
  }

  return {
    tokens: (claims, count) => tokensOf((one) => issue(one, secret), claims, count),
    encode: reseal,
    decode: (token) => open(token, secret),
    getToken,
    getServerSession,
    readServerSession,
    middleware,
    answerSession,
    readStored: driverReading,
  }
}
