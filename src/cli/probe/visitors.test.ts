import { expect, test } from "vitest"
import { decode } from "../../core/crypto/token.js"
import { getToken } from "../../core/session/get-token.js"
import { definePolicy, role, signedInWithin } from "../../policy.js"
import { mintVisitors } from "./visitors.js"

const secret = "a secret of the probe's tests, 32 characters"
const { lines } = definePolicy({ default: "deny", routes: { "/admin": role("admin"), "/fresh": signedInWithin(300) } })
const org = { visitor: null, name: "org", value: "acme" }
const claims = [org, { visitor: "admin", name: "org", value: "ours" }]
const visitors = await mintVisitors(lines, { secret, cookie: undefined, claims })

const named = (name: string) => visitors.find((one) => one.name === name) ?? expect.fail(name)
const tokenOf = (name: string): string =>
  /-token=([^;]+)/.exec(named(name).headers.cookie ?? "")?.[1] ?? expect.fail(name)

test("forged tokens open nothing, and none is empty", async () => {
  for (const name of ["garbage", "other-secret", "expired", "other-purpose", "other-app"]) {
    expect(named(name).session).toBe(null)
    expect(tokenOf(name).length).toBeGreaterThan(40)
    expect(await getToken({ req: { headers: named(name).headers }, secret })).toBe(null)
  }
})

test("what is forged would open everything for whoever leaves out the one check", async () => {
  expect(await decode({ token: tokenOf("other-purpose"), secret, salt: "next-auth.state" })).toMatchObject({
    role: "admin",
  })
  expect(await decode({ token: tokenOf("other-app"), secret })).toMatchObject({ role: "admin", roles: ["admin"] })
})

test("people have the claims that they were given, their own before everybody's", async () => {
  const claimsOf = (name: string) => getToken({ req: { headers: named(name).headers }, secret })
  expect(await claimsOf("signed-in")).toMatchObject({ org: "acme", roles: [] })
  expect(await claimsOf("admin")).toMatchObject({ org: "ours", role: "admin" })
  expect(named("admin").session?.user).toMatchObject({ org: "ours", role: "admin" })
})

test("somebody signed in long ago, where the policy asks when", () => {
  expect(named("signed-in-long-ago").authTime).toBeLessThan(Date.now() / 1000 - 300)
  expect(visitors.map(({ name }) => name)).toEqual([
    ...["nobody", "garbage", "other-secret", "expired", "other-purpose", "other-app"],
    ...["signed-in", "admin", "signed-in-long-ago"],
  ])
})
