/** Who asks: nobody, people with tokens that are worth nothing, and people with the app's own sessions. */

import { randomBytes } from "node:crypto"
import type { Line } from "../../core/contracts/policy.js"
import { encode } from "../../core/crypto/token.js"
import type { Session } from "../../core/model.js"
import { sessionCookieName } from "../../core/options/cookie-options.js"

export interface Visitor {
  readonly name: string
  readonly headers: Readonly<Record<string, string>>
  /** The session that the app should see; `null` for whoever should be nobody. */
  readonly session: Session | null
  /** Seconds since the epoch. */
  readonly authTime: number | null
  /** Why it matters when this visitor is served what the policy keeps. */
  readonly why: string
}

export interface Minting {
  readonly secret: string
  /** Name of the session cookie; `undefined` for the usual ones. */
  readonly cookie: string | undefined
  /** Claims beside the usual ones. `visitor` is `null` for everybody who is signed in. */
  readonly claims: readonly { readonly visitor: string | null; readonly name: string; readonly value: string }[]
}

type Claims = Readonly<Record<string, unknown>>

/** Seconds. */
const [hour, year] = [3600, 31_536_000]

export async function mintVisitors(lines: readonly Line[], minting: Minting): Promise<readonly Visitor[]> {
  const roles = rolesIn(lines)
  const nobody = { name: "nobody", headers: {}, session: null, authTime: null, why: "no layer asks who it is" }
  return [nobody, ...(await mintForgeries(roles, minting)), ...(await mintPeople(lines, roles, minting))]
}

/** Of `role("admin", "editor")`, as the rules say it themselves. */
export function rolesIn(lines: readonly Line[]): readonly string[] {
  const found = lines.flatMap(({ rule }) => [...rule.label.matchAll(/\brole\(((?:"(?:[^"\\]|\\.)*"(?:, )?)+)\)/g)])
  return [...new Set(found.flatMap(([, names]) => JSON.parse(`[${names}]`) as string[]))]
}

/** Each claims to have every role: whoever believes it shows it everywhere. */
async function mintForgeries(roles: readonly string[], minting: Minting): Promise<readonly Visitor[]> {
  const { secret } = minting
  const token = claimsOf({ role: roles[0], roles }, null, minting)
  const otherSecret = randomBytes(32).toString("hex")
  const forgery = (name: string, sealed: string, why: string, cookie = minting.cookie): Visitor => ({
    name,
    headers: cookieHeader(sealed, cookie),
    session: null,
    authTime: null,
    why,
  })
  return [
    forgery("garbage", randomBytes(48).toString("base64url"), "any token at all is taken for a session"),
    forgery("other-secret", await encode({ token, secret: otherSecret }), "tokens that anybody seals are believed"),
    forgery("expired", await encode({ token, secret, maxAge: -hour }), "a token that has expired still opens it"),
    forgery(
      "other-purpose",
      await encode({ token, secret, salt: "next-auth.state" }),
      "a token that was sealed for another purpose is taken for a session",
    ),
    forgery(
      "other-app",
      await encode({ token, secret }),
      "the cookie of another app is read",
      "another-app.session-token",
    ),
  ]
}

async function mintPeople(
  lines: readonly Line[],
  roles: readonly string[],
  minting: Minting,
): Promise<readonly Visitor[]> {
  const person = async (name: string, given: Claims, why: string): Promise<Visitor> => {
    const claims = claimsOf(given, name, minting)
    const sealed = await encode({ token: claims, secret: minting.secret, maxAge: hour })
    const { auth_time, sub: _, ...user } = claims
    return {
      name,
      headers: cookieHeader(sealed, minting.cookie),
      session: { user, expires: new Date(Date.now() + hour * 1000).toISOString() },
      authTime: Number(auth_time),
      why,
    }
  }
  const longAgo = Math.floor(Date.now() / 1000) - year
  const asksWhen = lines.some(({ rule }) => rule.label.includes("signedInWithin("))
  return Promise.all([
    person("signed-in", { roles: [] }, "to be signed in is enough, whoever it is"),
    ...roles.map((role) => person(role, { role, roles: [role] }, `the role "${role}" is enough`)),
    ...(asksWhen
      ? [person("signed-in-long-ago", { role: roles[0], roles, auth_time: longAgo }, "nobody asks when they signed in")]
      : []),
  ])
}

function claimsOf(given: Claims, visitor: string | null, { claims }: Minting): Claims {
  const usual = { sub: "probe", name: "Probe", email: "probe@example.com", auth_time: Math.floor(Date.now() / 1000) }
  const own = claims.filter((one) => one.visitor === null || one.visitor === visitor)
  return { ...usual, ...given, ...Object.fromEntries(own.map(({ name, value }) => [name, value])) }
}

/** Under both usual names: which one the app reads depends on its own address. */
function cookieHeader(token: string, cookie: string | undefined): Readonly<Record<string, string>> {
  const names = cookie === undefined ? [false, true].map(sessionCookieName) : [cookie]
  return { cookie: names.map((name) => `${name}=${token}`).join("; ") }
}
