import type { RecordedRequest, Situation } from "./observed.js"
import { csrfCookie, now, seal } from "./sealed.js"
import type { WireRequest } from "./wire.js"
import { type Jar, secret, type World } from "./world.js"

/** What the record does not tell about a request: who asks, and what the cookies it names hold. */
export interface Circumstances {
  /** Cookies with the values given here; where one is not named, its usual value. */
  cookies?: Jar
  body?: string
  headers?: Record<string, string>
  /** What the provider has sent the browser back with. */
  parameters?: Record<string, string>
}

type Arrange = (world: World, situation: Situation) => Circumstances | Promise<Circumstances>

const ann = { name: "Ann Tester", email: "ann@accept.test", picture: "https://img.test/ann.png", sub: "1" }
const longName = { name: "n".repeat(6000), email: "ann@accept.test", picture: ann.picture, sub: "1" }

const session =
  (value: (world: World) => string): Arrange =>
  (world) => ({ cookies: { [world.cookieName("session-token")]: value(world) } })

const destination =
  (value: (world: World) => string): Arrange =>
  (world) => ({ cookies: { [world.cookieName("callback-url")]: encodeURIComponent(value(world)) } })

const csrf =
  (value: (world: World) => string): Arrange =>
  (world) => ({ cookies: { [world.cookieName("csrf-token")]: value(world) } })

const by =
  (username: string): Arrange =>
  async (world) => ({ cookies: await world.signedIn(username) })

const tampered = (token: string): string => `${token.slice(0, -4)}AAAA`

function chunks(world: World, ...parts: string[]): Circumstances {
  const name = world.cookieName("session-token")
  return { cookies: Object.fromEntries(parts.map((part, index) => [`${name}.${index}`, part])) }
}

const halves = (token: string): string[] => {
  const middle = Math.ceil(token.length / 2)
  return [token.slice(0, middle), token.slice(middle)]
}

/** The browser on its way back from the provider, after which `then` may change what it holds. */
const back =
  (login: string, then: (jar: Jar, world: World) => Jar | Promise<Jar> = (jar) => jar): Arrange =>
  async (world) => {
    const { jar, parameters } = await world.returned(login)
    return { cookies: await then(jar, world), parameters }
  }

const withDestination =
  (path: string) =>
  (jar: Jar, world: World): Jar => ({
    ...jar,
    [world.cookieName("callback-url")]: encodeURIComponent(`${world.origin}${path}`),
  })

async function usedAlready(world: World): Promise<Circumstances> {
  const { jar, parameters } = await world.returned("alice")
  const path = `${world.basePath}/callback/local-oidc?${new URLSearchParams(parameters)}`
  await world.send({ method: "GET", path, cookies: jar })
  return { cookies: jar, parameters }
}

/** Signed in, and then `update({ note: "hello" })`. */
export async function updated(world: World): Promise<Jar> {
  const jar = await world.signedIn("ann")
  const answer = await world.send({
    method: "POST",
    path: "/api/auth/session",
    headers: { "content-type": "application/json" },
    cookies: jar,
    body: JSON.stringify({ csrfToken: world.csrfToken, data: { note: "hello" } }),
  })
  const name = world.cookieName("session-token")
  const renewed = answer.setCookies.find((line) => line.startsWith(`${name}=`))
  return { ...jar, [name]: /=([^;]*)/.exec(renewed ?? "")?.[1] ?? "" }
}

/** By situation: the first that matches counts. */
const arrangements: [RegExp, Arrange][] = [
  [/session with cookie, other-origin$/, destination(() => "https://evil.test/x")],
  [/session with cookie, plain$/, destination(() => "invalid-callback")],
  [/session with cookie, empty$/, destination(() => "")],
  [/session with cookie, userinfo$/, destination((world) => `${world.origin}@evil.test/`)],
  [/session with cookie, prefix-trick$/, destination((world) => `${world.origin}.evil.test/`)],
  [/callbackUrl\/(same value|cookie decides)/, destination((world) => `${world.origin}/lab`)],
  [
    /csrf\/tampered cookie is replaced$|post with tampered cookie$/,
    csrf((world) => `${world.csrfToken}%7C${"0".repeat(64)}`),
  ],
  [/csrf\/garbage cookie is replaced$/, csrf(() => "garbage")],
  [
    /trust\/host headers\/credentials$/,
    () => ({
      cookies: {
        "__Host-next-auth.csrf-token": csrfCookie("f".repeat(64), secret),
        "__Secure-next-auth.callback-url": encodeURIComponent("https://evil.test"),
      },
    }),
  ],
  [/malformed json body$/, () => ({ body: "{" })],
  [/text body$/, (world) => ({ body: `csrfToken=${world.csrfToken}` })],
  [/session\/after sign-in$|session after$|own jwt.*\/session$/, by("ann")],
  [/session\/numeric id$/, by("num")],
  [/route handler .*, chunked$/, by("big")],
  [/custom cookies\/(sign out|getToken with)/, by("ann")],
  [
    /callbacks\/(session after update|getToken|getServerSession)$/,
    async (world) => ({ cookies: await updated(world) }),
  ],
  [
    /(session|route|handler [A-Za-z]+|page), tampered$|session\/tampered$/,
    session((world) => tampered(world.token(ann))),
  ],
  [/session\/expired$|, expired$/, session((world) => world.token({ ...ann, exp: now() - 60 }))],
  [/within 15s tolerance$/, session((world) => world.token({ ...ann, exp: now() - 5 }))],
  [/nbf ahead$/, session((world) => world.token({ ...ann, nbf: now() + 600 }))],
  [/another salt$/, session(() => seal(ann, secret, "another salt"))],
  [
    /session\/garbage$|signout\/bad cookie$|refused by the own decode$|bad cookie and good Bearer$/,
    session(() => "garbage"),
  ],
  [/session\/empty$/, session(() => "")],
  [/plain JWT \(unsigned\)$/, session(() => `${btoa('{"alg":"none"}')}.${btoa('{"sub":"1","name":"Eve"}')}.`)],
  [/extra claims do not leak$/, session((world) => world.token({ ...ann, role: "admin" }))],
  [/session\/no name$/, session((world) => world.token({ sub: "1" }))],
  [/two chunks( in reverse order)?$/, (world) => chunks(world, ...halves(world.token(longName)))],
  [/chunk missing$/, (world) => chunks(world, ...halves(world.token(longName)))],
  [/chunks of a short token$/, (world) => chunks(world, world.token(ann), "x")],
  [/eleven chunks$/, (world) => chunks(world, ...Array.from({ length: 11 }, () => "x".repeat(3900)))],
  [
    /foreign cookies beside it$/,
    (world) => ({ cookies: { a: "b", [world.cookieName("session-token")]: world.token(ann) } }),
  ],
  [/^(pages|mw)\/https\/.*(secure|plain) cookie/, session((world) => world.token({ name: "Secure" }))],
  [/^mw\/base\/.*\/signed in /, session((world) => world.token({ name: "Mid" }))],
  [
    /mw\/base\/seed middleware\/journey: credentials$/,
    destination((world) => `${world.origin}/client-side-example?x=1`),
  ],
  [/user cancels at the provider$/, back("cancels")],
  [/oidc\/user without e-mail$/, back("nomail")],
  [/session of the user without e-mail$/, async (world) => ({ cookies: await world.signedInByProvider("nomail") })],
  [/and its session$/, async (world) => ({ cookies: await world.signedInByProvider("alice") })],
  [/the same callback again/, usedAlready],
  [/cookies of another attempt$/, back("alice", async (_, world) => (await world.begun()).jar)],
  [/state cookie garbage$/, back("alice", (jar, world) => ({ ...jar, [world.cookieName("state")]: "garbage" }))],
  [/^pages\/base\/oidc\/callback$/, back("alice", withDestination("/client-side-example"))],
  [/^pages\/callbacks\/callbacks\/oidc$/, back("alice", withDestination("/home"))],
]

const usual: Arrange = async (world, situation) => {
  const isCallback = /\/callback\/local-oidc(\?|$)/.test(situation.request?.path ?? "")
  return isCallback && situation.request?.cookies ? back("alice")(world, situation) : {}
}

/**
 * Where a visitor's callback-url cookie leads unless told otherwise: when the recorded answer leads somewhere without
 * setting that cookie, the cookie already said so.
 */
function usualDestination(world: World, { must, configuration }: Situation): string {
  const setsIt = Object.keys(must.setCookies ?? {}).some((name) => name.endsWith("callback-url"))
  if (setsIt) return world.origin
  if (configuration === "callbacks") return `${world.origin}/home`
  const url = String(must.location ?? (must.json as { url?: string } | undefined)?.url ?? "")
  const at = url.replace("{APP}", world.origin)
  const isOwnPage = at.startsWith(world.origin) && !at.includes("/api/")
  return isOwnPage ? at.replace(/^([a-z]+:\/\/[^/]+)\/$/, "$1") : world.origin
}

async function usualCookie(name: string, world: World, situation: Situation): Promise<string> {
  if (name.endsWith("csrf-token")) return csrfCookie(world.csrfToken, secret)
  if (name.endsWith("callback-url")) return encodeURIComponent(usualDestination(world, situation))
  if (name.endsWith("session-token")) return world.token(ann)
  return "x"
}

function encodeQuery(path: string): string {
  const [pathname = "", query] = path.split(/\?(.*)/s)
  if (query === undefined) return pathname
  const pairs = query.split("&").map((pair) => pair.split(/=(.*)/s))
  return `${pathname}?${pairs.map(([name = "", value = ""]) => `${name}=${encodeURIComponent(value)}`).join("&")}`
}

function fields(text: string, world: World, situation: Situation, parameters: Record<string, string>): object {
  const given: Record<string, unknown> = JSON.parse(text)
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      if (name === "csrfToken") return [name, /wrong token/.test(situation.id) ? "0".repeat(64) : world.csrfToken]
      if (name in parameters && /form_post/.test(situation.id)) return [name, parameters[name]]
      return [name, typeof value === "string" ? value.replace("{APP}", world.origin) : value]
    }),
  )
}

function pathOf(request: RecordedRequest, world: World, parameters: Record<string, string>): string {
  const issuer = parameters.iss ?? ""
  const filled = request.path
    .replace("<code>", parameters.code ?? "")
    .replace("<state>", parameters.state ?? "")
    .replace("{IDP}/", issuer)
    .replace("{APP}", world.origin)
    .replace(/eyJ[^&]*/, world.token({ sub: "q", name: "made outside" }))
  return encodeQuery(filled)
}

/** The bytes to send so that the recorded situation arises in this world. */
export async function situate(world: World, situation: Situation): Promise<WireRequest> {
  const { request, id } = situation
  if (!request) throw new Error(`${id} is not a request`)
  const arrange = arrangements.find(([pattern]) => pattern.test(id))?.[1] ?? usual
  const { cookies: held = {}, parameters = {}, ...circumstances } = await arrange(world, situation)

  const cookies: Jar = {}
  for (const name of request.cookies ?? []) cookies[name] = held[name] ?? (await usualCookie(name, world, situation))
  const headers = Object.fromEntries(
    Object.entries({ ...request.headers, ...circumstances.headers }).map(([name, value]) => [
      name,
      value.replace(/eyJ\S*/, world.token(ann)),
    ]),
  )
  const type = request.json ? "application/json" : request.form ? "application/x-www-form-urlencoded" : undefined
  if (type) headers["content-type"] ??= type
  const text = request.json ?? request.form
  const given = text === undefined ? undefined : fields(text, world, situation, parameters)
  const encoded = request.json ? JSON.stringify(given) : new URLSearchParams(given as Record<string, string>).toString()
  const body = circumstances.body ?? (given === undefined ? undefined : encoded)
  return {
    method: request.method,
    path: pathOf(request, world, parameters),
    headers,
    cookies,
    ...(body === undefined ? {} : { body }),
  }
}
