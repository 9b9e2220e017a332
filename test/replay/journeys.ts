import { normalJson } from "./observe.js"
import type { Answer } from "./observed.js"
import { open } from "./sealed.js"
import { updated } from "./situate.js"
import { type Jar, secret, type World } from "./world.js"

/** Situations that are the outcome of several steps, and not the answer to one request. */
type Journey = (world: World) => Promise<Answer>

const get = (world: World, path: string, cookies: Jar = {}) => world.send({ method: "GET", path, cookies })

const expired = Math.floor(Date.now() / 1000) - 60

async function claimsIn(world: World, token: string): Promise<Answer> {
  return normalJson(open(token, secret), world.origins) as Answer
}

const sessionTokenOf = (world: World, jar: Jar): string => jar[world.cookieName("session-token")] ?? ""

/** What the app's functions were called with during `act`; `leaving` names calls that the record leaves out. */
async function callsDuring(world: World, act: () => Promise<unknown>, leaving: string[] = []): Promise<Answer> {
  await world.recorded()
  await act()
  const events = await world.recorded()
  return { events: events.filter(([name]) => !leaving.includes(name)) }
}

async function serverComponent(world: World, path: string, cookies: Jar): Promise<Answer> {
  const answer = await get(world, path, cookies)
  const shown = /<pre id="session">([^<]*)<\/pre>/.exec(answer.text)?.[1] ?? ""
  const session = JSON.parse(shown.replaceAll("&quot;", '"'))
  return { status: answer.status, cookiesSet: answer.setCookies, session: normalJson(session, world.origins) }
}

const rsc =
  (path: string, cookies: (world: World) => Promise<Jar> | Jar): Journey =>
  async (world) =>
    serverComponent(world, path, await cookies(world))

const holding =
  (value: (world: World) => string) =>
  (world: World): Jar => ({ [world.cookieName("session-token")]: value(world) })

const tampered = holding((world) => `${world.token({ sub: "1" }).slice(0, -4)}AAAA`)

const guarded =
  (path: string, name?: string): Journey =>
  async (world) => {
    const role = name?.toLowerCase()
    const cookies = name ? holding((w) => w.token({ name, role }))(world) : {}
    const answer = await get(world, path, cookies)
    return {
      status: answer.status,
      location: world.observe(answer).location ?? (null as never),
      name: answer.headers["x-token-name"] ?? null,
    }
  }

const guardedPages = Object.fromEntries(
  ["/admin", "/admin?tab=1", "/member", "/login", "/open"].flatMap((path) => [
    [`app/base/app router/withAuth ${path}, signed out`, guarded(path)],
    [`app/base/app router/withAuth ${path}, member`, guarded(path, "Member")],
    [`app/base/app router/withAuth ${path}, admin`, guarded(path, "Admin")],
  ]),
)

async function backFromProvider(world: World): Promise<Answer> {
  const { address } = await world.returned("alice")
  return { path: address.replace(world.origin, "{APP}") }
}

export const journeys: Record<string, Journey> = {
  ...guardedPages,
  "pages/base/csrf/same token while the cookie holds": async (world) => {
    const first = await get(world, "/api/auth/csrf")
    const cookie = /^[^;]*/.exec(first.setCookies.find((line) => line.includes("csrf-token")) ?? "")?.[0] ?? ""
    const [name = "", value = ""] = cookie.split("=")
    const second = await get(world, "/api/auth/csrf", { [name]: value })
    return { same: first.text === second.text }
  },
  "app/base/csrf/cookie is token|hash": async (world) => {
    const answer = await get(world, "/api/auth/csrf")
    const line = answer.setCookies.find((cookie) => cookie.includes("csrf-token")) ?? ""
    const value = decodeURIComponent(/=([^;]*)/.exec(line)?.[1] ?? "")
    return {
      shape: /^[0-9a-f]{64}\|[0-9a-f]{64}$/.test(value),
      startsWithToken: value.startsWith(JSON.parse(answer.text).csrfToken),
    }
  },
  "pages/base/credentials/session cookie is dir/A256GCM under the documented key": async (world) =>
    claimsIn(world, sessionTokenOf(world, await world.signedIn("ann"))),
  "pages/base/session/events of sign-in and session": (world) =>
    callsDuring(world, async () => get(world, "/api/auth/session", await world.signedIn("ann")), ["authorize"]),
  "pages/base/chunking/chunk sizes": async (world) => {
    const chunks = Object.entries(await world.signedIn("big")).filter(([name]) => name.includes("session-token"))
    const largest = Math.max(...chunks.map(([, value]) => value.length))
    return {
      each_below_4096: chunks.every(([name, value]) => `${name}=${value}`.length < 4096),
      sizes: chunks.map(([name, value]) => `${name}:${value.length === largest ? "full" : "rest"}`),
    }
  },
  "pages/base/oidc/provider sends the browser back": backFromProvider,
  "app/base/oidc/provider sends the browser back": backFromProvider,
  "pages/base/oidc/callback arguments and events": (world) =>
    callsDuring(world, () => world.signedInByProvider("alice")),
  "app/base/oidc/claims": async (world) => {
    const { claims } = await claimsIn(world, sessionTokenOf(world, await world.signedInByProvider("alice")))
    return { claims }
  },
  "pages/base/probe/encode() can be opened by the documented algorithm": async (world) =>
    claimsIn(world, JSON.parse((await get(world, "/api/probe/make")).text).value),
  "pages/callbacks/callbacks/signIn returns a URL, json: calls": (world) =>
    callsDuring(world, async () => {
      const cookies = await world.begun()
      await world.recorded()
      await world.post("/callback/credentials", cookies.jar, { username: "num", password: "pw", json: "true" })
    }),
  "pages/callbacks/callbacks/session: calls": async (world) => {
    const jar = await world.signedIn("ann")
    return callsDuring(world, () => get(world, "/api/auth/session", jar))
  },
  "pages/callbacks/callbacks/update: calls": async (world) => {
    await world.recorded()
    await updated(world)
    const events = await world.recorded()
    return { events: events.filter(([name]) => /^(jwt|session|event:session)$/.test(name)).slice(-3) }
  },
  "pages/callbacks/callbacks/signout: calls": async (world) => {
    const jar = await world.signedInByProvider("alice")
    return callsDuring(world, () => world.post("/signout", jar, {}))
  },
  "app/base/app router/server component /rsc, chunked": rsc("/rsc", (world) => world.signedIn("big")),
  "app/base/app router/server component /rsc-bare, chunked": rsc("/rsc-bare", (world) => world.signedIn("big")),
  "app/base/app router/server component /rsc, tampered": rsc("/rsc", tampered),
  "app/base/app router/server component /rsc-bare, tampered": rsc("/rsc-bare", tampered),
  "app/base/app router/server component /rsc, expired": rsc(
    "/rsc",
    holding((world) => world.token({ sub: "1", exp: expired })),
  ),
}
