/** Whose account is this: every combination of the linking table, and taking accounts away, on each engine. */
import { randomUUID } from "node:crypto"
import { CompiledQuery } from "kysely"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { unlinkAccount } from "../../src/accounts.js"
import { type Connection, connect } from "../../src/adapters/sql/connect.js"
import type { Adapter, AdapterUser } from "../../src/core/contracts/adapter.js"
import type { OpenAdapter } from "../support/adapter-journeys.js"
import { type App, openApp } from "../support/app.js"
import { beside, inTurn } from "../support/concurrency.js"
import { provider, signIn } from "../support/people.js"
import { engines, openAdapterOn, type RunningEngine } from "./engines.js"

type Whom = "nobody" | "the visitor" | "somebody else" | "a third person"

/** Who comes back from the provider, and to whom their account and their e-mail address belong by then. */
interface Situation {
  readonly isSignedIn: boolean
  readonly account: Whom
  readonly address: Whom
  readonly via: "a provider" | "a trusted provider" | "a trusted provider, unverified"
}

/** Who has a session afterwards, to whom the account belongs, and what was added. */
interface Outcome {
  readonly session: Whom | "a new user"
  readonly account: Whom | "a new user"
  readonly isRefused: boolean
}

const vias = ["a provider", "a trusted provider", "a trusted provider, unverified"] as const

const situations: Situation[] = [true, false].flatMap((isSignedIn) => {
  const whom: Whom[] = ["nobody", ...(isSignedIn ? ["the visitor" as const] : []), "somebody else"]
  return whom.flatMap((account) =>
    [...whom, "a third person" as const].flatMap((address) =>
      vias.map((via) => ({ isSignedIn, account, address, via })),
    ),
  )
})

/** The table of the design, row by row. */
function expected({ isSignedIn, account, address, via }: Situation): Outcome {
  if (isSignedIn && account === "the visitor") return { session: "the visitor", account, isRefused: false }
  if (isSignedIn && account === "somebody else") return { session: "the visitor", account, isRefused: true }
  if (isSignedIn) return { session: "the visitor", account: "the visitor", isRefused: false }
  if (account === "somebody else") return { session: account, account, isRefused: false }
  if (address === "nobody") return { session: "a new user", account: "a new user", isRefused: false }
  if (via === "a trusted provider") return { session: address, account: address, isRefused: false }
  return { session: "nobody", account: "nobody", isRefused: true }
}

const trusted = {
  ...provider("trusted"),
  allowDangerousEmailAccountLinking: true,
  userinfo: {
    request: async (asked: Parameters<ReturnType<typeof provider>["userinfo"]["request"]>[0]) => {
      const person = await provider("trusted").userinfo.request(asked)
      return { ...person, email_verified: person.name !== "unverified" }
    },
  },
}

for (const { name, available, start } of engines)
  describe.skipIf(!available)(`on ${name}`, beside, () => {
    let running: RunningEngine
    let opened: OpenAdapter
    let rows: Connection
    let adapter: Required<Adapter>
    let app: App

    beforeAll(async () => {
      running = await start()
      rows = await connect(running.sql)
      opened = await openAdapterOn(running)
      adapter = opened.adapter as Required<Adapter>
      app = openApp({ adapter, providers: [provider("plain"), trusted], session: { strategy: "database" } })
    })
    afterAll(async () => {
      await opened.close()
      await rows.close()
      await running.stop()
    })

    const countRows = async (): Promise<number[]> => {
      const query = "select (select count(*) from users) as users, (select count(*) from accounts) as accounts"
      const { rows: found } = await rows.kysely.executeQuery<{ users: unknown; accounts: unknown }>(
        CompiledQuery.raw(query),
      )
      return [Number(found[0]?.users), Number(found[0]?.accounts)]
    }

    async function comeBack({ isSignedIn, account, address, via }: Situation) {
      const at = via === "a provider" ? "plain" : "trusted"
      const key = { provider: at, providerAccountId: randomUUID() }
      const email = `${randomUUID()}@example.com`
      const people = new Map<Whom, AdapterUser>()
      for (const whom of ["the visitor", "somebody else", "a third person"] as const) {
        const own = address === whom ? email : `${randomUUID()}@example.com`
        people.set(whom, await adapter.createUser({ name: whom, email: own, emailVerified: null }))
      }
      const owner = people.get(account)
      if (owner) await adapter.linkAccount({ ...key, userId: owner.id, type: "oauth" })
      const browser = app.browser()
      if (isSignedIn) {
        const sessionToken = randomUUID()
        const userId = people.get("the visitor")?.id ?? ""
        await adapter.createSession({ sessionToken, userId, expires: new Date(Date.now() + 3_600_000) })
        browser.plant("__Secure-next-auth.session-token", sessionToken)
      }
      const before = await countRows()
      const person = { id: key.providerAccountId, name: via.endsWith("unverified") ? "unverified" : "verified", email }
      const answer = await signIn(browser, at, person)
      const added = (await countRows()).map((count, at) => count - (before[at] ?? 0))
      const nameOf = (id: string | undefined): Outcome["session"] => {
        if (id === undefined) return "nobody"
        return [...people].find(([, user]) => user.id === id)?.[0] ?? "a new user"
      }
      const token = browser.cookie("__Secure-next-auth.session-token")
      const session = token ? await adapter.getSessionAndUser(decodeURIComponent(token)) : null
      const belongsTo = await adapter.getUserByAccount(key)
      const isRefused = answer.location?.endsWith("error=OAuthAccountNotLinked") ?? false
      return { outcome: { session: nameOf(session?.user.id), account: nameOf(belongsTo?.id), isRefused }, added }
    }

    test.each(situations.map((one) => ({ ...one, who: one.isSignedIn ? "whoever is signed in" : "a stranger" })))(
      "$who comes back from $via with the account of $account and the address of $address",
      inTurn,
      async (situation) => {
        const wanted = expected(situation)
        const { outcome, added } = await comeBack(situation)
        expect(outcome).toEqual(wanted)
        const isNewUser = wanted.account === "a new user" ? 1 : 0
        expect(added).toEqual([isNewUser, wanted.account === situation.account ? 0 : 1])
      },
    )

    test(
      "somebody who takes both of their accounts away at once keeps one: the last way in (RC-9)",
      inTurn,
      async () => {
        for (let round = 0; round < 10; round++) {
          const user = await adapter.createUser({ email: `${randomUUID()}@example.com`, emailVerified: null })
          const keys = ["plain", "trusted"].map((at) => ({ provider: at, providerAccountId: user.id }))
          for (const key of keys) await adapter.linkAccount({ ...key, userId: user.id, type: "oauth" })
          const answers = await Promise.allSettled(keys.map((key) => unlinkAccount(app.options, user.id, key)))
          expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
          expect(answers.find(({ status }) => status === "rejected")).toMatchObject({
            reason: { code: "LAST_ACCOUNT" },
          })
          expect(await adapter.listAccounts(user.id)).toHaveLength(1)
        }
      },
    )
  })
