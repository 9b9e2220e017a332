/**
 * Every call of the adapter fails once, in every way, in everything that people do: nobody is let in by a step that failed, nobody is
 * doubled or lost, what serves once serves once, no secret is told, and the same thing works afterwards.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.js"
import type { Adapter } from "../../src/core/contracts/adapter.js"
import { AuthError, errorTable, signInPageErrors } from "../../src/core/errors.js"
import { type Answer, secret } from "../support/app.js"
import { describe as told } from "../support/relying-party.js"
import { clientSecret, type ScriptedProvider, startScriptedProvider } from "../support/scripted-provider.js"
import { type Fault, type FaultyAdapter, type Mode, modes, type People } from "./faulty-adapter.js"
import { flows } from "./flows/index.js"
import { type Flow, type Moment, openWorld, type Strategy, type World } from "./flows/world.js"

/** The long campaign lets the second adapter hang, too. */
const isLong = process.env.TEST_CAMPAIGN === "long"
if (isLong) vi.setConfig({ testTimeout: 600_000 })

/** Seconds after which an adapter that gives no answer is given up; a transaction that hangs can cost a second look. */
const deadline = 21

let scripted: ScriptedProvider
const unhandled: unknown[] = []
const note = (error: unknown): void => void unhandled.push(error)
const tried = { flows: 0, positions: 0, cases: 0, refused: 0, gotThrough: 0 }

beforeAll(async () => {
  scripted = await startScriptedProvider()
  process.on("unhandledRejection", note)
})
afterEach(() => {
  vi.useRealTimers()
})
afterAll(async () => {
  process.off("unhandledRejection", note)
  await scripted.close()
  console.log(
    `Faults of the adapter: ${tried.flows} flows, ${tried.positions} calls × up to ${modes.length} ways = ${tried.cases} cases; ` +
      `${tried.refused} ended in an error, ${tried.gotThrough} went well all the same`,
  )
})

const open = (flow: Flow, strategy: Strategy, hasPowers: boolean): World =>
  openWorld(flow, strategy, MemoryAdapter() as Required<Adapter>, hasPowers, scripted)

type End = { readonly failed: false; readonly value: unknown } | { readonly failed: true; readonly error: unknown }

/** Does it; where a call hangs, time passes quickly from then on. */
async function go(faulty: FaultyAdapter, mode: Mode, moment: Moment): Promise<End & { readonly waited: number }> {
  const hangs = mode === "is silent" || mode === "is done too late"
  const end = async (): Promise<End> =>
    moment.go().then(
      (value) => ({ failed: false, value }),
      (error) => ({ failed: true, error }),
    )
  return hangs ? quickly(end, faulty.hangs) : { ...(await end()), waited: 0 }
}

const endOf = (promise: Promise<unknown>): Promise<void> =>
  promise.then(
    () => {},
    () => {},
  )

/** Time passes quickly once `from` has come; how much, in seconds, is told. */
async function quickly<T extends object>(
  work: () => Promise<T>,
  from?: Promise<void>,
): Promise<T & { waited: number }> {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] })
  const begun = Date.now()
  let isOver = false
  const result = work()
  const over = endOf(result).then(() => {
    isOver = true
  })
  if (from) await Promise.race([over, from])
  for (let waited = 0; !isOver; waited = (Date.now() - begun) / 1000) {
    if (waited > 60) throw new Error("There was no answer within a minute")
    await vi.advanceTimersByTimeAsync(from && waited < 10 ? 500 : 100)
    await new Promise((next) => (from && waited < 10 ? setImmediate(next) : realTimeout(next, 1)))
  }
  const waited = (Date.now() - begun) / 1000
  vi.useRealTimers()
  return { ...(await result), waited }
}
const realTimeout = setTimeout

const isAnswer = (value: unknown): value is Answer => typeof value === "object" && value !== null && "url" in value

const documented = new Set([...Object.values(errorTable).map(({ shown }) => shown), ...signInPageErrors])

/** Whether the step went well. What is said when it did not is documented, and says nothing of the database. */
function wentWell(end: End): boolean {
  if (end.failed) {
    expect(end.error).toBeInstanceOf(AuthError)
    return false
  }
  if (!isAnswer(end.value)) return true
  const { status, location, text } = end.value
  expect(text + location).not.toMatch(/ECONNRESET|10\.0\.0\.7/)
  if (location === null) return status === 200
  const error = new URL(location).searchParams.get("error")
  if (error === null) return status === 302
  expect(documented).toContain(error)
  return false
}

const addressOf = async ({ browser }: World): Promise<string | null> => (await browser.session())?.user?.email ?? null

/** Each account that is there is one that belongs there. */
function expectWithin(now: People, ...allowed: People[]): void {
  for (const [email, accounts] of Object.entries(now)) {
    const known = allowed.filter((people) => email in people)
    expect(known.length, `somebody else is there: ${email}`).toBeGreaterThan(0)
    expect(known.flatMap((people) => people[email])).toEqual(expect.arrayContaining([...accounts]))
  }
}

function expectNoSecretTold({ app, browser, mails, op }: World): void {
  const log = app.log.map(({ code, metadata }) => `${code} ${told(metadata)}`).join("\n")
  const cookies = [...browser.cookies.values()].filter(({ host, value }) => host === "app.example" && value.length > 20)
  const tokens = mails.flatMap(({ url, code }) => [new URL(url).searchParams.get("token") ?? "", code])
  const used = op.seen("token").flatMap(({ form }) => [form.get("code"), form.get("refresh_token")])
  for (const hidden of [secret, clientSecret, ...cookies.map(({ value }) => value), ...tokens, ...used])
    if (hidden) expect(log).not.toContain(hidden)
}

/** Adapters without transactions cannot take back a user of whom they do not say that they made it: docs/databases.md says so. */
const isKnownLimit = (flow: Flow, hasPowers: boolean, call: string | undefined, mode: Mode): boolean =>
  !hasPowers &&
  flow.name === "a first sign-in at a provider" &&
  call === "createUser" &&
  (mode === "throws although it was done" || mode === "is done too late")

async function play(flow: Flow, strategy: Strategy, hasPowers: boolean, ...faults: Fault[]): Promise<void> {
  const [{ at, mode } = { at: 0, mode: "throws" as const }] = faults
  const world = open(flow, strategy, hasPowers)
  const { faulty, ledger } = world
  const moment = await flow.prepare(world)
  const before = await ledger.people()
  const openBefore = await ledger.sessions()

  faulty.set(...faults)
  const end = await go(faulty, mode, moment)
  expect(end.waited).toBeLessThanOrEqual(deadline)
  const call = faulty.calls[at - 1]
  await faulty.heal()
  await new Promise((next) => setImmediate(next))

  const isDone = wentWell(end)
  tried[isDone ? "gotThrough" : "refused"]++
  expect(isDone ? [moment.done] : moment.failed).toContain(await addressOf(world))
  if (isKnownLimit(flow, hasPowers, call, mode)) return
  expectWithin(await ledger.people(), before, moment.people)
  for (const email of Object.keys(before)) expect(await ledger.people()).toHaveProperty([email])
  expect(await ledger.sessions()).toBeLessThanOrEqual(openBefore + 1)
  if (moment.useAgain) {
    const uses = [await moment.useAgain(), await moment.useAgain()]
    expect(uses.filter(Boolean).length + (isDone && moment.done ? 1 : 0)).toBeLessThanOrEqual(moment.uses ?? 1)
  }

  if (flow.takesTime) await quickly(async () => ({ done: await moment.again() }))
  else await moment.again()
  expect(await addressOf(world)).toBe(moment.doneAgain ?? moment.done)
  expect(await ledger.people()).toEqual(moment.people)
  await moment.check?.()
  expectNoSecretTold(world)
}

/** How many calls it takes when none fails; then it goes well. */
async function countCalls(flow: Flow, strategy: Strategy, hasPowers: boolean): Promise<readonly string[]> {
  const world = open(flow, strategy, hasPowers)
  const moment = await flow.prepare(world)
  world.faulty.set()
  const end = await go(world.faulty, "throws", moment)
  const calls = [...world.faulty.calls]
  expect(wentWell(end)).toBe(!flow.isRefused)
  expect(await addressOf(world)).toBe(moment.done)
  return calls
}

const adapters = [
  { adapter: "an adapter of ours", hasPowers: true },
  { adapter: "an adapter that keeps the contract and no more", hasPowers: false },
]

describe.each(adapters)("with $adapter", ({ hasPowers }) => {
  describe.each(["jwt", "database"] as const)(
    "and sessions of strategy %s, each call fails once during",
    (strategy) => {
      test.each(flows.filter(({ needsPowers }) => hasPowers || !needsPowers))(
        "$name: (DB-2) (DB-3) (DB-11)",
        async (flow) => {
          const calls = await countCalls(flow, strategy, hasPowers)
          tried.flows++
          const strike = async (...faults: Fault[]): Promise<void> => {
            tried.cases++
            await play(flow, strategy, hasPowers, ...faults).catch((error) => {
              const failing = faults.map(({ at, mode }) => `call ${at} (${calls[at - 1]}) ${mode}`).join(" and ")
              error.message = `When ${failing}: ${error.message}`
              throw error
            })
          }
          for (const at of calls.map((_, index) => index + 1)) {
            tried.positions++
            for (const mode of hasPowers || isLong ? modes : modes.slice(0, 2)) await strike({ at, mode })
            if (!isLong || !hasPowers) continue
            for (const mode of modes.slice(0, 2))
              for (let next = at + 1; next <= at + 3; next++) await strike({ at, mode }, { at: next, mode: "throws" })
          }
        },
      )
    },
  )
})

/** Whoever watches while the database fails learns of nobody whether they are known. */
test("a mail is asked for: whoever is known gets the same answer as who is not, whichever call fails (DB-2)", async () => {
  const asking = flows.find(({ name }) => name === "asking for a mail") as Flow
  const answerTo = async (isKnown: boolean, fault: Fault): Promise<string> => {
    const { browser, faulty, ledger } = open(asking, "jwt", true)
    const email = "ada@example.com"
    if (isKnown) await ledger.adapter.createUser?.({ email, emailVerified: null })
    const page = await browser.get("signin")
    const form = page.forms.find(({ action }) => action.endsWith("/email")) as Answer["forms"][0]
    faulty.set(fault)
    const { status, location, text } = await browser.submit(form, { email })
    const names = [...browser.cookies.values()].map(({ name }) => name).sort()
    return JSON.stringify([status, location, text, names, faulty.calls])
  }
  const calls = await countCalls(asking, "jwt", true)
  for (const at of calls.map((_, index) => index + 1))
    for (const mode of modes.slice(0, 2))
      expect(await answerTo(true, { at, mode })).toBe(await answerTo(false, { at, mode }))
})

test("nothing was left to nobody: no promise was rejected unheard (PT-7)", () => {
  expect(unhandled).toEqual([])
})
