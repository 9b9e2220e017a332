/** Previews reached through a stable deployment: nobody else gets a code, and sign-in ends in the browser that began it. */
import fc from "fast-check"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import type { OAuthConfig } from "../../src/core/contracts/provider.js"
import type { Profile } from "../../src/core/model.js"
import type { AuthOptions } from "../../src/core/options/options.js"
import { encode } from "../../src/jwt.js"
import { forward } from "../../src/methods/oauth/redirect-proxy.js"
import { type App, openApp, secret } from "../support/app.js"
import { testProvider } from "../support/request-context.js"
import {
  clientId,
  clientSecret,
  type PlayedScript,
  type ScriptedProvider,
  startScriptedProvider,
} from "../support/scripted-provider.js"

const stableOrigin = "https://app.example"
const previewOrigin = "https://pr-7.preview.app.example"
const redirectProxyUrl = `${stableOrigin}/api/auth`
const redirectProxyOrigins = ["https://*.preview.app.example"]

let provider: ScriptedProvider
beforeAll(async () => {
  provider = await startScriptedProvider()
})
afterAll(() => provider.close())

interface Pair {
  readonly op: PlayedScript
  readonly stable: App
  readonly preview: App
}

function openPair(
  options: Partial<AuthOptions> = {},
  previewOptions: Partial<AuthOptions> = {},
  own: Partial<OAuthConfig<Profile>> = {},
): Pair {
  const op = provider.play()
  const plain = { id: "op", name: "OP", type: "oidc" as const, issuer: op.issuer, clientId, clientSecret, ...own }
  const both = { providers: [plain], redirectProxyUrl, redirectProxyOrigins, ...options }
  return {
    op,
    stable: openApp(both, stableOrigin),
    preview: openApp({ ...both, ...previewOptions }, previewOrigin),
  }
}

/** Begins at the preview; the answer of the provider, which the browser carries to the stable deployment. */
async function begin({ preview, op }: Pair) {
  const browser = preview.browser()
  const { location } = await browser.signIn("op", { callbackUrl: "/members" })
  const back = new URL((await browser.get(location ?? "")).location ?? "")
  return { browser, back, asked: op.seen("authorize").at(-1)?.url.searchParams ?? new URLSearchParams() }
}

/** What the stable deployment answers to a browser that knows it not. */
const atStable = ({ stable }: Pair, back: URL) => stable.browser().get(back.href)

test("somebody signs in on a preview that the provider knows nothing of", async () => {
  const pair = openPair()
  const { browser, back, asked } = await begin(pair)
  expect(asked.get("redirect_uri")).toBe(`${stableOrigin}/api/auth/callback/op`)
  expect(back.href).not.toContain("preview")

  const forwarded = await atStable(pair, back)
  expect(forwarded.status).toBe(302)
  expect(forwarded.location).toMatch(/^https:\/\/pr-7\.preview\.app\.example\/api\/auth\/callback\/op\?code=/)
  expect(pair.op.seen("token")).toEqual([])

  const { location } = await browser.get(forwarded.location ?? "")
  expect(location).toBe(`${previewOrigin}/members`)
  expect((await browser.session())?.user?.name).toBe("Fay Fault")
  expect(pair.op.seen("token")[0]?.form.get("redirect_uri")).toBe(`${stableOrigin}/api/auth/callback/op`)
})

test("on the stable deployment people sign in as ever", async () => {
  const { stable, op } = openPair()
  const browser = stable.browser()
  const { location } = await browser.signIn("op")
  const back = await browser.get(location ?? "")
  await browser.get(back.location ?? "")
  expect((await browser.session())?.user?.name).toBe("Fay Fault")
  expect(op.seen("authorize")[0]?.url.searchParams.get("state")).toMatch(/^[\w-]{43}$/)
})

test("an error is forwarded too", async () => {
  const pair = openPair()
  pair.op.script.authorize = (response) => {
    response.delete("code")
    response.set("error", "access_denied")
  }
  const { browser, back } = await begin(pair)
  const { location } = await browser.get((await atStable(pair, back)).location ?? "")
  expect(location).toBe(`${previewOrigin}/api/auth/error?error=Callback`)
})

test("an answer for another browser ends at the preview: its check cookies are not there (better-auth#10183)", async () => {
  const pair = openPair()
  const { back } = await begin(pair)
  const other = pair.preview.browser()
  const { location } = await other.get((await atStable(pair, back)).location ?? "")
  expect(location).toBe(`${previewOrigin}/api/auth/error?error=OAuthCallback`)
  expect(await other.session()).toBeNull()
})

test.each([
  "https://evil.example",
  "https://pr-7.preview.app.example.evil.example",
  "https://a.b.preview.app.example",
  "https://preview.app.example",
  "http://pr-7.preview.app.example",
  "https://pr-7.preview.app.example:8443",
  "https://pr-7xpreview.app.example",
  "https://pr-7.previewxapp.example",
  "https://pr-7.preview.app.example.",
  "http://localhost:3000",
  "http://127.0.0.1",
])(
  "no code is forwarded to %s, whatever a deployment was made to believe of its own host (CVE-2023-28131, CVE-2024-1132, CVE-2024-2419, CVE-2024-8883, CVE-2024-7260, CVE-2022-3782, CVE-2024-52289)",
  async (origin) => {
    const pair = openPair()
    const deceived = { ...pair, preview: openApp(pair.preview.options, origin) }
    const { back } = await begin(deceived)
    const { location } = await atStable(pair, back)
    expect(location).toBe(`${stableOrigin}/api/auth/error?error=OAuthCallback`)
    expect(JSON.stringify(pair.stable.log.map(({ metadata }) => String(metadata)))).toContain("redirectProxyOrigins")
  },
)

test("no code is forwarded without a list", async () => {
  const pair = openPair({ redirectProxyOrigins: undefined })
  const { back } = await begin(pair)
  expect((await atStable(pair, back)).location).toContain("error=OAuthCallback")
})

test("no code is forwarded for a state sealed with another secret, at another provider, or after its time", async () => {
  const foreign = openPair({}, { secret: "another secret, also of at least 32 characters" })
  expect((await atStable(foreign, (await begin(foreign)).back)).location).toContain("error=OAuthCallback")

  const pair = openPair()
  const { back } = await begin(pair)
  const state = back.searchParams.get("state") ?? ""
  const elsewhere = openApp(
    { ...pair.stable.options, providers: pair.stable.options.providers.map((it) => ({ ...it, id: "two" })) },
    stableOrigin,
  )
  const other = new URL(back.href.replace("/callback/op", "/callback/two"))
  expect((await elsewhere.browser().get(other.href)).location).toContain("error=OAuthCallback")

  back.searchParams.set("state", `${state.slice(0, -2)}AA`)
  expect((await atStable(pair, back)).location).toContain("error=OAuthCallback")

  back.searchParams.set("state", state)
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 920_000 })
  try {
    expect((await atStable(pair, back)).location).toContain("error=OAuthCallback")
  } finally {
    vi.useRealTimers()
  }
})

test("no sealed cookie of ours stands in for a state", async () => {
  const pair = openPair()
  const { browser, back } = await begin(pair)
  for (const { value } of browser.cookies.values()) {
    back.searchParams.set("state", decodeURIComponent(value))
    expect((await atStable(pair, back)).location).toContain(`${stableOrigin}/api/auth/error`)
  }
})

test("a state that was made here is not forwarded anywhere", async () => {
  const pair = openPair()
  const lone = openApp({ ...pair.preview.options, redirectProxyUrl: undefined }, stableOrigin)
  const { back } = await begin(pair)
  expect((await lone.browser().get(back.href)).location).toContain("error=OAuthCallback")
})

test("a signed answer is forwarded by what is sealed in it", async () => {
  const authorization = { params: { scope: "openid profile email", response_mode: "jwt" } }
  const pair = openPair({}, {}, { authorization })
  pair.op.script.authorize = async (response) => {
    const claims = { iss: pair.op.issuer, aud: clientId, exp: Date.now() / 1000 + 60, ...Object.fromEntries(response) }
    for (const name of [...response.keys()]) response.delete(name)
    response.set("response", await pair.op.sign(claims))
  }
  const { browser, back } = await begin(pair)
  await browser.get((await atStable(pair, back)).location ?? "")
  expect((await browser.session())?.user?.name).toBe("Fay Fault")
})

test("the address of the stable deployment may come from the environment, or be a provider's own", async () => {
  vi.stubEnv("AUTH_REDIRECT_PROXY_URL", "https://APP.example:443/api/auth/")
  const fromEnvironment = openPair({ redirectProxyUrl: undefined })
  expect((await begin(fromEnvironment)).asked.get("redirect_uri")).toBe(`${redirectProxyUrl}/callback/op`)
  vi.stubEnv("AUTH_REDIRECT_PROXY_URL", "")
  const own = openPair({ redirectProxyUrl: undefined }, {}, { redirectProxyUrl, checks: ["pkce"] })
  const { asked } = await begin(own)
  expect(asked.get("redirect_uri")).toBe(`${redirectProxyUrl}/callback/op`)
  expect(asked.has("state")).toBe(true)
})

test.each([
  "https://*",
  "https://*.com",
  "https://preview.*",
  "*.app.example",
  "http://*.app.example",
  "https://app.example/x",
  7,
])("a list that holds %j is refused as a whole", async (pattern) => {
  const { stable } = openPair({ redirectProxyOrigins: [pattern as string] })
  expect((await stable.browser().get("session")).status).toBe(500)
  expect(String(stable.log[0]?.metadata)).toContain("redirectProxyOrigins")
})

test.each(["http://app.example/api/auth", "https://app.example", "app.example", "javascript:alert(1)"])(
  "nobody is sent to a stable deployment at %s",
  async (url) => {
    const { preview } = openPair({ redirectProxyUrl: url })
    const { location } = await preview.browser().signIn("op")
    expect(location).toContain("error=OAuthSignin")
    expect(String(preview.log[0]?.metadata)).toContain("redirectProxyUrl")
  },
)

/** What a pattern means, read label by label: `*` is letters, digits and hyphens, at least one, within one label. */
function isMeant(pattern: string, origin: string): boolean {
  const [[scheme, host = ""], [givenScheme, givenHost = ""]] = [pattern.split("://"), origin.split("://")]
  const [labels, given] = [host.toLowerCase().split("."), givenHost.split(".")]
  return (
    scheme === givenScheme && labels.length === given.length && labels.every((it, at) => isLabel(it, given[at] ?? ""))
  )
}

function isLabel(pattern: string, label: string): boolean {
  const [before = "", after] = pattern.split("*")
  if (after === undefined) return label === before
  const filled = label.slice(before.length, label.length - after.length)
  return label.startsWith(before) && label.endsWith(after) && filled.length > 0 && /^[a-z0-9-]+$/.test(filled)
}

test("no origin passes that the list does not mean, however it is near to one (GHSA-vp58-j275-797x)", async () => {
  const patterns = [
    "https://*.preview.app.example",
    "https://pr-*.app.example",
    "https://app-*.example",
    "https://stage.app.example",
  ]
  const idp = testProvider({ id: "op", secret })
  const meant = ["pr-7.preview.app.example", "pr-7.app.example", "app-7.example", "stage.app.example"]
  const near = fc.constantFrom(...meant, "preview.app.example")
  const straight = (host: string) => host
  const bend = fc.constantFrom(
    straight,
    (host) => `${host}.evil.example`,
    (host) => `evil.example/${host}`,
    (host) => `evil.example?${host}`,
    (host) => `evil.example#${host}`,
    (host) => `${host}@evil.example`,
    (host) => `evil.example\\@${host}`,
    (host) => `${host}:8443`,
    (host) => `${host}.`,
    (host) => `x.${host}`,
    (host) => `x${host}`,
    (host) => `-${host}`,
    (host) => host.replace(".", "x"),
    (host) => host.replace("app", "APP"),
    (host) => host.replace("7", "7.8"),
    (host) => host.replace("7", ""),
    (host) => host.replace("7", "%0a"),
    (host) => `${host}\nevil.example`,
    (host) => `\n${host}`,
    (host) => host.replace("e", "\u0435"),
  )
  const scheme = fc.constantFrom("https", "https", "http", "HTTPS", "javascript", "https:evil.example//https")
  let passed = 0
  await fc.assert(
    fc.asyncProperty(scheme, near, bend, bend, async (protocol, host, one, other) => {
      const origin = `${protocol}://${one(other(host))}`
      const state = await encode({ token: { origin, provider: "op" }, secret, salt: "countersign.redirect-proxy" })
      const proxy = { url: "https://app.example/api/auth", origins: patterns }
      const outcome = await forward(idp, proxy, new URLSearchParams({ state })).catch(() => null)
      if (outcome) passed++
      expect([origin, outcome !== null]).toEqual([origin, patterns.some((pattern) => isMeant(pattern, origin))])
    }),
    { numRuns: 2000, examples: meant.map((host) => ["https", host, straight, straight]) },
  )
  expect(passed).toBeGreaterThanOrEqual(meant.length)
})
