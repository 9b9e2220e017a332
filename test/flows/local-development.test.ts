/** Somebody develops without an account anywhere: every provider is `countersign dev`, and so is the mailbox. */
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs"
import { connect, createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inspect } from "node:util"
import { createTransport } from "nodemailer"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import type { Account, Profile } from "../../src/core/model.js"
import { type DevServer, type Fault, startDev } from "../../src/dev/index.js"
import { openMailbox } from "../../src/dev/mailbox.js"
import Apple from "../../src/providers/apple.js"
import Email from "../../src/providers/email.js"
import GitHub from "../../src/providers/github.js"
import Google from "../../src/providers/google.js"
import { type Answer, type App, type Browser, type Form, openApp } from "../support/app.js"

let dev: DevServer

beforeAll(async () => {
  dev = await startDev({ port: 0 })
})
afterAll(() => dev.close())
beforeEach(() => {
  for (const [name, value] of Object.entries(dev.env)) vi.stubEnv(name, value)
})
afterEach(() => {
  dev.faults.clear()
  dev.mailbox.clear()
  vi.unstubAllEnvs()
})

const real = { clientId: "registered-elsewhere", clientSecret: "never sent" }
/** What the app was told about whoever signed in last, by provider. */
const profiles: Record<string, unknown> = {}
const callbacks = {
  signIn: ({ account, profile }: { account: Account | null; profile?: Profile }): boolean => {
    profiles[account?.provider ?? ""] = profile
    return true
  },
}

// biome-ignore lint/suspicious/noExplicitAny: options of any provider
const openAppWith = (...providers: any[]): App => openApp({ providers, callbacks }, "http://localhost:3000")

/** Goes to the picker of a provider, as a click on its button does. */
async function goTo(browser: Browser, provider: string): Promise<Answer> {
  return browser.follow(await browser.signIn(provider, { callbackUrl: "/members" }))
}

/** Chooses somebody at the picker; the answer leads back to the app. */
async function submitChoice(browser: Browser, provider: string, person: string): Promise<Answer> {
  const picker = await goTo(browser, provider)
  expect([provider, picker.forms.length, picker.url]).toEqual([provider, 2, expect.stringContaining("/sign-in/")])
  return browser.submit(picker.forms[0] as Form, { person })
}

async function signInAs(browser: Browser, provider: string, person: string): Promise<Answer> {
  const answer = await browser.follow(await submitChoice(browser, provider, person))
  const posted = answer.forms.find(({ action }) => action.endsWith(`/callback/${provider}`))
  return posted ? browser.follow(await browser.submit(posted)) : answer
}

const userOf = async (browser: Browser) => (await browser.session())?.user

test("alice signs in at GitHub and at Google, as each of them would describe her", async () => {
  const app = openAppWith(GitHub(real), Google(real))
  for (const provider of ["github", "google"]) {
    const browser = app.browser()
    const arrived = await signInAs(browser, provider, "alice")
    expect(arrived.url).toBe("http://localhost:3000/members")
    expect(await userOf(browser)).toMatchObject({ name: "Alice Archer", email: "alice@example.com" })
  }
  expect(app.log).toEqual([])
  expect(profiles.github).toMatchObject({ id: expect.any(Number), login: "alice", email: "alice@example.com" })
  const standard = { sub: "alice", aud: "registered-elsewhere", email_verified: true, roles: ["member"] }
  expect(profiles.google).toMatchObject({ iss: `${dev.url}/countersign-dev/google`, ...standard })
})

/** Every provider of the package, as somebody configures it who has no account there yet. */
const everyProvider = await Promise.all(
  readdirSync(new URL("../../src/providers", import.meta.url))
    .filter((file) => /^[\w-]+\.ts$/.test(file) && !["index.ts", "oauth.ts"].includes(file))
    .map(async (file) => (await import(`../../src/providers/${file.replace(/\.ts$/, "")}.ts`)).default),
)
const nobodyKnows = { issuer: "https://issuer.example/", accountID: "1", userinfo: undefined, authorize: () => null }
const oauthProviders = everyProvider
  .map((factory) => factory(nobodyKnows))
  .filter(({ type }) => type === "oauth" || type === "oidc")
/** They call people by no name of theirs. */
const nameless = ["passage", "salesforce", "united-effects"]

test("every provider of the package is stood in for, and its mapping finds alice", async () => {
  for (const provider of oauthProviders) {
    const app = openAppWith(provider)
    const browser = app.browser()
    const { url } = await signInAs(browser, provider.id, "alice")
    const { name = "", email = null } = (await userOf(browser)) ?? {}
    const isAlice = nameless.includes(provider.id) || /alice/i.test(name ?? "")
    const arrival = [provider.id, url, isAlice, email ?? "alice@example.com", app.log]
    expect(arrival).toEqual([provider.id, "http://localhost:3000/members", true, "alice@example.com", []])
  }
  expect(oauthProviders.length).toBeGreaterThan(90)
}, 60_000)

test("a provider without a client id, as before any registration, signs people in too", async () => {
  const app = openAppWith(GitHub({ clientId: undefined as never, clientSecret: undefined as never }), Apple(real))
  for (const provider of ["github", "apple"]) {
    const browser = app.browser()
    await signInAs(browser, provider, "bob")
    expect(await userOf(browser)).toMatchObject({ name: "Bob Baker", email: "bob@example.com" })
  }
})

test("a provider that answers by POST does so here, where the browser then brings the app's cookies", async () => {
  const chosenAt = async (origin: string): Promise<Answer> => {
    const browser = openApp({ providers: [Apple(real)] }, origin).browser()
    const picker = await browser.follow(await browser.signIn("apple", {}))
    const chosen = await browser.submit(picker.forms[0] as Form, { person: "alice" })
    return browser.get(chosen.location as string)
  }
  const callback = "/api/auth/callback/apple"
  for (const origin of ["http://localhost:3000", "https://app.example"])
    expect((await chosenAt(origin)).forms).toMatchObject([{ method: "POST", action: origin + callback }])
  expect((await chosenAt("http://127.0.0.1:3000")).location).toMatch(`http://127.0.0.1:3000${callback}?code=`)
})

test("a provider that only this app knows is stood in for, and told what was written down for it", async () => {
  const endpoints = {
    authorization: "https://x.example/a",
    token: "https://x.example/t",
    userinfo: "https://x.example/u",
  }
  const profile = ({ id, staffNumber, name }: { id: string; staffNumber: number; name: string }) => ({
    id,
    name: `${name}, ${staffNumber}`,
  })
  const { id } = dev.people.save({ name: "Grace Hopper", claims: { staffNumber: 7 } })
  const browser = openAppWith({
    id: "intranet",
    name: "Intranet",
    type: "oauth",
    ...real,
    ...endpoints,
    profile,
  }).browser()
  await signInAs(browser, "intranet", id)
  dev.people.remove(id)
  expect(await userOf(browser)).toMatchObject({ name: "Grace Hopper, 7" })
})

test("an address that is not verified is told as such, and GitHub tells none", async () => {
  const app = openAppWith(GitHub(real), Google(real))
  await signInAs(app.browser(), "google", "dave")
  expect(profiles.google).toMatchObject({ email: "dave@example.com", email_verified: false })
  const browser = app.browser()
  await signInAs(browser, "github", "dave")
  expect((await userOf(browser))?.email ?? null).toBeNull()
})

test("whoever configures the provider by hand may use any client id, secret and way to prove it", async () => {
  vi.stubEnv("COUNTERSIGN_DEV", "")
  for (const method of ["client_secret_basic", "client_secret_post"]) {
    const own = {
      id: "own",
      name: "Own",
      type: "oidc",
      issuer: dev.issuer,
      client: { token_endpoint_auth_method: method },
    }
    const browser = openAppWith({ ...own, clientId: "my app", clientSecret: "s3cret: & more" }).browser()
    await signInAs(browser, "own", "alice")
    expect(await userOf(browser)).toMatchObject({ name: "Alice Archer" })
  }
})

test("the client secret of the real provider never leaves the app", async () => {
  const asked: string[] = []
  const { fetch } = globalThis
  vi.stubGlobal("fetch", async (input: Request | string, init?: RequestInit) => {
    const request = new Request(input, init)
    asked.push(`${request.url} ${JSON.stringify([...request.headers])} ${await request.clone().text()}`)
    return fetch(request)
  })
  try {
    await signInAs(openAppWith(Google(real)).browser(), "google", "alice")
  } finally {
    vi.unstubAllGlobals()
  }
  expect(asked.filter((one) => one.includes("/token"))).toHaveLength(1)
  expect(asked.join("\n")).not.toMatch(/never sent|never\+sent|never%20sent|Basic/)
  expect(asked.filter((one) => !one.startsWith(dev.url))).toEqual([])
})

test("somebody new is added on the way, with roles and claims of their own", async () => {
  const app = openAppWith(Google(real))
  const browser = app.browser()
  const picker = await goTo(browser, "google")
  const form = picker.forms[1]
  if (!form) throw new Error("There is no form for somebody else")
  const typed = { name: "Eve Evans", email: "eve@example.com", emailVerified: "on", roles: "admin, staff" }
  const refused = await browser.submit(form, { ...typed, claims: "{department: Sales}" })
  expect([refused.status, refused.text]).toEqual([400, expect.stringContaining("no JSON")])
  await browser.follow(await browser.submit(form, { ...typed, claims: '{"department":"Sales"}' }))
  expect(await userOf(browser)).toMatchObject({ name: "Eve Evans" })
  expect(profiles.google).toMatchObject({ roles: ["admin", "staff"], department: "Sales", email_verified: true })
  await signInAs(app.browser(), "google", "eve")
  dev.people.remove("eve")
})

test("somebody who was signed in as alice becomes bob by choosing him", async () => {
  const browser = openAppWith(GitHub(real)).browser()
  await signInAs(browser, "github", "alice")
  await browser.signOut()
  await signInAs(browser, "github", "bob")
  expect(await userOf(browser)).toMatchObject({ name: "Bob Baker" })
})

test("refusing at the picker comes back as the provider's refusal", async () => {
  const browser = openAppWith(GitHub(real)).browser()
  const picker = await goTo(browser, "github")
  const answer = await browser.follow(await browser.submit(picker.forms[0] as never, { refuse: "yes" }))
  expect(answer.url).toContain("error=Callback")
  expect(await browser.session()).toBeNull()
})

test("names and claims cannot leave their place in the pages", async () => {
  const hostile = `"><script>alert(1)</script>&'`
  const { id } = dev.people.save({ name: hostile, email: `"<i>@x`, roles: [hostile], claims: { [hostile]: hostile } })
  await createTransport(dev.env.EMAIL_SERVER).sendMail({
    to: "a@b.example",
    from: "c@d.example",
    subject: hostile,
    text: hostile,
  })
  const picker = await goTo(openAppWith(GitHub(real)).browser(), "github")
  const mail = dev.mailbox.latest()?.id
  const pages = [picker.text]
  for (const path of ["/", `/people/${id}`, "/mails", `/mails/${mail}`])
    pages.push(await (await fetch(dev.url + path)).text())
  dev.people.remove(id)
  expect(pages.join("")).toContain("&lt;script&gt;")
  for (const page of pages) expect(page).not.toMatch(/<script|<i>|alert\(1\)<\/script>/)
})

describe("with a fault switched on", () => {
  const outcomes: [Fault, "github" | "google", RegExp][] = [
    ["denied", "google", /error=Callback/],
    ["expired-code", "github", /error=OAuthCallback/],
    ["expired-id-token", "google", /error=OAuthCallback/],
    ["slow", "github", /error=OAuthCallback/],
  ]
  test.each(outcomes)("%s, nobody is signed in at %s", async (fault, provider, error) => {
    dev.faults.add(fault)
    const impatient = fault === "slow" ? { httpOptions: { timeout: 300 } } : {}
    const browser = openAppWith(GitHub({ ...real, ...impatient }), Google(real)).browser()
    const arrived = fault === "denied" ? await goTo(browser, provider) : await signInAs(browser, provider, "alice")
    expect(arrived.url).toMatch(error)
    expect(await browser.session()).toBeNull()
    dev.faults.clear()
    await signInAs(browser, provider, "alice")
    expect(await browser.session()).not.toBeNull()
  })

  test("wrong-nonce, nobody is signed in at a provider whose nonce is checked", async () => {
    dev.faults.add("wrong-nonce")
    const browser = openAppWith({ ...Google(real), checks: ["pkce", "state", "nonce"] }).browser()
    expect((await signInAs(browser, "google", "alice")).url).toMatch(/error=OAuthCallback/)
    expect(await browser.session()).toBeNull()
  })

  test("mail-refused, the mail server says so to the app", async () => {
    dev.faults.add("mail-refused")
    const sent = createTransport(dev.env.EMAIL_SERVER).sendMail({
      to: "ada@example.com",
      from: "a@b.example",
      text: "Hello",
    })
    await expect(sent).rejects.toMatchObject({ responseCode: 550 })
    expect(dev.mailbox.latest()).toBeNull()
  })

  test("from the page or by JSON, faults are the same", async () => {
    const page = await fetch(`${dev.url}/faults`, { method: "POST", body: new URLSearchParams({ fault: "slow" }) })
    expect(page.url).toBe(`${dev.url}/faults`)
    expect([...dev.faults]).toEqual(["slow"])
    const json = (body: unknown) =>
      fetch(`${dev.url}/api/faults`, {
        method: "PUT",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      })
    expect(await (await json(["denied"])).json()).toEqual(["denied"])
    expect((await json(["earthquake"])).status).toBe(400)
    expect([...dev.faults]).toEqual(["denied"])
  })
})

describe("the mailbox", () => {
  const send = (mail: object) =>
    createTransport(dev.env.EMAIL_SERVER).sendMail({ from: "App <app@example.com>", ...mail })

  test("keeps what came over SMTP: text, HTML, links, code and source", async () => {
    await send({ to: "other@example.com", subject: "Another", text: "Hi" })
    await send({
      to: "Ada@Example.com",
      subject: "Signing in – grüße",
      text: "Your code is 04711815.\nOr open http://localhost:3000/in?token=1&x=2.",
      html: '<p><a href="http://localhost:3000/in?token=1&amp;x=2">Sign in</a></p>',
    })
    expect(dev.mailbox.latest("ada@example.com")).toMatchObject({
      from: "App <app@example.com>",
      to: ["Ada@example.com"],
      subject: "Signing in – grüße",
      links: ["http://localhost:3000/in?token=1&x=2"],
      code: "04711815",
    })
    const latest = await fetch(`${dev.url}/api/mails/latest?to=ada@example.com`)
    expect((await latest.json()).subject).toBe("Signing in – grüße")
    expect((await fetch(`${dev.url}/api/mails/latest?to=nobody@example.com`)).status).toBe(404)
    const id = dev.mailbox.latest()?.id
    const page = await (await fetch(`${dev.url}/mails/${id}`)).text()
    expect(page).toContain('href="http://localhost:3000/in?token=1&amp;x=2"')
    expect(await (await fetch(`${dev.url}/mails/${id}/source`)).text()).toContain("MIME-Version: 1.0")
  })

  test("takes the library's own mail without making anybody wait", async () => {
    const app = openApp({
      adapter: MemoryAdapter(),
      providers: [Email({ server: dev.env.EMAIL_SERVER, from: "App <app@example.com>" })],
    })
    const asked = Date.now()
    expect((await app.browser().signIn("email", { email: "ada@example.com" })).location).toContain("verify-request")
    expect(Date.now() - asked).toBeLessThan(2000)
    expect(dev.mailbox.latest("ada@example.com")?.links[0]).toContain("/api/auth/callback/email?")
  })

  test("finds the code of a mail that has no text, and takes no colour for one", async () => {
    await send({
      to: "ada@example.com",
      html: '<style>p{color:#112233}</style><p style="color:#445566">Code</p><b>815815</b>',
    })
    expect(dev.mailbox.latest()).toMatchObject({ text: "", code: "815815" })
  })

  test("shows a mail's HTML where it can run nothing and ask nobody", async () => {
    await send({
      to: "ada@example.com",
      html: '<script>steal()</script><img src="https://tracker.example/x.gif"><base href="https://evil.example">',
    })
    const frame = await fetch(`${dev.url}/mails/${dev.mailbox.latest()?.id}/html`)
    const policy = frame.headers.get("content-security-policy") ?? ""
    expect(policy).toMatch(/^sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';/)
    expect(policy).toMatch(/img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'/)
    expect(policy).not.toMatch(/allow-scripts|allow-same-origin|script-src/)
  })

  test("keeps the newest 200 mails", () => {
    const mailbox = openMailbox([], () => {})
    const mail = { from: "", to: [], subject: "", date: "", text: "", html: null, links: [], code: null, source: "" }
    for (let i = 1; i <= 205; i++) mailbox.add({ ...mail, id: `${i}` })
    expect([mailbox.all().length, mailbox.latest()?.id, mailbox.all().at(-1)?.id]).toEqual([200, "205", "6"])
  })

  test("takes no mail that is larger than 5 MB", async () => {
    const text = `${"x".repeat(70)}\n`.repeat(75_000)
    await expect(send({ to: "a@b.example", text })).rejects.toMatchObject({ responseCode: 552 })
    expect(dev.mailbox.latest()).toBeNull()
  })
})

describe("another site in the same browser", () => {
  test("hands in no mail by a request that a mail server would understand half of", async () => {
    const dialogue = "HELO x\r\nMAIL FROM:<a@evil.example>\r\nRCPT TO:<ada@example.com>\r\nDATA\r\nHi\r\n.\r\nQUIT\r\n"
    const answer = await fetch(`${dev.url}/mails`, {
      method: "POST",
      body: dialogue,
      headers: { origin: "https://evil.example" },
    })
    expect([answer.status, answer.headers.get("content-type")]).toEqual([403, "text/html; charset=utf-8"])
    expect(dev.mailbox.latest()).toBeNull()
  })

  test("changes nothing by a form, and reads nothing by a name of its own", async () => {
    const post = (headers: Record<string, string>) =>
      fetch(`${dev.url}/people`, {
        method: "POST",
        headers,
        body: new URLSearchParams({ name: "Mallory" }),
        redirect: "manual",
      })
    expect((await post({ origin: "https://evil.example" })).status).toBe(403)
    expect((await post({ "sec-fetch-site": "cross-site" })).status).toBe(403)
    expect((await post({ origin: "null" })).status).toBe(403)
    expect(dev.people.find("mallory")).toBeNull()
    expect((await post({ origin: dev.url })).status).toBe(303)
    dev.people.remove("mallory")
    const { port } = new URL(dev.url)
    expect(await statusFor(Number(port), `rebound.example:${port}`)).toBe(403)
    expect(await statusFor(Number(port), `localhost:${port}`)).toBe(200)
  })

  test("is not sent to by an answer that is no web address", async () => {
    const query = { client_id: "x", response_type: "code", scope: "openid", redirect_uri: "javascript:alert(1)" }
    const answer = await fetch(`${dev.issuer}/auth?${new URLSearchParams(query)}`, { redirect: "manual" })
    expect([answer.status, answer.headers.get("location")]).toEqual([400, null])
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'")
  })

  /** `fetch` writes the host itself. */
  const statusFor = async (port: number, host: string): Promise<number> => {
    const { get } = await import("node:http")
    return new Promise((done) => {
      get({ port, host: "127.0.0.1", path: "/api/mails", headers: { host } }, (answer) => done(answer.statusCode ?? 0))
    })
  }
})

describe("in production", () => {
  test("it does not start", async () => {
    vi.stubEnv("NODE_ENV", "production")
    await expect(startDev({ port: 0 })).rejects.toMatchObject({
      name: "ConfigurationError",
      code: "DEVELOPMENT_SERVER",
    })
  })

  test("an app whose environment still names it answers nobody", async () => {
    vi.stubEnv("NODE_ENV", "production")
    const app = openAppWith(GitHub(real))
    expect((await app.browser().get("session")).status).toBe(500)
    await expect(app.auth.session({ get: () => null } as never)).rejects.toMatchObject({ code: "DEVELOPMENT_SERVER" })
    expect(JSON.stringify(app.log)).toContain("DEVELOPMENT_SERVER")
  })

  test("an app that is configured for it answers nobody", async () => {
    vi.stubEnv("NODE_ENV", "production")
    vi.stubEnv("COUNTERSIGN_DEV", "")
    const own = { id: "own", name: "Own", type: "oidc", clientId: "a", clientSecret: "b" }
    const { status } = await openAppWith({ ...own, issuer: dev.issuer })
      .browser()
      .get("session")
    expect(status).toBe(500)
    const others = await openAppWith({ ...own, issuer: "https://accounts.example" })
      .browser()
      .get("session")
    expect(others.status).toBe(200)
  })

  test("an app whose mail goes to its mailbox answers nobody", async () => {
    vi.stubEnv("NODE_ENV", "production")
    vi.stubEnv("COUNTERSIGN_DEV", "")
    const statusWith = async (server: string): Promise<number> => {
      const app = openApp({ adapter: MemoryAdapter(), providers: [Email({ server, from: "app@example.com" })] })
      return (await app.browser().get("session")).status
    }
    expect(await statusWith(dev.env.EMAIL_SERVER)).toBe(500)
    expect(await statusWith("smtp://127.0.0.1:4747/?proxy=http://localhost:4747/countersign-dev")).toBe(500)
    expect(await statusWith("smtp://mail.example:587")).toBe(200)
  })

  test("neither an app nor its log repeats what the environment holds", async () => {
    vi.stubEnv("NODE_ENV", "production")
    vi.stubEnv("COUNTERSIGN_DEV", "http://ada:s3cret@localhost:4747")
    const app = openAppWith(GitHub(real))
    const { status, text } = await app.browser().get("signin")
    expect(status).toBe(500)
    expect(inspect(app.log, { depth: 9 })).toContain("Remove `COUNTERSIGN_DEV` from the environment")
    expect(inspect(app.log, { depth: 9 }) + text).not.toContain("s3cret")
  })
})

test.each([
  "http://evil.example:4747",
  "https://localhost.evil.example",
  "http://localhost:4747@evil.example",
  "http://[::1]:4747",
  "http://ada:s3cret@localhost:4747",
  "nonsense",
])("an app is not sent to %s for its providers, and the log does not repeat it", async (address) => {
  vi.stubEnv("COUNTERSIGN_DEV", address)
  const app = openAppWith(GitHub(real))
  expect((await app.browser().get("signin")).status).toBe(500)
  expect(app.log).toEqual([
    {
      level: "error",
      code: "DEVELOPMENT_SERVER",
      metadata: expect.objectContaining({ message: expect.stringContaining("no address of this machine") }),
    },
  ])
  expect(String(app.log[0]?.metadata)).not.toContain(address)
})

test("when countersign dev is not running, the log says so and what to do", async () => {
  const gone = await startDev({ port: 0 })
  await gone.close()
  vi.stubEnv("COUNTERSIGN_DEV", gone.url)
  const app = openAppWith(GitHub(real))
  expect((await app.browser().signIn("github", {})).location).toContain("error=OAuthSignin")
  expect(inspect(app.log, { depth: 9 })).toContain("`countersign dev` does not answer: start it")
})

test("nothing is kept unless somebody says where; then people and mails are there again, for their owner only", async () => {
  const folder = mkdtempSync(join(tmpdir(), "countersign-dev-"))
  try {
    const keep = join(folder, "kept.json")
    const first = await startDev({ port: 0, keep })
    first.people.save({ name: "Frank Fisher" })
    await createTransport(first.env.EMAIL_SERVER).sendMail({ to: "a@b.example", from: "c@d.example", text: "Kept" })
    await first.close()
    expect(statSync(keep).mode & 0o077).toBe(0)
    const second = await startDev({ port: 0, keep })
    expect([second.people.find("frank")?.name, second.mailbox.latest()?.text]).toEqual(["Frank Fisher", "Kept"])
    await second.close()
    const { writeFileSync } = await import("node:fs")
    writeFileSync(keep, "my diary")
    await expect(startDev({ port: 0, keep })).rejects.toMatchObject({ code: "DEVELOPMENT_SERVER" })
    expect(readdirSync(folder)).toEqual(["kept.json"])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test("whoever waits at its only port is greeted by the mail server, and let go when it ends", async () => {
  const own = await startDev({ port: 0 })
  const { port } = new URL(own.url)
  expect(own.env.EMAIL_SERVER).toContain(`:${port}?`)
  const socket = connect(Number(port), "127.0.0.1").setEncoding("utf8")
  const greeting = await new Promise((heard) => socket.once("data", heard))
  expect(greeting).toMatch(/^220 .*countersign dev\r\n$/)
  const ended = new Promise((done) => socket.once("close", done))
  await own.close()
  await ended
})

test("a port that is taken is named", async () => {
  const blocker = createServer().listen(0, "127.0.0.1")
  await new Promise((listening) => blocker.once("listening", listening))
  const { port } = blocker.address() as { port: number }
  await expect(startDev({ port })).rejects.toThrow(`Port ${port} is taken`)
  blocker.close()
})
