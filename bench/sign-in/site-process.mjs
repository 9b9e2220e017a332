/** One library in a process of its own, serving a site on which one can sign in. */
import { createServer } from "node:http"
import { memoryAdapter } from "../memory-adapter.mjs"
import { obey } from "../obey.mjs"

let answer = (_req, res) => res.writeHead(503).end()
const server = createServer((req, res) => void answer(req, res))
await new Promise((done) => server.listen(0, "127.0.0.1", done))
const origin = `http://127.0.0.1:${server.address().port}`

/** Links of mails that nobody has taken yet, by address. */
const links = new Map()

/** What every site is given, whatever the library. */
const material = ({ issuer, clientId, clientSecret }, adapter) => ({
  secret: "a secret of the benchmark, of 32 characters",
  adapter,
  credentials: {
    credentials: { username: { label: "Name" }, password: { label: "Password", type: "password" } },
    authorize: ({ username, password }) =>
      password === "analytical" ? { id: username, name: "Ada", email: `${username}@example.com` } : null,
  },
  /** An OpenID provider as apps configure one by hand: everything checked that can be. */
  local: {
    id: "local",
    name: "Local",
    issuer,
    clientId,
    clientSecret,
    checks: ["pkce", "state", "nonce"],
    profile: ({ sub, name, email }) => ({ id: sub, name, email }),
  },
  sendVerificationRequest: ({ identifier, url }) => void links.set(identifier, url),
})

async function open({ provider }) {
  process.env.NEXTAUTH_URL = origin
  const { createSite } = await import(`./sites/${process.argv[2]}.mjs`)
  answer = await createSite(material(provider, await memoryAdapter()), origin)
}

function takeLink({ email }) {
  const link = links.get(email)
  links.delete(email)
  return link
}

/** Of all threads, in µs. */
function cpu() {
  const { user, system } = process.cpuUsage()
  return user + system
}

obey({ open, takeLink, cpu, collect: () => global.gc() }, origin)
