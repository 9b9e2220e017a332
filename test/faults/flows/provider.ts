/** What passes between the app and a provider besides signing in: sessions that end with the provider's, and tokens. */
import { expect } from "vitest"
import { logout } from "../../../src/features/logout/index.js"
import { getAccessToken } from "../../../src/tokens.js"
import type { Answer } from "../../support/app.js"
import { clientId, clientSecret, type PlayedScript } from "../../support/scripted-provider.js"
import { cookieOf, type Flow, type World } from "./world.js"

const openIdProvider = (op: PlayedScript) => ({
  id: "op",
  name: "OP",
  type: "oidc" as const,
  issuer: op.issuer,
  clientId,
  clientSecret,
  logout: logout({ backChannel: true }),
})

async function signInAtProvider({ browser }: World): Promise<Answer> {
  const begun = await browser.signIn("op", {})
  if (begun.location?.includes("/authorize") !== true) return begun
  return browser.get((await browser.get(begun.location)).location ?? "")
}

const atOpenIdProvider: Pick<Flow, "needsPowers" | "options"> = {
  needsPowers: true,
  options: ({ op }) => ({ providers: [openIdProvider(op)] }),
}
const fay = "fay@fault.test"

const beginEndable: Flow = {
  name: "a sign-in whose session the provider may end",
  ...atOpenIdProvider,
  async prepare(world) {
    return {
      go: () => signInAtProvider(world),
      failed: [null],
      done: fay,
      again: async () => void (await signInAtProvider(world)),
      people: { [fay]: ["op fay"] },
    }
  },
}

const readEndable: Flow = {
  name: "reading a session that the provider may end",
  ...atOpenIdProvider,
  async prepare(world) {
    await signInAtProvider(world)
    return {
      go: () => world.browser.get("session"),
      failed: [fay],
      done: fay,
      again: async () => void (await world.browser.get("session")),
      people: { [fay]: ["op fay"] },
    }
  },
}

const backChannel = (by: "sid" | "sub"): Flow => ({
  name: `a provider that ends a session by its \`${by}\``,
  ...atOpenIdProvider,
  async prepare({ app, browser, op, ...world }) {
    await signInAtProvider({ app, browser, op, ...world })
    const seconds = Math.floor(Date.now() / 1000)
    const events = { "http://schemas.openid.net/event/backchannel-logout": {} }
    const whose = by === "sid" ? { sid: "the-session" } : { sub: "fay" }
    const tell = async (jti: string) => {
      const claims = { iss: op.issuer, aud: clientId, iat: seconds, exp: seconds + 120, jti, events, ...whose }
      return app.browser().post("backchannel-logout/op", { logout_token: await op.sign(claims) })
    }
    return {
      go: () => tell("first"),
      failed: [fay, null],
      done: null,
      async again() {
        if ((await tell("first")).status !== 200) expect((await tell("second")).status).toBe(200)
      },
      people: { [fay]: ["op fay"] },
    }
  },
})

const frontChannel: Flow = {
  name: "a provider that ends a session in a frame",
  needsPowers: true,
  options: ({ op }) => ({ providers: [{ ...openIdProvider(op), logout: logout({ frontChannel: true }) }] }),
  async prepare(world) {
    const { app, op } = world
    await signInAtProvider(world)
    const where = new URLSearchParams({ iss: op.issuer, sid: "the-session" })
    const tell = () => app.browser().get(`frontchannel-logout/op?${where}`)
    return {
      go: tell,
      failed: [fay, null],
      done: null,
      again: async () => void (await tell()),
      people: { [fay]: ["op fay"] },
    }
  },
}

/** Each refresh token serves once: a second use would be taken for theft. */
const refreshing: Flow = {
  name: "refreshing an access token",
  takesTime: true,
  ...atOpenIdProvider,
  async prepare({ op, ...world }) {
    let made = 0
    op.script.tokens = (tokens) => ({ ...tokens, refresh_token: `refresh-${++made}`, access_token: `access-${made}` })
    await signInAtProvider({ op, ...world })
    await world.records.updateAccount({ provider: "op", providerAccountId: "fay", expires_at: 1 })
    const ask = () =>
      getAccessToken({ options: world.app.options, headers: cookieOf({ op, ...world }), provider: "op" })
    return {
      go: ask,
      failed: [fay],
      done: fay,
      async again() {
        expect((await ask())?.accessToken).toBe("access-2")
        const [account] = await world.records.listAccounts((await world.records.getUserByEmail(fay))?.id ?? "")
        expect(account?.refresh_token).toBe("refresh-2")
      },
      people: { [fay]: ["op fay"] },
      async check() {
        const used = op.seen("token").map(({ form }) => form.get("refresh_token"))
        expect(used).toEqual([null, "refresh-1"])
      },
    }
  },
}

const signingOutThere: Flow = {
  name: "signing out, and revoking the tokens at the provider",
  needsPowers: true,
  options: ({ op }) => ({ providers: [{ ...openIdProvider(op), logout: logout({ revokeTokens: true }) }] }),
  async prepare(world) {
    const { op, browser } = world
    op.script.discovery = (document) => ({ ...document, revocation_endpoint: `${op.issuer}/revoke` })
    op.script.endpoints = { revoke: { body: "" } }
    await signInAtProvider(world)
    return {
      go: () => browser.signOut(),
      failed: [null],
      done: null,
      async again() {
        await signInAtProvider(world)
        await browser.signOut()
      },
      people: { [fay]: ["op fay"] },
      async check() {
        const user = await world.records.getUserByEmail(fay)
        const [account] = await world.records.listAccounts(user?.id ?? "")
        expect(account?.access_token ?? null).toBeNull()
      },
    }
  },
}

export const providerFlows: readonly Flow[] = [
  beginEndable,
  readEndable,
  signingOutThere,
  backChannel("sid"),
  backChannel("sub"),
  frontChannel,
  refreshing,
]
