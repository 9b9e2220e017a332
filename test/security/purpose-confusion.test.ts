/** Every kind of secret at every place that takes one: none but its own is accepted. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import { seal } from "../../src/core/crypto/seal.js"
import { isAddress } from "../../src/methods/email/address.js"
import { type App, type Browser, openApp, secret } from "../support/app.js"
import { type ScriptedProvider, startScriptedProvider } from "../support/scripted-provider.js"
import { keyOf, sealCbc } from "./forge.js"
import { foreignKinds, kindsOf, madeSecrets } from "./made-secrets.js"
import { places } from "./purposes.js"
import { type Apps, collectSecrets, comeBack, cookieNames, openApps, signIn } from "./secrets.js"
import { everyPlace } from "./vectors/places.js"

vi.setConfig({ testTimeout: 60_000 }) // a test tries hundreds of requests

let provider: ScriptedProvider
let apps: Apps
let secrets: Record<string, string>
let tried = 0
const { places: openers } = everyPlace()
beforeAll(async () => {
  provider = await startScriptedProvider()
  apps = openApps(provider.play())
  secrets = await collectSecrets(apps)
})
afterAll(async () => {
  await provider.close()
  const [kinds, all] = [Object.keys(secrets).length, Object.keys(places).length + Object.keys(openers).length]
  console.log(`purposes: ${kinds} kinds of secrets at ${all} places, ${kinds * all + tried} offers`)
})

test("of each kind there is one, unlike the others", () => {
  expect(Object.entries(secrets).filter(([, value]) => value.length < 6)).toEqual([])
  expect(new Set(Object.values(secrets)).size).toBe(Object.keys(secrets).length)
  for (const { own } of Object.values(places)) expect(own.filter((kind) => !(kind in secrets))).toEqual([])
})

describe("no secret is accepted in another's place (GHSA-v64w-49xw-qq89, CVE-2023-48309, GHSA-965c-763c-88jm, GHSA-r4xp-prcw-77qf)", () => {
  test.each(Object.entries(places))("by %s (CO-6)", async (_, { own, takes }) => {
    const taken: string[] = []
    for (const [kind, value] of Object.entries(secrets)) {
      if (!own.includes(kind) && (await takes(apps, value))) taken.push(kind)
    }
    expect(taken).toEqual([])
    for (const kind of own) expect([kind, await takes(apps, secrets[kind] as string)]).toEqual([kind, true])
  })

  test("wherever a sealed value is opened", async () => {
    const taken: string[] = []
    for (const [name, { salt, opens }] of Object.entries(openers)) {
      for (const [kind, value] of Object.entries(secrets)) if (await opens(value)) taken.push(`${salt}: ${kind}`)
      expect(sealedFor[salt], name).toBeDefined()
    }
    expect([...new Set(taken)].sort()).toEqual(
      Object.entries(sealedFor)
        .flatMap(([salt, kinds]) => kinds.map((kind) => `${salt}: ${kind}`))
        .sort(),
    )
  })

  test("not even with the right content, sealed for another purpose, in either form", async () => {
    const purposes = Object.keys(sealedFor)
    const taken: string[] = []
    for (const [name, { salt: own, plaintext, opens, takes }] of Object.entries(openers)) {
      for (const purpose of purposes) {
        const gcm = await seal(plaintext(""), secret, purpose)
        for (const token of [gcm, sealCbc(plaintext(""), keyOf.authjs(secret, purpose))]) {
          tried++
          const isOwn = purpose === own && (takes?.(token) ?? true)
          if ((await opens(token)) !== isOwn)
            taken.push(`${name}, sealed for ${purpose}: ${isOwn ? "refused" : "taken"}`)
        }
      }
    }
    expect(taken).toEqual([])
  })

  test("not even where it says whose it is: with the secret of another app", async () => {
    for (const [name, { salt, plaintext, opens }] of Object.entries(openers)) {
      expect([name, await opens(await seal(plaintext(""), `${secret}2`, salt))]).toEqual([name, false])
    }
  })
})

/** What is sealed under the key that each salt derives: one kind, or none. */
const sealedFor: Readonly<Record<string, readonly string[]>> = {
  "": ["session"],
  "__Secure-authjs.session-token": ["Auth.js v5's session"],
  "__Secure-next-auth.state": ["state cookie"],
  "__Secure-next-auth.nonce": ["nonce cookie"],
  "__Secure-next-auth.pkce.code_verifier": ["PKCE cookie"],
  "__Secure-next-auth.email-request": ["cookie of a mail"],
  "__Secure-next-auth.provider-tokens": [], // it is another person's
  "__Secure-next-auth.provider-session": ["cookie of a provider's session"],
  "__Secure-next-auth.known-device": [], // it is another device
  "countersign session of a provider": ["key of a session, sealed"],
  "countersign.redirect-proxy": ["state of a preview"],
  "countersign account tokens": ["access token, sealed"],
}

test("no kind of secret that the source makes is left out of the run above", () => {
  expect(madeSecrets()).toEqual(Object.keys(kindsOf).sort())
  const kinds = Object.values(kindsOf).flatMap((kinds) => (typeof kinds === "string" ? [] : kinds))
  expect([...kinds, ...foreignKinds].sort()).toEqual(Object.keys(secrets).sort())
  expect(Object.keys(sealedFor).sort()).toEqual([...new Set(Object.values(openers).map(({ salt }) => salt))].sort())
})

test("what is noted in one store is told apart by the beginning of its name, and no row of a code is one of a mail (GHSA-hj93-h7pg-fh6v, CVE-2026-4282)", () => {
  const { rows, values } = apps.written
  const beginnings = new Set(values.map(([key]) => key.split(":")[0]))
  expect([...beginnings].sort()).toEqual([
    "email-latest",
    "ended-subject",
    "logout-notice",
    "session-of-sid",
    "user-of-subject",
  ])
  for (const [key] of values) expect(key).toMatch(/^[a-z-]+:[0-9a-f]{64}$/)
  const [codes, mails] = [rows.filter(isOfCode), rows.filter((row) => !isOfCode(row))]
  expect([codes.length, mails.length].every((count) => count > 0)).toBe(true)
  for (const { identifier } of codes) expect(isAddress(identifier)).toBe(false)
  for (const { identifier } of mails) expect(isAddress(identifier)).toBe(true)
})

const isOfCode = ({ identifier }: { identifier: string }): boolean => identifier.startsWith("email-code:")

describe("the checks of one attempt", () => {
  const codesSent = (): number => apps.op.seen("token").length

  test("do not serve at another provider (GHSA-x445-f3h2-j279, CVE-2026-73419)", async () => {
    const providers = apps.main.options.providers.flatMap((it) => (it.id === "idp" ? [it, { ...it, id: "two" }] : [it]))
    const app = openApp({ ...apps.main.options, providers })
    for (const visitor of [app.browser(), await signIn(app.browser())]) {
      const accounts = await linked()
      const back = await comeBack(visitor)
      const before = codesSent()
      const answer = await visitor.get(back.href.replace("/callback/idp", "/callback/two"))
      expect(answer.location).toBe("https://app.example/api/auth/error?error=OAuthCallback")
      expect(codesSent()).toBe(before)
      expect(await linked()).toEqual(accounts)
    }
  })

  test("do not serve in another browser: login CSRF (IDP-10)", async () => {
    const back = await comeBack(apps.main.browser())
    for (const victim of [apps.main.browser(), await halfway()]) {
      const before = codesSent()
      expect((await victim.get(back.href)).location).toBe("https://app.example/api/auth/error?error=OAuthCallback")
      expect(await victim.session()).toBeNull()
      expect(codesSent()).toBe(before)
    }
  })

  test.each(["state cookie", "nonce cookie", "PKCE cookie"] as const)(
    "do not pass without the %s (GHSA-7r7x-4c4q-c4qf, CVE-2023-27490)",
    async (kind) => {
      for (const planted of ["", "x", await ofAnotherAttempt(kind)]) {
        const browser = apps.main.browser()
        const back = await comeBack(browser)
        browser.plant(cookieNames[kind], planted)
        await browser.get(back.href)
        expect(await browser.session()).toBeNull()
      }
      const browser = apps.main.browser()
      const back = await comeBack(browser)
      browser.forget(cookieNames[kind])
      const before = codesSent()
      expect((await browser.get(back.href)).location).toContain("error=OAuthCallback")
      expect(codesSent()).toBe(before)
    },
  )

  test("compare the state with that of the browser where nothing else would, without PKCE (GHSA-wxw3-q3m9-c3jr)", async () => {
    const app = withStateOnly()
    for (const state of [null, "", "x", (await comeBack(app.browser())).searchParams.get("state")]) {
      const browser = app.browser()
      const back = await comeBack(browser)
      expect(apps.op.seen("authorize").at(-1)?.url.searchParams.get("code_challenge")).toBeNull()
      if (state === null) back.searchParams.delete("state")
      else back.searchParams.set("state", state)
      const before = codesSent()
      expect((await browser.get(back.href)).location).toContain("error=OAuthCallback")
      expect(await browser.session()).toBeNull()
      expect(codesSent()).toBe(before)
    }
    const browser = await signIn(app.browser())
    expect((await browser.session())?.user?.name).toBe("Fay Fault")
  })

  test("are none that somebody left with who signed out, though the state comes back with its cookie", async () => {
    const app = withStateOnly()
    const attacker = await comeBack(app.browser())
    const victim = await signIn(app.browser())
    const left = await victim.signOut()
    attacker.searchParams.set("state", new URL(left.location ?? "").searchParams.get("state") ?? "")
    const before = codesSent()
    await victim.get(attacker.href)
    expect(await victim.session()).toBeNull()
    expect(codesSent()).toBe(before)
  })

  test("do not serve twice (RC-4)", async () => {
    const browser = apps.main.browser()
    const back = await comeBack(browser)
    await browser.get(back.href)
    await browser.signOut()
    await browser.get(back.href)
    expect(await browser.session()).toBeNull()
  })
})

/** Neither PKCE nor a nonce would find an answer out. */
function withStateOnly(): App {
  const { options } = apps.main
  const providers = options.providers.map((it) => (it.id === "idp" ? ({ ...it, checks: ["state"] } as typeof it) : it))
  return openApp({ ...options, providers })
}

async function linked(): Promise<unknown> {
  const fay = await apps.adapter.getUserByEmail?.("fay@fault.test")
  const accounts = (await apps.adapter.listAccounts?.(fay?.id ?? "")) ?? []
  return accounts.map((it) => [it.provider, it.providerAccountId])
}

/** A browser that is on its way to the provider itself. */
async function halfway(): Promise<Browser> {
  const browser = apps.main.browser()
  await browser.signIn("idp", {})
  return browser
}

const ofAnotherAttempt = async (kind: "state cookie" | "nonce cookie" | "PKCE cookie"): Promise<string> =>
  (await halfway()).cookie(cookieNames[kind]) as string
