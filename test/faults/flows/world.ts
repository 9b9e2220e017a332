/** An app on records that may fail, and what a flow says of itself. */
import type { Adapter } from "../../../src/core/contracts/adapter.js"
import type { AuthOptions } from "../../../src/core/options/options.js"
import Email from "../../../src/providers/email.js"
import { type Answer, type App, type Browser, openApp } from "../../support/app.js"
import { type Person, provider } from "../../support/people.js"
import type { PlayedScript, ScriptedProvider } from "../../support/scripted-provider.js"
import { type FaultyAdapter, faultyAdapter, type Ledger, ledgerOf, type People } from "../faulty-adapter.js"

export type Strategy = "jwt" | "database"

export interface World {
  readonly app: App
  readonly strategy: Strategy
  /** What the app has. */
  readonly faulty: FaultyAdapter
  readonly ledger: Ledger
  /** The same records, without faults. */
  readonly records: Required<Adapter>
  readonly browser: Browser
  /** The mails that were sent. */
  readonly mails: { readonly url: string; readonly code: string }[]
  /** The provider at the other end of real requests, in the flows that need one. */
  readonly op: PlayedScript
}

/** The moment before something that asks the database. */
export interface Moment {
  /** Does it. What the browser got; what the app got, where it asked by itself. */
  go(): Promise<Answer | unknown>
  /** The addresses of who may be signed in when it failed: `null` is nobody. */
  readonly failed: readonly (string | null)[]
  /** The address of who is signed in when it went well. */
  readonly done: string | null
  /** What the person does when it failed, or again when it did not. Ends as `doneAgain`, or else as `done`. */
  again(): Promise<void>
  readonly doneAgain?: string
  /** Who is in the database in the end. */
  readonly people: People
  /** Uses something once more that is good for one time. Whether it signed somebody in. */
  useAgain?(): Promise<boolean>
  /** For how many times it is good in all; one, unless it says otherwise. */
  readonly uses?: number
  /** What is true in the end besides. */
  check?(): Promise<void>
}

export interface Flow {
  readonly name: string
  /** Whether it takes more of an adapter than the Auth.js contract has. */
  readonly needsPowers?: true
  /** Whether it is answered with a refusal when no call fails. */
  readonly isRefused?: true
  /** Whether what comes afterwards may have to wait for something of before to run out. */
  readonly takesTime?: true
  readonly options?: (world: Pick<World, "op" | "mails" | "records">) => Partial<AuthOptions>
  prepare(world: World): Promise<Moment>
}

const powers = ["transaction", "updateAccount", "listAccounts", "listSessions", "deleteSessionsOfUser"] as const
const more = ["increment", "decrement", "setValue", "getValue"] as const

/** The same records behind the Auth.js contract alone, as adapters on npm are. */
function withoutPowers(adapter: Adapter): Adapter {
  const plain = { ...adapter }
  for (const name of [...powers, ...more]) delete plain[name]
  return plain
}

export function openWorld(
  flow: Flow,
  strategy: Strategy,
  records: Required<Adapter>,
  hasPowers: boolean,
  scripted: ScriptedProvider,
): World {
  const ledger = ledgerOf(records)
  const faulty = faultyAdapter(hasPowers ? ledger.adapter : withoutPowers(ledger.adapter))
  const mails: { url: string; code: string }[] = []
  const op = scripted.play({ claims: (claims) => ({ ...claims, sid: "the-session" }) })
  const app = openApp({
    providers: [provider("first"), provider("second"), mailProvider(mails)],
    adapter: faulty.adapter,
    session: { strategy },
    ...flow.options?.({ op, mails, records }),
  })
  return { app, strategy, faulty, ledger, records, browser: app.browser(), mails, op }
}

export const mailProvider = (mails: World["mails"]) =>
  Email({ code: true, sendVerificationRequest: ({ url, code = "" }) => void mails.push({ url, code }) })

export const accountOf = ({ id }: Person, at = "first"): string => `${at} ${id}`
export const cookieOf = ({ browser, app }: World): Headers =>
  new Headers({ cookie: browser.cookieHeader(`${app.origin}/page`) })
