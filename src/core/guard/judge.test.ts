import { expect, test } from "vitest"
import type { LoggerInstance } from "../contracts/logger.js"
import type { AnyRule, Policy } from "../contracts/policy.js"
import type { Session } from "../model.js"
import { judge } from "./judge.js"
import { definePolicy } from "./policy.js"
import { everyone, nobody, role, signedIn, signedInWithin } from "./rules.js"

const ada = { user: { name: "Ada", role: "admin" }, expires: "" } as Session
const cookies = ["session=extended"]

async function judged(session: Session | null | Error, policy: Policy | null, rule?: AnyRule, pathname = "/x") {
  const logged: string[] = []
  const log = { error: (code: string) => void logged.push(code) } as unknown as LoggerInstance
  const authority = {
    session: async () => {
      if (session instanceof Error) throw session
      return { session, cookies }
    },
    authTime: () => Date.now() / 1000,
    policy,
  }
  const visit = { method: "GET", pathname, path: null, headers: new Headers() }
  return { judgement: await judge(authority, log, visit, rule), logged }
}

const open = definePolicy({ default: "public", routes: { "/closed": nobody, "/admin": role("admin") } })

test.each<[string, Session | null, Policy | null, AnyRule | undefined, string, string]>([
  ["somebody, without a policy", ada, null, undefined, "/x", "allow"],
  ["nobody, without a policy", null, null, undefined, "/x", "sign-in"],
  ["nobody, where the policy lets everybody pass", null, open, undefined, "/x", "sign-in"],
  ["nobody, where the handler itself lets everybody pass", null, open, everyone, "/x", "allow"],
  ["somebody, where the policy lets nobody pass", ada, open, undefined, "/closed", "refuse"],
  ["somebody, by a rule in place of the policy", ada, open, signedIn, "/closed", "allow"],
  ["somebody, by a rule that asks when", ada, open, signedInWithin(60), "/x", "allow"],
  ["a session without a user", { expires: "" } as Session, open, undefined, "/x", "sign-in"],
])("%s", async (_, session, policy, rule, pathname, kind) => {
  const { judgement, logged } = await judged(session, policy, rule, pathname)
  expect(judgement.kind).toBe(kind)
  expect(logged).toEqual([])
})

test("whoever passes comes with their session, what was proved, and the cookies to send", async () => {
  const { judgement } = await judged(ada, open, undefined, "/admin")
  expect(judgement).toEqual({ kind: "allow", passed: { session: ada, role: "admin" }, cookies })
})

test("where nobody can tell, nobody passes, and it is logged", async () => {
  const away = new Error("away")
  for (const rule of [undefined, everyone]) {
    const { judgement, logged } = await judged(away, open, rule)
    expect(judgement).toEqual({ kind: "undecided", cause: away })
    expect(logged).toEqual(["SESSION_ERROR"])
  }
})
