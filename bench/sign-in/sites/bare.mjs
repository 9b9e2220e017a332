/**
 * What the web costs by itself: the same requests answered with cookies of the same size, by nothing but `node:http`. It signs nobody in,
 * and never asks the provider for tokens.
 */
import { createHash, randomBytes } from "node:crypto"
import { servedAsPages } from "./pages-router.mjs"

export function createSite({ local: { issuer, clientId }, sendVerificationRequest }, origin) {
  const redirectUri = `${origin}/api/auth/callback/local`
  const challenge = createHash("sha256").update(random(32)).digest("base64url")
  const atProvider = `${issuer}/auth?${new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid email profile",
    code_challenge: challenge,
    code_challenge_method: "S256",
  })}`
  const arrived = [cookie("csrf-token", 129), cookie("callback-url", 30)]
  const signedIn = [...arrived, cookie("session-token", 380)]
  const sentAway = ["state", "pkce.code_verifier", "nonce"].map((name) => cookie(name, 260))

  const answers = {
    csrf: (_req, res) => res.setHeader("set-cookie", arrived).json({ csrfToken: random(32) }),
    session: (_req, res) => res.json({ user: { email: "ada@example.com" } }),
    "signin/local": (_req, res) => redirect(res, atProvider, [...arrived, ...sentAway]),
    "signin/email": ({ body: { email } }, res) => {
      sendVerificationRequest({ identifier: email, url: `${origin}/api/auth/callback/email?token=${random(32)}` })
      redirect(res, `${origin}/api/auth/verify-request`, arrived)
    },
  }
  return servedAsPages((req, res) => {
    const answer = answers[req.query.nextauth.join("/")]
    return answer ? answer(req, res) : redirect(res, origin, signedIn)
  })
}

const random = (length) => randomBytes(length).toString("hex")

const cookie = (name, length) => `next-auth.${name}=${"x".repeat(length)}; Path=/; HttpOnly; SameSite=Lax`

function redirect(res, location, cookies) {
  res.setHeader("set-cookie", cookies)
  res.redirect(302, location)
}
