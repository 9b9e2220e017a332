import { expect, test } from "vitest"
import type { Config } from "../options/config.js"
import { endableOf, logoutStore, remember, wasEnded, withEndable } from "./endable.js"

const endable = { provider: "idp", subject: "7", since: 1_800_000_000 }
const lifetimes = (session: number, jwt: number) =>
  ({ session: { strategy: "jwt", maxAge: session }, jwt: { maxAge: jwt } }) as unknown as Config

test.each([
  [60, 30],
  [30, 60],
])("that a session was ended is known as long as any cookie of it opens: %i and %i seconds", (session, jwt) => {
  expect(logoutStore(lifetimes(session, jwt)).maxAge).toBe(60)
})

test("a token says who may end it, where somebody may", () => {
  expect(withEndable({ sub: "1" }, undefined)).toEqual({ sub: "1" })
  const token = withEndable({ sub: "1" }, endable)
  expect(endableOf({ mayEndSessions: true } as Config, token)).toEqual(endable)
  expect(endableOf({ mayEndSessions: false } as Config, token)).toBeUndefined()
  expect(endableOf({ mayEndSessions: true } as Config, { sub: "1" })).toBeUndefined()
})

test.each([
  ["has left the configuration", new Map()],
  ["ends no sessions any more", new Map([["idp", { id: "idp" }]])],
])("a session whose provider %s goes on", async (_, providers) => {
  const config = { ...lifetimes(60, 60), mayEndSessions: true, providers } as Config
  expect(await wasEnded(config, withEndable({}, endable))).toBe(false)
  await expect(remember(config, endable, {} as never)).resolves.toBeUndefined()
})
