/** Somebody writes another's address, and waits for its owner in the account that comes of it. The provider said that nobody verified it. */
import { expect, test } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import Email from "../../src/providers/email.js"
import { type App, type Browser, openApp } from "../support/app.js"
import { type Person, provider, signIn, somebody } from "../support/people.js"

interface Place {
  readonly app: App
  readonly adapter: Adapter
  /** Asks for a mail, and opens its link. */
  byMail(browser: Browser, email: string): Promise<void>
}

function open(strategy: "jwt" | "database"): Place {
  const adapter = MemoryAdapter()
  const links: string[] = []
  const app = openApp({
    adapter,
    session: { strategy },
    providers: [
      provider("careless"),
      provider("careful"),
      { ...provider("trusted"), allowDangerousEmailAccountLinking: true },
      Email({ sendVerificationRequest: ({ url }) => void links.push(url) }),
    ],
  })
  return {
    app,
    adapter,
    async byMail(browser, email) {
      await browser.signIn("email", { email })
      await browser.get(links.at(-1) ?? "")
    },
  }
}

const saying = (person: Person, email_verified?: boolean): Person => ({ ...person, ...{ email_verified } })

/** An attacker is signed in, with the victim's address. */
async function wait(place: Place): Promise<{ attacker: Browser; eve: Person; victim: Person & { email: string } }> {
  const victim = somebody("Victim")
  const eve = saying({ id: "eve", name: "Eve", email: victim.email }, false)
  const attacker = place.app.browser()
  await signIn(attacker, "careless", eve)
  expect((await attacker.session())?.user?.name).toBe("Eve")
  return { attacker, eve, victim }
}

/** The victim has the address, and the attacker what was theirs, without it. */
async function expectApart({ app, adapter }: Place, eve: Person, victim: Person): Promise<void> {
  const owner = await adapter.getUserByEmail?.(victim.email ?? "")
  const squatter = await adapter.getUserByAccount?.({ provider: "careless", providerAccountId: eve.id })
  expect(owner?.id).toBeDefined()
  expect(squatter?.id).not.toBe(owner?.id)
  expect(squatter?.email).toBeNull()
  const again = app.browser()
  await signIn(again, "careless", eve)
  expect((await again.session())?.user).toMatchObject({ name: "Eve" })
  expect((await again.session())?.user?.email ?? null).toBeNull()
}

test.each(["jwt", "database"] as const)(
  "the owner who signs in by mail is not in the account that waits, nor is who waits in theirs, with sessions of strategy %s (GHSA-qq9h-g4jm-xgf3, better-auth#10239)",
  async (strategy) => {
    const place = open(strategy)
    const { attacker, eve, victim } = await wait(place)
    const browser = place.app.browser()
    await place.byMail(browser, victim.email)
    expect((await browser.session())?.user?.email).toBe(victim.email)
    expect((await browser.session())?.user?.name ?? null).toBeNull()
    await expectApart(place, eve, victim)
    if (strategy === "database") expect((await attacker.session())?.user?.email ?? null).toBeNull()
    await place.byMail(browser, victim.email)
    await expectApart(place, eve, victim)
  },
)

test.each(["careful", "trusted"])(
  "the owner whom a provider vouches for is not linked to the account that waits, nor kept out by it: %s (GHSA-g38m-r43w-p2q7, CVE-2026-53516)",
  async (id) => {
    const place = open("jwt")
    const { eve, victim } = await wait(place)
    const browser = place.app.browser()
    await signIn(browser, id, saying(victim, true))
    expect((await browser.session())?.user).toMatchObject({ name: "Victim", email: victim.email })
    await expectApart(place, eve, victim)
    const again = place.app.browser()
    await signIn(again, id, saying(victim, true))
    expect((await again.session())?.user?.name).toBe("Victim")
  },
)

test("whoever proves the address while they are signed in keeps their account", async () => {
  const place = open("jwt")
  const { attacker: browser, victim: person } = await wait(place)
  await place.byMail(browser, person.email)
  expect((await browser.session())?.user).toMatchObject({ name: "Eve", email: person.email })
  const { id } = (await place.adapter.getUserByAccount?.({ provider: "careless", providerAccountId: "eve" })) ?? {}
  expect((await place.adapter.getUserByEmail?.(person.email))?.id).toBe(id)
  const elsewhere = place.app.browser()
  await place.byMail(elsewhere, person.email)
  expect((await elsewhere.session())?.user?.name).toBe("Eve")
})

test("no word of a careless provider takes an address away", async () => {
  const place = open("jwt")
  const victim = somebody("Victim")
  await signIn(place.app.browser(), "careful", saying(victim, true))
  for (const verified of [false, undefined]) {
    const attacker = place.app.browser()
    const { location } = await signIn(
      attacker,
      "careless",
      saying({ id: "eve", name: "Eve", email: victim.email }, verified),
    )
    expect(location).toContain("error=OAuthAccountNotLinked")
  }
  const other = place.app.browser()
  const { location } = await signIn(other, "careless", saying({ id: "m", name: "Mallory", email: victim.email }, true))
  expect(location).toContain("error=OAuthAccountNotLinked")
  expect((await place.adapter.getUserByEmail?.(victim.email))?.name).toBe("Victim")
})
