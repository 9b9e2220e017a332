/** Sites that know one password, hashed by scrypt at the same cost, and let four people sign in with it at a time. */
import { scrypt, timingSafeEqual } from "node:crypto"
import { promisify } from "node:util"
import { servedAsPages } from "../sign-in/sites/pages-router.mjs"

export const password = "analytical"
const salt = "salt of the bench"
const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 }
const fields = { username: { label: "Name" }, password: { label: "Password", type: "password" } }

/** As apps write it: on the thread pool, and without a limit. */
const derive = (typed) => promisify(scrypt)(typed, salt, 32, cost)
const hash = await derive(password)
const isRight = async (typed) => timingSafeEqual(await derive(typed), hash)

async function countersign(secret) {
  const { default: NextAuth } = await import("countersign")
  const { verifyPassword } = await import("countersign/passwords")
  const { default: Credentials } = await import("countersign/providers/credentials")
  const base64 = (bytes) => Buffer.from(bytes).toString("base64").replace(/=+$/, "")
  const stored = `$scrypt$ln=17,r=8,p=1$${base64(salt)}$${base64(hash)}`
  const authorize = async ({ username, password: typed }) =>
    (await verifyPassword(typed, stored)) ? { id: username } : null
  return servedAsPages(NextAuth({ secret, providers: [Credentials({ credentials: fields, authorize })] }))
}

async function nextAuthV4(secret) {
  const { default: nextAuth } = await import("next-auth-v4")
  const { default: credentials } = await import("next-auth-v4/providers/credentials")
  const authorize = async ({ username, password: typed }) => ((await isRight(typed)) ? { id: username } : null)
  return servedAsPages(
    nextAuth.default({ secret, providers: [credentials.default({ credentials: fields, authorize })] }),
  )
}

/** The cipher alone, in the same process as the same hashing. */
async function floor(secret) {
  const { createSubject } = await import("../subjects/floor.mjs")
  const { answerSession } = createSubject(secret)
  return servedAsPages(async (req, res) => {
    if (req.method === "GET" && req.query.nextauth[0] === "session") return answerSession(req, res)
    if (req.method === "GET") return res.json({ csrfToken: "none" })
    res.redirect(302, (await isRight(req.body.password)) ? "/" : "/error")
  })
}

export const sites = { floor, countersign, "next-auth-v4": nextAuthV4 }
