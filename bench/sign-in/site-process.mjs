/** One library in a process of its own, with a site on which one can sign in, and the visitors who do. */
import { memoryAdapter } from "../memory-adapter.mjs"
import { obey } from "../obey.mjs"
import { arriveSignedIn, journeys, proveSession } from "./journeys.mjs"

const [, , library, origin] = process.argv
process.env.NEXTAUTH_URL = origin
let handler

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
  const { createSite } = await import(`./sites/${library}.mjs`)
  handler = await createSite(material(provider, await memoryAdapter()), origin)
}

function takeLink(email) {
  const link = links.get(email)
  links.delete(email)
  return link
}

/** Visitors who are on their way. */
let underway = []

/** So many visitors come; they go to the provider where they have to. */
async function begin({ way, count, atATime }) {
  const site = { handler, origin, takeLink }
  const { cpu, results } = await measured(count, atATime, () => journeys[way](site))
  underway = results
  return { cpu, locations: underway.map(({ location }) => location) }
}

/** They are back, at these addresses. */
async function finish({ addresses, atATime }) {
  const { cpu } = await measured(underway.length, atATime, (nth) => arriveSignedIn(underway[nth], addresses[nth]))
  return { cpu }
}

/** `cpu`: what the work took of all threads, in µs. */
async function measured(count, atATime, work) {
  const results = []
  const before = process.cpuUsage()
  const lane = async (first) => {
    for (let nth = first; nth < count; nth += atATime) results[nth] = await work(nth)
  }
  await Promise.all(Array.from({ length: atATime }, (_, first) => lane(first)))
  const { user, system } = process.cpuUsage(before)
  return { cpu: user + system, results }
}

const prove = () => Promise.all(underway.map(proveSession))

obey({ open, begin, finish, prove, collect: () => global.gc() })
