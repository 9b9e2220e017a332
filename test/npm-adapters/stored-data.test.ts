/**
 * A database that the real next-auth 4, or the real Auth.js 5, has filled through `@auth/pg-adapter`, and an app that runs
 * Countersign over it from today.
 */
import { Auth, type AuthConfig } from "auth-core-v5"
import nextAuthV4 from "next-auth-v4"
import { Pool } from "pg"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { canHave } from "../../scripts/databases.mjs"
import { SqlAdapter } from "../../src/adapters/sql/index.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import { Browser, openApp, secret } from "../support/app.js"
import { type OpenIdProvider, startOpenIdProvider } from "../support/openid-provider.js"
import { type PagesServer, servePages } from "../support/pages-server.js"
import { type OpenSubject, openSubject } from "./subject.js"

type Login = "alice" | "bob"

describe.skipIf(!canHave("postgres"))("people of an app that changes to Countersign", () => {
  let subject: OpenSubject
  let idp: OpenIdProvider
  let pool: Pool
  let server: PagesServer
  let appOfV4: (req: never, res: never) => unknown
  let sqlAdapter: SqlAdapter

  beforeAll(async () => {
    subject = await openSubject({ adapter: "@auth/pg-adapter", fixture: "pg", engine: "PostgreSQL" })
    pool = new Pool({ connectionString: subject.url })
    sqlAdapter = SqlAdapter({ url: subject.url })
    server = await servePages((req, res) => appOfV4(req, res))
    idp = await startOpenIdProvider([`${server.origin}/api/auth/callback/local`])
    process.env.NEXTAUTH_URL = server.origin
    const { adapter } = subject
    const options = { secret, session: { strategy: "database" }, adapter, providers: [asOAuth(idp)] }
    appOfV4 = (req, res) => (nextAuthV4 as unknown as (...values: unknown[]) => unknown)(req, res, options)
  })
  afterAll(async () => {
    await sqlAdapter.close()
    await pool.end()
    await server.close()
    await idp.close()
    await subject.close()
  })

  const adapters: Record<string, () => Adapter> = {
    "@auth/pg-adapter": () => subject.adapter,
    SqlAdapter: () => sqlAdapter,
  }
  const old: Record<string, { login: Login; cookie: string; serve: (request: Request) => Promise<Response> }> = {
    "next-auth 4": {
      login: "alice",
      cookie: "next-auth.session-token",
      serve: (request) => fetch(request, { redirect: "manual" }),
    },
    "Auth.js 5": {
      login: "bob",
      cookie: "authjs.session-token",
      serve: (request) =>
        Auth(request, {
          secret,
          basePath: "/api/auth",
          trustHost: true,
          session: { strategy: "database" },
          adapter: subject.adapter,
          providers: [asOpenId(idp)],
        } as AuthConfig),
    },
  }

  const open = (adapter: Adapter) =>
    openApp({ adapter, providers: [asOAuth(idp)], session: { strategy: "database" } }, server.origin)
  const signIn = async (browser: Browser, login: Login) => {
    const { location } = await browser.signIn("local", {})
    return browser.get((await idp.signIn(location ?? "", login)).href)
  }
  const recordsOf = async (email: string) => {
    const { rows } = await pool.query(
      `select u.*, a.id as account, a.provider, a."providerAccountId"
       from users u left join accounts a on a."userId" = u.id where u.email = $1`,
      [email],
    )
    return rows
  }
  const countSessions = async () => (await pool.query("select count(*)::int as n from sessions")).rows[0].n

  describe.each(Object.entries(old))("until yesterday of %s", (_, { login, cookie, serve }) => {
    const email = `${login}@local.test`
    let visitor: Browser
    let records: unknown[]

    beforeAll(async () => {
      visitor = new Browser(server.origin, serve)
      await signIn(visitor, login)
      records = await recordsOf(email)
      expect((await visitor.session())?.user?.email).toBe(email)
      expect(records).toHaveLength(1)
    })

    test.each(Object.entries(adapters))("stay signed in (%s)", async (_, adapter) => {
      const browser = open(adapter()).browser()
      browser.plant(cookie, visitor.cookie(cookie) ?? "")
      expect((await browser.session())?.user).toMatchObject({ email })
      expect((await browser.session())?.user).toMatchObject({ email })
      expect(await recordsOf(email)).toEqual(records)
    })

    test.each(Object.entries(adapters))("sign in again, and keep their ids (%s)", async (_, adapter) => {
      const browser = open(adapter()).browser()
      await signIn(browser, login)
      expect((await browser.session())?.user).toMatchObject({ email })
      expect(await recordsOf(email)).toEqual(records)
    })

    test.each(Object.entries(adapters))("sign in and out, and their other session stays (%s)", async (_, adapter) => {
      const browser = open(adapter()).browser()
      const before = await countSessions()
      await signIn(browser, login)
      expect(await countSessions()).toBe(before + 1)
      await browser.signOut()
      expect(await countSessions()).toBe(before)
      expect((await visitor.session())?.user?.email).toBe(email)
    })

    test.each(Object.entries(adapters))("are known to the old app, should it come back (%s)", async (_, adapter) => {
      const browser = open(adapter()).browser()
      await signIn(browser, login)
      const back = new Browser(server.origin, serve)
      back.plant(cookie, browser.cookie("next-auth.session-token") ?? "")
      expect((await back.session())?.user).toMatchObject({ email })
    })
  })
})

const nameAndEmail = (profile: { sub: string; name?: string; email?: string }) => ({
  id: profile.sub,
  name: profile.name ?? null,
  email: profile.email ?? null,
})

/** As people write a custom provider for next-auth 4. */
const asOAuth = ({ issuer, clientId, clientSecret }: OpenIdProvider) => ({
  id: "local",
  name: "Local",
  type: "oauth" as const,
  wellKnown: `${issuer}/.well-known/openid-configuration`,
  authorization: { params: { scope: "openid profile email" } },
  idToken: true,
  checks: ["pkce" as const, "state" as const],
  clientId,
  clientSecret,
  profile: nameAndEmail,
})

/** The same for Auth.js 5. */
const asOpenId = ({ issuer, clientId, clientSecret }: OpenIdProvider) => ({
  id: "local",
  name: "Local",
  type: "oidc" as const,
  issuer,
  clientId,
  clientSecret,
  profile: nameAndEmail,
})
