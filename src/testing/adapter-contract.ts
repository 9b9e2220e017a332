/** What an adapter must do, as sentences that any test runner can loop over. */
import type { Adapter, AdapterPowers } from "../core/contracts/adapter.js"
import type { Awaitable } from "../core/model.js"
import { accountSentences } from "./adapter/accounts.js"
import { authenticatorSentences } from "./adapter/authenticators.js"
import { offerSentence } from "./adapter/offer.js"
import { powerSentences } from "./adapter/powers.js"
import { accountRaceSentences, emailRaceSentences, tokenRaceSentences } from "./adapter/races.js"
import type { Sentence } from "./adapter/sentence.js"
import { sessionSentences } from "./adapter/sessions.js"
import { userSentences } from "./adapter/users.js"
import { verificationTokenSentences } from "./adapter/verification-tokens.js"

export interface AdapterContractOptions {
  /** Asked once for each sentence: a new adapter, or the same one after every record was deleted. */
  adapter: () => Awaitable<Adapter>
  /** Which powers it offers; default none. A power that is offered and not named here fails the contract, as does the reverse. */
  powers?: readonly (keyof AdapterPowers)[]
  /** Whether it stores passkeys (`getAccount`, `getAuthenticator` …); default no. */
  authenticators?: boolean
  /** Whether the database refuses a second user with the same e-mail address; default yes. Auth.js's schema for `pg` does not. */
  uniqueEmails?: boolean
  /** Whether the database refuses to link an account twice; default yes. */
  uniqueAccounts?: boolean
}

export interface ContractTest {
  /** A sentence about the adapter: the test's title. */
  readonly name: string
  /** Rejects with an `AssertionError` of `node:assert` when the sentence is not true. */
  run(): Promise<void>
}

/**
 * The contract of `Adapter` as tests, races included. It needs Node.js, and no test runner of any kind.
 *
 * @example
 * ```ts
 * import { adapterContract } from "countersign/testing"
 *
 * for (const { name, run } of adapterContract({ adapter: freshAdapter })) test(name, run)
 * ```
 */
export function adapterContract(options: AdapterContractOptions): ContractTest[] {
  const { adapter, powers = [], authenticators = false, uniqueEmails = true, uniqueAccounts = true } = options
  const sentences: Sentence[] = [
    offerSentence(powers, authenticators),
    ...userSentences,
    ...accountSentences,
    ...sessionSentences,
    ...verificationTokenSentences,
    ...(authenticators ? authenticatorSentences : []),
    ...powers.flatMap((power) => powerSentences[power]),
    ...tokenRaceSentences,
    ...(uniqueEmails ? emailRaceSentences : []),
    ...(uniqueAccounts ? accountRaceSentences : []),
  ]
  return sentences.map(({ name, holds }) => ({
    name,
    run: async () => holds((await adapter()) as Required<Adapter>),
  }))
}
