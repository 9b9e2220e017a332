/**
 * What the web costs by itself: the same requests answered with cookies of the same size, and the code exchanged for tokens that nobody
 * looks at. It signs nobody in.
 */
import { createHash, randomBytes } from "node:crypto"
import { Agent, request } from "node:http"
import { servedAsPages } from "./pages-router.mjs"

export async function createSite({ local: { issuer, clientId, clientSecret }, sendVerificationRequest }, origin) {
  const redirectUri = `${origin}/api/auth/callback/local`
  const codeVerifier = random(32)
  const atProvider = `${issuer}/auth?${new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid email profile",
    code_challenge: createHash("sha256").update(codeVerifier).digest("base64url"),
    code_challenge_method: "S256",
  })}`
  const arrived = [cookie("csrf-token", 129), cookie("callback-url", 30)]
  const signedIn = [...arrived, cookie("session-token", 380)]
  const sentAway = ["state", "pkce.code_verifier", "nonce"].map((name) => cookie(name, 260))
  const exchange = (code) =>
    post(`${issuer}/token`, `${clientId}:${clientSecret}`, {
      grant_type: "authorization_code",
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
      code,
    })

  const answers = {
    csrf: (_req, res) => res.setHeader("set-cookie", arrived).json({ csrfToken: random(32) }),
    session: (_req, res) => res.json({ user: { email: "ada@example.com" } }),
    "signin/local": (_req, res) => redirect(res, atProvider, [...arrived, ...sentAway]),
    "signin/email": ({ body: { email } }, res) => {
      sendVerificationRequest({ identifier: email, url: `${origin}/api/auth/callback/email?token=${random(32)}` })
      redirect(res, `${origin}/api/auth/verify-request`, arrived)
    },
    async "callback/local"({ query: { code } }, res) {
      if (!(await exchange(code)).id_token) throw new Error("The provider gave no tokens.")
      redirect(res, origin, signedIn)
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

const agent = new Agent({ keepAlive: true })

function post(url, auth, fields) {
  const headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" }
  return new Promise((done, fail) => {
    const sent = request(url, { method: "POST", auth, headers, agent }, (response) => {
      let text = ""
      response.setEncoding("utf8")
      response.on("error", fail)
      response.on("data", (part) => {
        text += part
      })
      response.on("end", () => done(JSON.parse(text)))
    })
    sent.on("error", fail)
    sent.end(new URLSearchParams(fields).toString())
  })
}
