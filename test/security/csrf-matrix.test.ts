/** Every mixture of what another site can send and what only this site can: nothing changes but by the right ones. */
import { createHash } from "node:crypto"
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import Email from "../../src/providers/email.js"
import GitHub from "../../src/providers/github.js"
import { ada, openApp, secret } from "../support/app.js"

const adapter = MemoryAdapter()
let sent = 0
let updated = 0
const app = openApp({
  adapter,
  session: { strategy: "jwt" },
  providers: [
    ...openApp().options.providers,
    GitHub({ clientId: "the-client", clientSecret: "the-client-secret" }),
    Email({ limits: false, sendVerificationRequest: () => void sent++ }),
  ],
  callbacks: {
    jwt({ token, trigger }) {
      if (trigger === "update") updated++
      return token
    },
  },
})

/** What a form of each place holds, beside the token. */
const places: Readonly<Record<string, Record<string, string>>> = {
  "callback/credentials": { password: "lovelace" },
  "signin/github": {},
  "signin/email": { email: "bob@example.com" },
  "callback/email": { token: "of-a-mail", email: ada.email },
  signout: {},
  session: { data: "changed" },
}

const origins = {
  absent: null,
  null: "null",
  "another site": "https://evil.example",
  "a host of the same domain": "https://sub.app.example",
  "another port": "https://app.example:8443",
  "without TLS": "http://app.example",
  "this site": "https://app.example",
} as const
const sites = ["absent", "cross-site", "same-site", "same-origin", "none"] as const
const tokens = ["absent", "wrong", "of another browser", "right"] as const
const cookies = ["absent", "present"] as const

type Encoding = "form" | "json"

/** What a browser may write there, and how a body is then read; `null`: not at all. */
const contentTypes: Readonly<Record<string, Encoding | null>> = {
  "application/x-www-form-urlencoded": "form",
  "application/json": "json",
  "Application/X-WWW-Form-Urlencoded": "form",
  "APPLICATION/JSON": "json",
  "application/x-www-form-urlencoded; charset=UTF-8": "form",
  "application/json;charset=utf-8": "json",
  "application/json;x=text/plain": "json",
  "": null,
  "text/plain": null,
  "TEXT/PLAIN": null,
  "text/plain;application/json": null,
  "multipart/form-data; boundary=x": null,
  "application/jsonx": null,
  "application/x-www-form-urlencoded+json": null,
  "application/json, text/plain": null,
}

interface Cell {
  readonly place: string
  readonly type?: string
  /** How the body is written; as the type says, unless told. */
  readonly encoding?: Encoding
  readonly origin?: keyof typeof origins
  readonly site?: (typeof sites)[number]
  readonly token?: (typeof tokens)[number]
  readonly cookie?: (typeof cookies)[number]
}

/** The rule, as a table of what may stand together with the right token and its cookie. */
const believed: Readonly<Record<(typeof sites)[number], readonly (keyof typeof origins)[]>> = {
  "same-origin": Object.keys(origins) as (keyof typeof origins)[],
  none: Object.keys(origins) as (keyof typeof origins)[],
  "same-site": ["absent", "this site"],
  absent: ["absent", "null", "this site"],
  "cross-site": [],
}

const encodingOf = ({ type = "application/json", encoding }: Cell): Encoding => encoding ?? contentTypes[type] ?? "form"

const isRight = ({ type = "application/json", origin = "absent", site = "absent", ...rest }: Cell): boolean =>
  rest.token !== "absent" &&
  (rest.token ?? "right") === "right" &&
  (rest.cookie ?? "present") === "present" &&
  contentTypes[type] === encodingOf({ type, ...rest }) &&
  believed[site].includes(origin)

let cookie = ""
let csrfToken = ""
let another = ""
beforeAll(async () => {
  vi.stubEnv("NEXTAUTH_URL", "https://app.example")
  const browser = app.browser()
  await browser.signIn()
  csrfToken = await browser.csrfToken()
  cookie = browser.cookieHeader()
  another = await app.browser().csrfToken()
})
afterAll(() => vi.unstubAllEnvs())

const sessionOnly = (): string => cookie.split("; ").find((pair) => pair.includes("session-token")) ?? ""

function bodyOf(cell: Cell): string {
  const { place, token = "right" } = cell
  const known = { absent: undefined, wrong: "0".repeat(64), "of another browser": another, right: csrfToken }[token]
  const fields = { ...places[place], ...(known === undefined ? {} : { csrfToken: known }) }
  return encodingOf(cell) === "form" ? `${new URLSearchParams(fields)}` : JSON.stringify(fields)
}

/** Sends it, and says whether anything changed: a mail, a session, the way to a provider. */
async function changes(request: Request): Promise<boolean> {
  ;[sent, updated] = [0, 0]
  const { headers, status } = await app.auth.handle(request)
  expect(status).toBeLessThan(500)
  const set = headers.getSetCookie().some((line) => /session-token|next-auth\.state/.test(line))
  return sent > 0 || updated > 0 || set
}

async function happens(cell: Cell): Promise<boolean> {
  if (cell.place === "callback/email") await sendLink()
  const { type = "application/json", origin = "absent", site = "absent" } = cell
  const headers = new Headers({ cookie: cell.cookie === "absent" ? sessionOnly() : cookie, "content-type": type })
  const sender = origins[origin]
  if (sender !== null) headers.set("origin", sender)
  if (site !== "absent") headers.set("sec-fetch-site", site)
  return changes(
    new Request(`https://app.example/api/auth/${cell.place}`, { method: "POST", headers, body: bodyOf(cell) }),
  )
}

/** As if a mail had been sent: a link signs in once. */
async function sendLink(): Promise<void> {
  const token = createHash("sha256").update(`of-a-mail${secret}`).digest("hex")
  await adapter.useVerificationToken?.({ identifier: ada.email, token })
  await adapter.createVerificationToken?.({ identifier: ada.email, token, expires: new Date(Date.now() + 60_000) })
}

/** Tries them all. The ones that did not end as the rule says. */
async function wrongOf(cells: readonly Cell[]): Promise<string[]> {
  const wrong: string[] = []
  for (const cell of cells) if ((await happens(cell)) !== isRight(cell)) wrong.push(JSON.stringify(cell))
  return wrong
}

const everyPlace = Object.keys(places)
const product = (places: readonly string[], types: readonly string[]): Cell[] =>
  places.flatMap((place) =>
    types.flatMap((type) =>
      (Object.keys(origins) as (keyof typeof origins)[]).flatMap((origin) =>
        sites.flatMap((site) =>
          tokens.flatMap((token) => cookies.map((cookie) => ({ place, type, origin, site, token, cookie }))),
        ),
      ),
    ),
  )

test("of all that a request may come from and hold, only the right changes anything (GHSA-c4pw-33h3-35xw, CVE-2024-56140, GHSA-8mv7-9c27-98vc, CVE-2026-73423, GHSA-h5cw-625j-3rxh, CVE-2026-22030)", async () => {
  const cells = product(everyPlace, ["application/x-www-form-urlencoded", "application/json", "text/plain"])
  expect(cells.length).toBeGreaterThanOrEqual(4000)
  expect(await wrongOf(cells)).toEqual([])
  const right = cells.filter(isRight).length
  expect(right).toBe(everyPlace.length * 2 * 19)
  console.log(
    `CSRF: ${cells.length} cells of place × type × Origin × Sec-Fetch-Site × token × cookie; ${right} are right`,
  )
})

test("a sender that is `null` is another site wherever the browser tells sites apart, and needs the token elsewhere (GHSA-mq59-m269-xvcx, CVE-2026-27978, GHSA-jcc7-9wpm-mj36)", async () => {
  for (const place of everyPlace) {
    for (const site of ["cross-site", "same-site"] as const) {
      expect(await happens({ place, origin: "null", site }), place).toBe(false)
    }
    for (const token of ["absent", "wrong", "of another browser"] as const) {
      expect(await happens({ place, origin: "null", token }), place).toBe(false)
    }
    expect(await happens({ place, origin: "null", cookie: "absent" }), place).toBe(false)
  }
})

test("no content type makes a form of another site do, however it is written (GHSA-5p75-vc5g-8rv2, CVE-2023-29003, GHSA-rpfr-3m35-5vx5, CVE-2024-43787, GHSA-2234-fmw7-43wr, CVE-2024-48913)", async () => {
  const cells = everyPlace.flatMap((place) =>
    Object.keys(contentTypes).flatMap((type): Cell[] => [
      { place, type, encoding: "form" },
      { place, type, encoding: "json" },
      { place, type, origin: "another site" },
      { place, type, site: "cross-site" },
      { place, type, token: "absent" },
      { place, type, cookie: "absent" },
    ]),
  )
  expect(await wrongOf(cells)).toEqual([])
})

describe("nothing changes by another method than POST, whatever the request holds", () => {
  test.each([
    "GET",
    "HEAD",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "PROPFIND",
    "post",
    "Post",
    "POSTS",
    "M".repeat(10_000),
  ])("%.10s (GHSA-gv7g-x59x-wf8f, CVE-2023-29008)", async (method) => {
    for (const place of everyPlace.filter((it) => it !== "session" || method !== "GET")) {
      await sendLink()
      const query = new URLSearchParams({ ...places[place], csrfToken, _method: "POST" })
      const body = /^(?:GET|HEAD)$/.test(method) ? null : JSON.stringify({ ...places[place], csrfToken })
      const headers = { cookie, "content-type": "application/json", "x-http-method-override": "POST" }
      // `Request` writes `post` in capitals; servers pass on what was sent.
      const request = new Request(`https://app.example/api/auth/${place}?${query}`, { method, headers, body })
      const asSent = new Proxy(request, {
        get: (target, name) => (name === "method" ? method : Reflect.get(target, name, target)),
      })
      expect(await changes(asSent), place).toBe(false)
    }
  })
})

test("a site that is visited under another of its names is this site, by the host that browsers let nobody choose", async () => {
  const ask = (headers: Record<string, string>) =>
    changes(
      new Request("https://app.example/api/auth/signin/github", {
        method: "POST",
        headers: { cookie, "content-type": "application/json", ...headers },
        body: bodyOf({ place: "signin/github" }),
      }),
    )
  expect(await ask({ origin: "https://alias.example", host: "alias.example" })).toBe(true)
  expect(await ask({ origin: "https://alias.example", host: "inner", "x-forwarded-host": "alias.example" })).toBe(true)
  expect(await ask({ origin: "https://alias.example", host: "app.example" })).toBe(false)
  expect(await ask({ origin: "http://alias.example", host: "alias.example" })).toBe(false)
})
