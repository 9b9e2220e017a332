/**
 * Another library of the app's has a hole, and an attacker has written into `Object.prototype`: nobody is let in by it, and nothing that
 * was configured gives way to it (RQ-13). Somebody else's app freezes the built-ins: everything works as before.
 */
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { NextRequest } from "next/server.js"
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import { createAuth } from "../../src/auth.js"
import { withAuth } from "../../src/frameworks/next/middleware.js"
import { encode, getToken } from "../../src/jwt.js"
import { definePolicy, role, signedIn } from "../../src/policy.js"
import Email from "../../src/providers/email.js"
import { type App, openApp, secret } from "../support/app.js"
import { relyingParty } from "../support/relying-party.js"
import { type ScriptedProvider, startScriptedProvider } from "../support/scripted-provider.js"

/** What an attacker would like to be the default. */
const evil: Readonly<Record<string, unknown>> = {
  isAdmin: true,
  role: "admin",
  secret: "the secret of the attacker, which is long enough",
  url: "https://evil.example",
  callbackUrl: "https://evil.example",
  csrfToken: "planted",
  json: "true",
  user: { id: "1", name: "Eve" },
  sub: "1",
  exp: 9_999_999_999,
  email: "eve@evil.example",
  email_verified: true,
  retryAfter: "5",
  domain: "evil.example",
  httpOnly: false,
  secure: false,
  allowDangerousEmailAccountLinking: true,
  authorization: "https://evil.example/authorize",
  token: "https://evil.example/token",
  userinfo: "https://evil.example/userinfo",
  issuer: "https://evil.example",
  alg: "none",
  trustHost: true,
  strategy: "database",
  debug: true,
  raw: true,
  claims: { sub: "1", role: "admin" },
  session: { user: { name: "Eve" } },
}
afterEach(() => {
  for (const name of Object.keys(evil)) Reflect.deleteProperty(Object.prototype, name)
})

const root = fileURLToPath(new URL("../../", import.meta.url))
let provider: ScriptedProvider
beforeAll(async () => {
  provider = await startScriptedProvider()
  return () => provider.close()
})

async function polluted<T>(name: string, work: () => Promise<T>): Promise<T> {
  Object.defineProperty(Object.prototype, name, {
    value: evil[name],
    enumerable: true,
    configurable: true,
    writable: true,
  })
  try {
    return await work()
  } finally {
    Reflect.deleteProperty(Object.prototype, name)
  }
}

const policy = definePolicy({ default: "deny", routes: { "/members": signedIn, "/admin": role("admin") } })

/** An app in which everything has been used once, as one that has run for a while. */
async function running(): Promise<App> {
  const app = openApp({
    adapter: MemoryAdapter(),
    session: { strategy: "jwt" },
    policy,
    providers: [...openApp().options.providers, Email({ sendVerificationRequest: () => {} })],
  })
  await app.browser().signIn()
  return app
}

const visitOf = (path: string, cookie = "") => new NextRequest(`https://app.example${path}`, { headers: { cookie } })

/** What visitors and attackers get, in every way: without what differs each time. */
async function everything(app: App): Promise<unknown> {
  const nobody = app.browser()
  const guard = withAuth({ secret, policy, auth: app.auth })
  const byToken = withAuth({ secret })
  const passes = async (path: string, cookie?: string) =>
    Promise.all([guard, byToken].map(async (one) => (await one(visitOf(path, cookie)))?.status ?? "passes"))
  const forged = `__Secure-next-auth.session-token=${await encode({ token: { sub: "1", role: "admin" }, secret: evil.secret as string })}`
  const attacker = app.browser()
  const refused = await attacker.signIn("credentials", { password: "wrong" })
  const planted = await attacker.post("callback/credentials", { password: "lovelace", csrfToken: "planted" })
  const mailed = await attacker.signIn("email", { email: "ada@example.com" })
  const visitor = app.browser()
  const signedIn = await visitor.signIn()
  const cookie = visitor.cookieHeader()
  const token = await getToken({ req: { headers: { cookie } }, secret, secureCookie: true })
  return {
    nobody: [await nobody.session(), await getToken({ req: { headers: {} }, secret }), await passes("/members")],
    forged: [(await nobody.get("session", { cookie: forged })).text, await passes("/admin", forged)],
    refused: [refused.location, planted.location, mailed.location, await attacker.session()],
    signedIn: [signedIn.status, signedIn.location, (await visitor.session())?.user, Object.keys(token ?? {})],
    allowed: [await passes("/members", cookie), await passes("/admin", cookie)],
    cookies: visitor.received.map((line) => line.replace(/=[^;]*/, "").replace(/Expires=[^;]*/, "")),
    pages: await Promise.all(
      ["signin", "signout", "providers", "error", "verify-request"].map(async (at) => {
        const { status, location, text } = await visitor.get(at)
        return [status, location, text.replaceAll(/<style.*?<\/style>|[0-9a-f]{64}/gs, "")]
      }),
    ),
  }
}

describe("an app that runs, while Object.prototype says", () => {
  test.each(Object.keys(evil))("%s", async (name) => {
    const app = await running()
    const before = await everything(app)
    const after = await polluted(name, () => everything(app))
    expect(after).toEqual(before)
  })
})

test("with a prototype that is polluted, whoever signs in at a provider gets their own account", async () => {
  const party = relyingParty(provider.play())
  await party.signIn() // protocol and keys are at hand
  for (const name of ["user", "sub", "email", "email_verified", "issuer", "allowDangerousEmailAccountLinking"]) {
    const { session } = await polluted(name, () => party.signIn())
    expect([name, session?.user]).toEqual([name, { name: "Fay Fault", email: "fay@fault.test", image: null }])
  }
})

test("options that are read while it is polluted are the developer's: the secret, the address, what is trusted", async () => {
  vi.stubEnv("NEXTAUTH_SECRET", secret)
  const forged = `__Secure-next-auth.session-token=${await encode({ token: { sub: "1" }, secret: evil.secret as string })}`
  await polluted("secret", async () => {
    const auth = createAuth({ providers: [] })
    expect((await auth.session(new Headers({ cookie: forged }))).session).toBeNull()
    expect(await getToken({ req: { headers: { cookie: forged } }, secureCookie: true })).toBeNull()
    expect((await withAuth({})(visitOf("/members", forged) as never))?.status).toBe(307)
  })
  for (const name of ["allowDangerousEmailAccountLinking", "trustHost", "debug"]) {
    const before = JSON.stringify(await everything(await running()))
    expect(JSON.stringify(await polluted(name, async () => everything(await running())))).toBe(before)
  }
})

test("where an app freezes the built-ins, everything works", async () => {
  const script = `
    for (const { prototype } of [Object, Array, Function, String, Map, Set, Promise, Uint8Array, Error, Date, RegExp])
      Object.freeze(prototype)
    process.env.NEXTAUTH_URL = "https://app.example"
    const { createAuth } = await import("countersign")
    const { default: Credentials } = await import("countersign/providers/credentials")
    const { getToken } = await import("countersign/jwt")
    const secret = "a secret of the tests, at least 32 characters"
    const auth = createAuth({ secret, providers: [Credentials({ credentials: {}, authorize: () => ({ id: "1", name: "Ada" }) })] })
    const at = (path, init) => auth.handle(new Request("https://app.example/api/auth/" + path, init))
    const cookies = (answer) => answer.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ")
    const csrf = await at("csrf")
    const { csrfToken } = await csrf.json()
    const body = new URLSearchParams({ csrfToken })
    const answer = await at("callback/credentials", { method: "POST", headers: { cookie: cookies(csrf) }, body })
    const token = await getToken({ req: { headers: { cookie: cookies(answer) } }, secret })
    console.log(answer.status, (await at("signin")).status, (await at("error")).status, token.name)`
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: root,
  })
  expect(stdout.trim()).toBe("302 200 200 Ada")
})
