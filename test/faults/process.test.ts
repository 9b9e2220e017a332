/** What the machine does to a process: its clock jumps, it stands still, its chance is read, and it is told to end. */
import { fork } from "node:child_process"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { fileURLToPath } from "node:url"
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import Email from "../../src/providers/email.js"
import { type App, type Browser, openApp } from "../support/app.js"
import { relyingParty } from "../support/relying-party.js"
import { clientId, clientSecret, type ScriptedProvider, startScriptedProvider } from "../support/scripted-provider.js"

const hour = 3_600_000
const day = 24 * hour

let provider: ScriptedProvider
beforeAll(async () => {
  provider = await startScriptedProvider()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})
afterAll(() => provider.close())

const setClock = (time: number): void => void vi.useFakeTimers({ toFake: ["Date"], now: time })
const jump = (by: number): void => setClock(Date.now() + by)

describe.each(["jwt", "database"] as const)("with sessions of strategy %s, when the clock", (strategy) => {
  const open = () => relyingParty(provider.play(), {}, { adapter: MemoryAdapter(), session: { strategy } })

  test.each([
    ["an hour ahead", hour, false],
    ["a day ahead", day, false],
    ["ten minutes ahead", hour / 6, true],
    ["an hour back", -hour, true],
    ["a day back", -day, true],
  ])("jumps %s during a sign-in, its time is what the clock says (PT-1)", async (_, by, isFine) => {
    const party = open()
    const { browser, answer } = await party.begin()
    jump(by)
    const { session, error } = await party.comeBack(browser, answer.location ?? "")
    expect([session?.user?.name ?? null, error]).toEqual(isFine ? ["Fay Fault", null] : [null, "OAuthCallback"])
    vi.useRealTimers()
    expect((await party.signIn(browser)).session?.user?.name).toBe("Fay Fault")
  })

  test("jumps a month ahead, a session is over, and the browser is told to forget it (PT-1)", async () => {
    const { browser } = await open().signIn()
    const cookie = browser.cookieHeader()
    jump(31 * day)
    const answer = await browser.get("session", { cookie })
    expect(answer.text).toBe("{}")
    expect(answer.headers.getSetCookie().join()).toMatch(/session-token=; Max-Age=0/)
  })

  test("jumps a day back and is set right, a session goes on (PT-1)", async () => {
    const { browser } = await open().signIn()
    jump(-day)
    expect((await browser.session())?.user?.name).toBe("Fay Fault")
    vi.useRealTimers()
    expect((await browser.session())?.user?.name).toBe("Fay Fault")
  })

  test.each([
    ["2³¹ seconds pass, on 19 January 2038", "2038-01-19T03:13:50Z"],
    ["2³² seconds pass, in 2106", "2106-02-07T06:28:10Z"],
    ["a leap second may come", "2026-12-31T23:59:55Z"],
    ["summer time ends", "2026-11-01T05:59:55Z"],
  ])("%s, somebody signs in, is known, and is not for ever (PT-1)", async (_, time) => {
    vi.stubEnv("TZ", "America/New_York")
    setClock(Date.parse(time))
    const party = open()
    const { browser, answer } = await party.begin()
    jump(10_000)
    expect((await party.comeBack(browser, answer.location ?? "")).session?.user?.name).toBe("Fay Fault")
    jump(29 * day)
    expect((await browser.session())?.user?.name).toBe("Fay Fault")
    jump(31 * day)
    expect(await browser.session()).toBeNull()
  })

  test("jumps a day ahead, the link of a mail is late, and none is good for longer by a jump back (PT-1)", async () => {
    const links: string[] = []
    const mail = Email({ sendVerificationRequest: ({ url }) => void links.push(url) })
    const app = openApp({ adapter: MemoryAdapter(), providers: [mail], session: { strategy } })
    const browser = app.browser()
    await browser.signIn("email", { email: "ada@example.com" })
    jump(day + 1000)
    expect((await browser.get(links[0] ?? "")).location ?? "").not.toBe(`${app.origin}/`)
    jump(-2 * day)
    expect(await browser.session()).toBeNull()
    await browser.signIn("email", { email: "ada@example.com" })
    await browser.get(links[1] ?? "")
    expect((await browser.session())?.user?.email).toBe("ada@example.com")
  })
})

test("a process that stands still for longer than every timeout ends in an error or a session, and goes on (PT-2)", async () => {
  const op = provider.play()
  const standStill = (): undefined => {
    const until = performance.now() + 700
    while (performance.now() < until);
  }
  const party = relyingParty(op, { httpOptions: { timeout: 300 } }, { adapter: MemoryAdapter() })
  for (const endpoint of [".well-known/openid-configuration", "token", "jwks"]) {
    op.script.endpoints = { [endpoint]: async () => standStill() }
    const { session, error } = await party.signIn()
    expect(session ? error : error?.startsWith("OAuth")).toBe(session ? null : true)
  }
  op.script.endpoints = {}
  expect((await party.signIn()).session?.user?.name).toBe("Fay Fault")
})

test("while a new secret reaches one process after the other, what the other sealed opens nothing (RC-11)", async () => {
  const links: string[] = []
  const adapter = MemoryAdapter()
  const op = provider.play()
  const mail = Email({ sendVerificationRequest: ({ url }) => void links.push(url) })
  const oidc = { id: "op", name: "OP", type: "oidc" as const, issuer: op.issuer, clientId, clientSecret }
  const [old, fresh] = ["an old secret, at least 32 characters long", "a new secret, at least 32 characters long"].map(
    (secret) => openApp({ adapter, secret, providers: [oidc, mail], session: { strategy: "jwt" } }),
  ) as [App, App]
  const goOver = (from: Browser): Browser => {
    const browser = fresh.browser()
    for (const [key, cookie] of from.cookies) browser.cookies.set(key, cookie)
    return browser
  }
  const onTheWay = old.browser()
  const { location } = await onTheWay.signIn("op", {})
  const back = (await onTheWay.get(location ?? "")).location ?? ""
  const arriving = goOver(onTheWay)
  expect((await arriving.get(back)).location).toBe(`${fresh.origin}/api/auth/error?error=OAuthCallback`)
  expect(op.seen("token")).toEqual([])
  await onTheWay.get(back)
  expect((await onTheWay.session())?.user?.name).toBe("Fay Fault")
  expect(await goOver(onTheWay).session()).toBeNull()

  const asking = old.browser()
  await asking.signIn("email", { email: "ada@example.com" })
  const page = await goOver(asking).get(links[0] ?? "")
  const pressed = page.forms[0] ? await fresh.browser().submit(page.forms[0]) : page
  expect(pressed.location ?? "").not.toBe(`${fresh.origin}/`)
  await asking.get(links[0] ?? "")
  expect((await asking.session())?.user?.email).toBe("ada@example.com")
})

describe("chance", () => {
  /** The platform's generator, made to repeat itself from a seed. */
  function repeating(seed: number): void {
    let state = seed
    const next = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state >>> 24
    }
    vi.spyOn(crypto, "getRandomValues").mockImplementation((array) => {
      const bytes = new Uint8Array(array?.buffer as ArrayBuffer, array?.byteOffset, array?.byteLength)
      for (let at = 0; at < bytes.length; at++) bytes[at] = next()
      return array
    })
    vi.spyOn(crypto, "randomUUID").mockImplementation(() => {
      const hex = Array.from({ length: 16 }, () => next().toString(16).padStart(2, "0")).join("")
      return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5") as ReturnType<typeof crypto.randomUUID>
    })
    vi.spyOn(Math, "random").mockImplementation(() => {
      throw new Error("Math.random is no source of secrets")
    })
  }

  /** Everything that somebody could guess: as it leaves the app. */
  async function secretsOf(seed: number): Promise<Record<string, string>> {
    repeating(seed)
    const letters: { url: string; code?: string | undefined }[] = []
    const mail = Email({ code: true, sendVerificationRequest: ({ url, code }) => void letters.push({ url, code }) })
    const op = {
      id: "op",
      name: "OP",
      type: "oauth" as const,
      clientId: "id",
      checks: ["pkce", "state", "nonce"] as const,
    }
    const address = {
      authorization: "https://op.example/a",
      token: "https://op.example/t",
      userinfo: "https://op.example/u",
    }
    const app = openApp({
      adapter: MemoryAdapter(),
      session: { strategy: "database" },
      providers: [mail, { ...op, ...address, checks: [...op.checks], profile: () => ({ id: "1" }) }],
    })
    const browser = app.browser()
    const csrfToken = await browser.csrfToken()
    const { location } = await browser.signIn("op", {})
    const asked = new URL(location ?? "").searchParams
    await browser.signIn("email", { email: "ada@example.com" })
    await browser.get(letters[0]?.url ?? "")
    expect((await browser.session())?.user?.email).toBe("ada@example.com")
    vi.restoreAllMocks()
    return {
      "CSRF token": csrfToken,
      state: asked.get("state") ?? "",
      "code challenge": asked.get("code_challenge") ?? "",
      "token of a link": new URL(letters[0]?.url ?? "").searchParams.get("token") ?? "",
      "code of a mail": letters[0]?.code ?? "",
      "key of a session": browser.cookie("__Secure-next-auth.session-token") ?? "",
    }
  }

  test("is the platform's alone: who knew what it gives would know every secret, and nobody else does (PT-6)", async () => {
    const once = await secretsOf(1)
    for (const value of Object.values(once)) expect(value).not.toBe("")
    expect(await secretsOf(1)).toEqual(once)
    const another = await secretsOf(2)
    for (const [name, value] of Object.entries(another)) expect(value, name).not.toBe(once[name])
    expect(new Set(Object.values(once)).size).toBe(Object.keys(once).length)
  })

  test("is enough in each secret (PT-6)", async () => {
    const bits = { hex: 4, base64url: 6 }
    const { state = "", ...secrets } = await secretsOf(3)
    expect(state.length * bits.base64url).toBeGreaterThanOrEqual(256)
    expect((secrets["code challenge"] ?? "").length * bits.base64url).toBeGreaterThanOrEqual(256)
    expect((secrets["CSRF token"] ?? "").length * bits.hex).toBeGreaterThanOrEqual(256)
    expect((secrets["token of a link"] ?? "").length * bits.hex).toBeGreaterThanOrEqual(256)
    expect((secrets["key of a session"] ?? "").replaceAll("-", "").length * bits.hex).toBeGreaterThanOrEqual(122)
  })
})

test("a server that is told to end while somebody signs in lets them finish, and ends by itself (PT-5)", async () => {
  let arrive = (): void => {}
  const isAsked = new Promise<void>((asked) => {
    arrive = asked
  })
  const slow = createServer((_, answer) => {
    arrive()
    const body = JSON.stringify({ access_token: "at", token_type: "bearer" })
    setTimeout(() => answer.writeHead(200, { "content-type": "application/json" }).end(body), 300)
  })
  await new Promise<void>((listening) => slow.listen(0, "127.0.0.1", listening))
  const token = `http://127.0.0.1:${(slow.address() as AddressInfo).port}/token`
  const script = fileURLToPath(new URL("ending-server.mjs", import.meta.url))
  const child = fork(script, [token], { execArgv: [], env: { ...process.env, NEXTAUTH_URL: "http://127.0.0.1" } })
  const ended = new Promise<number | null>((done) => child.once("exit", (code) => done(code)))
  try {
    const listens = new Promise<string>((told) => child.once("message", (message) => told(String(message))))
    const origin = await Promise.race([
      listens,
      ended.then((code) => Promise.reject(new Error(`It ended with ${code}`))),
    ])
    const cookies = new Map<string, string>()
    const visit = async (path: string, init: RequestInit = {}): Promise<Response> => {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ")
      const answer = await fetch(`${origin}/api/auth/${path}`, { ...init, headers: { cookie }, redirect: "manual" })
      for (const line of answer.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        cookies.set(name, value)
      }
      return answer
    }
    const { csrfToken } = (await (await visit("csrf")).json()) as { csrfToken: string }
    const begun = await visit("signin/op", { method: "POST", body: new URLSearchParams({ csrfToken }) })
    const state = new URL(begun.headers.get("location") ?? "").searchParams.get("state")
    const answer = visit(`callback/op?code=c&state=${state}`)
    await isAsked
    child.kill("SIGTERM")
    const told = performance.now()
    expect((await answer).headers.get("location")).not.toContain("error")
    expect(cookies.get("next-auth.session-token")).toMatch(/^eyJ/)
    expect(await ended).toBe(0)
    expect(performance.now() - told).toBeLessThan(5_000)
  } finally {
    child.kill("SIGKILL")
    slow.closeAllConnections()
    slow.close()
  }
})
