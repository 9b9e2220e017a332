/**
 * The network before the provider and the mail server refuses, delays, cuts, garbles, drips and falls silent: nobody is let in and nobody
 * is made, the visitor hears of it in time, and the same person signs in when it is well again.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import Email from "../../src/providers/email.js"
import { type App, openApp } from "../support/app.js"
import { startMailServer } from "../support/mail-server.js"
import { describe as told } from "../support/relying-party.js"
import {
  accessToken,
  clientId,
  clientSecret,
  type ScriptedProvider,
  startScriptedProvider,
} from "../support/scripted-provider.js"
import { type Trouble, troubleBefore, troubles } from "../support/troubled-network.js"
import { ledgerOf } from "./faulty-adapter.js"

const isLong = process.env.TEST_CAMPAIGN === "long"
const rounds = isLong ? 25 : 1
if (isLong) vi.setConfig({ testTimeout: 600_000 })

/** Milliseconds after which the provider, and the mail server, is given up; and within which a visitor must have an answer. */
const timeout = 600
const deadline = isLong ? 20_000 : 4_000

let tried = 0
const unhandled: unknown[] = []
const note = (error: unknown): void => void unhandled.push(error)
/** Sockets and timers that this process holds. */
const held = (): number => process.getActiveResourcesInfo().filter((kind) => /^TCP|^Timeout/.test(kind)).length
let heldBefore = 0
beforeAll(() => {
  process.on("unhandledRejection", note)
  heldBefore = held()
})
afterAll(() => {
  process.off("unhandledRejection", note)
  expect(unhandled).toEqual([])
  console.log(`Faults of the network: ${tried} cases before a provider and a mail server`)
})

async function inTime<T>(work: Promise<T>): Promise<T> {
  const begun = performance.now()
  const result = await work
  expect(performance.now() - begun).toBeLessThan(deadline)
  return result
}

const logOf = ({ log }: App): string => log.map(({ code, metadata }) => `${code} ${told(metadata)}`).join("\n")
/** At once; in the long campaign at any moment of what happens. */
async function soon(begin: () => void): Promise<void> {
  if (isLong) await new Promise((now) => setTimeout(now, Math.random() * 30))
  begin()
}

describe.concurrent.each(["jwt", "database"] as const)(
  "before a provider, with sessions of strategy %s,",
  (strategy) => {
    let provider: ScriptedProvider
    beforeAll(async () => {
      provider = await startScriptedProvider()
    })
    afterAll(() => provider.close())

    /** An app whose requests go by a stretch of network of their own; the visitor's way to the provider is another. */
    async function play(work: (world: Awaited<ReturnType<typeof open>>) => Promise<void>): Promise<void> {
      for (let round = 0; round < rounds; round++, tried++) {
        const world = await open()
        await work(world).finally(world.network.close)
      }
    }

    async function open() {
      const network = await troubleBefore(provider.origin)
      const op = provider.play()
      const issuer = op.issuer.replace(provider.origin, new URL(network.url).origin)
      op.script.discovery = (document) => ({
        ...JSON.parse(JSON.stringify(document).replaceAll(op.issuer, issuer)),
        authorization_endpoint: `${op.issuer}/authorize`,
      })
      op.script.claims = (claims) => ({ ...claims, iss: issuer })
      const ledger = ledgerOf(MemoryAdapter() as Required<Adapter>)
      const oidc = {
        id: "op",
        name: "OP",
        type: "oidc" as const,
        issuer,
        clientId,
        clientSecret,
        httpOptions: { timeout },
      }
      const app = openApp({ adapter: ledger.adapter, providers: [oidc], session: { strategy } })
      const browser = app.browser()
      const begin = async (): Promise<string> => (await browser.signIn("op", {})).location ?? ""
      const isSentAway = (address: string): boolean => address.startsWith(op.issuer)
      /** While the network is well; a machine that is busy may need a second try. */
      const goThere = async (): Promise<string> => {
        for (const patience = performance.now() + 10_000; ; ) {
          const address = await begin()
          if (isSentAway(address)) return passProvider(address)
          expect(performance.now()).toBeLessThan(patience)
        }
      }
      const passProvider = async (address: string): Promise<string> => (await browser.get(address)).location ?? ""

      async function expectSignedIn(): Promise<void> {
        network.heal()
        const patience = performance.now() + 5_000
        while ((await browser.session()) === null && performance.now() < patience) {
          const address = await begin()
          if (isSentAway(address)) await browser.get(await passProvider(address))
        }
        expect((await browser.session())?.user?.email).toBe("fay@fault.test")
        expect(await ledger.people()).toEqual({ "fay@fault.test": ["op fay"] })
        for (const secret of [accessToken, clientSecret]) expect(logOf(app)).not.toContain(secret)
      }
      return { app, browser, ledger, network, begin, isSentAway, goThere, expectSignedIn }
    }

    test.each(troubles)("%s: nobody is sent away, and signs in afterwards (IDP-1)", (kind) =>
      play(async ({ app, ledger, network, begin, isSentAway, expectSignedIn }) => {
        const [address] = await Promise.all([inTime(begin()), soon(() => network.trouble(kind))])
        if (!isLong) expect(isSentAway(address)).toBe(false)
        if (!isSentAway(address)) expect(address).toBe(`${app.origin}/api/auth/error?error=OAuthSignin`)
        expect(await ledger.people()).toEqual({})
        await expectSignedIn()
      }),
    )

    test.each(troubles)(
      "%s: somebody who comes back is not signed in, is not made, and signs in afterwards as one user (IDP-1) (IDP-11)",
      (kind) =>
        play(async ({ app, browser, ledger, network, goThere, expectSignedIn }) => {
          const back = await goThere()
          const [{ location }] = await Promise.all([inTime(browser.get(back)), soon(() => network.trouble(kind))])
          const isWell = location === `${app.origin}/`
          if (!isLong) expect(isWell).toBe(false)
          if (!isWell) {
            expect(location).toBe(`${app.origin}/api/auth/error?error=OAuthCallback`)
            expect(await browser.session()).toBeNull()
            expect([await ledger.people(), await ledger.sessions()]).toEqual([{}, 0])
          }
          await expectSignedIn()
        }),
    )

    test("whoever is signed in stays so, whatever becomes of the provider (IDP-1)", () =>
      play(async ({ browser, network, expectSignedIn }) => {
        await expectSignedIn()
        for (const kind of troubles) {
          network.trouble(kind)
          expect((await inTime(browser.session()))?.user?.email).toBe("fay@fault.test")
          network.heal()
        }
      }))
  },
)

describe("before a mail server", () => {
  const address = "ada@example.com"

  async function play(kind: Trouble): Promise<void> {
    const mailServer = await startMailServer()
    const network = await troubleBefore(mailServer.url)
    const ledger = ledgerOf(MemoryAdapter() as Required<Adapter>)
    const mail = Email({
      server: network.url,
      from: "App <no-reply@app.example>",
      timeout: timeout / 1000,
      limits: false,
    })
    const app = openApp({ adapter: ledger.adapter, providers: [mail], session: { strategy: "database" } })
    const browser = app.browser()
    const ask = async (): Promise<string> => (await browser.signIn("email", { email: address })).location ?? ""

    const [location] = await Promise.all([inTime(ask()), soon(() => network.trouble(kind))])
    const isWell = location.includes("/verify-request")
    if (!isLong) expect(isWell).toBe(false)
    if (!isWell) expect(location).toBe(`${app.origin}/api/auth/error?error=EmailSignin`)
    expect(await browser.session()).toBeNull()
    network.heal()

    const patience = performance.now() + 10_000
    while (!(await ask()).includes("/verify-request")) expect(performance.now()).toBeLessThan(patience)
    const links = mailServer.mails.map(({ link }) => link)
    for (const link of links) expect(logOf(app)).not.toContain(new URL(link).searchParams.get("token"))
    const opened: boolean[] = []
    for (const link of links) opened.push(await opens(app, link)) // one that was given up may arrive last
    expect(opened.filter(Boolean)).toHaveLength(1)
    expect(await ledger.people()).toEqual({ [address]: [] })
    await network.close()
    await mailServer.close()
  }

  /** Whether a link signs somebody in who presses its button. */
  async function opens(app: App, link: string): Promise<boolean> {
    const browser = app.browser()
    const page = await browser.get(link)
    if (page.forms[0] && page.status === 200) await browser.submit(page.forms[0])
    return (await browser.session()) !== null
  }

  test.each(troubles)(
    "%s: no link is good that may have got through, and the next mail is (ML-1) (ML-2) (ML-3)",
    async (kind) => {
      for (let round = 0; round < rounds; round++, tried++) await play(kind)
    },
  )
})

test("what was given up is let go: no socket and no timer is left (IDP-1)", async () => {
  await expect.poll(held, { timeout: 10_000 }).toBeLessThanOrEqual(heldBefore + 2) // those of the runner itself
})
