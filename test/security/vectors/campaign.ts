/** Offers malformed tokens at every place that opens one, and says what came of it. */

import net from "node:net"
import { compactDecrypt } from "jose"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { Encryption } from "../../../src/core/crypto/keys.js"
import { secret } from "../../support/app.js"
import { malformedTokens, type Vector } from "./malformed-tokens.js"
import { everyPlace, type Place } from "./places.js"
import { deriveKey } from "./sealing.js"

const isLong = process.env.TEST_CAMPAIGN === "long"
const seed = Number(process.env.TEST_SEED ?? 1)
const encryptions: readonly Encryption[] = ["A256GCM", "A256CBC-HS512"]

/** Of the tokens for every place but `decode`: every so manieth. A prime, so that no kind of header is left out. */
const share = 13

interface Tried {
  tokens: number
  opened: number
  readonly milliseconds: number[]
}

/**
 * Registers the tests, for the runtime whose primitives `#crypto` stands for.
 *
 * @param shareOfMost 1: one place gets every token there is
 */
export function offerMalformedTokens(runtime: string, atLeast: number, shareOfMost: number): void {
  const { places, app } = everyPlace()
  const said: unknown[] = []
  beforeEach(() => {
    for (const level of ["error", "warn", "log", "debug", "info"] as const)
      vi.spyOn(console, level).mockImplementation((...words) => void said.push(words))
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })
  const tried: Tried = { tokens: 0, opened: 0, milliseconds: [] }

  test.each(Object.entries(places))(
    `${runtime}: no malformed token is opened, none is logged, none throws: %s`,
    async (_, place) => {
      const canaries = [vi.spyOn(globalThis, "fetch"), vi.spyOn(net.Socket.prototype, "connect")]
      for (const encryption of encryptions)
        await offer(place, encryption, shareAt(place, shareOfMost), tried, () => logged(app.log, said))
      for (const canary of canaries) expect(canary).not.toHaveBeenCalled()
      expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
    },
    600_000,
  )

  test(`${runtime}: a refusal takes less than 5 ms`, () => {
    const sorted = tried.milliseconds.toSorted((a, b) => a - b)
    const p99 = sorted[Math.floor(sorted.length * 0.99)] as number
    process.stdout.write(
      `${runtime}: ${tried.tokens} sealed values at ${Object.keys(places).length} places, ${tried.opened} of them to be opened; p99 ${p99.toFixed(3)} ms, longest ${sorted.at(-1)?.toFixed(1)} ms; seed ${seed}\n`,
    )
    expect(tried.tokens).toBeGreaterThan(atLeast)
    expect(p99).toBeLessThan(5)
  })
}

const shareAt = (place: Place, shareOfMost: number): number => (isLong ? 1 : place.getsMost ? shareOfMost : share)

async function offer(
  place: Place,
  encryption: Encryption,
  share: number,
  tried: Tried,
  drainLog: () => string,
): Promise<void> {
  const { salt, plaintext, holdsClaims } = place
  const purpose = { secret, salt, encryption, plaintext, holdsClaims }
  for (const vector of malformedTokens(purpose, seed, share)) {
    const { opened, milliseconds } = await measured(place, vector)
    tried.milliseconds.push(milliseconds)
    tried.tokens++
    if (opened) tried.opened++
    if (opened !== (vector.opens && place.takes?.(vector.token) !== false))
      expect.unreachable(`${opened ? "opened" : "refused"}: ${describe(vector)}`)
    const log = drainLog()
    if (log !== "" && tells(log, vector.token)) expect.unreachable(`logged: ${describe(vector)}`)
    if (opened) await expectOpenedByJose(vector, deriveKey(encryption, secret, salt), encryption)
  }
}

/** One that took long is tried again: on a busy machine it may not have been its own fault. */
async function measured(place: Place, vector: Vector): Promise<{ opened: boolean; milliseconds: number }> {
  let opened = false
  let milliseconds = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < 4 && milliseconds > 2; tries++) {
    const started = performance.now()
    opened = await place.opens(vector.token).catch((error) => thrown(vector, error))
    milliseconds = Math.min(milliseconds, performance.now() - started)
  }
  return { opened, milliseconds }
}

/** A library that others trust must not refuse what we open. */
async function expectOpenedByJose(vector: Vector, key: Buffer, encryption: Encryption): Promise<void> {
  const options = { keyManagementAlgorithms: ["dir"], contentEncryptionAlgorithms: [encryption] }
  await compactDecrypt(vector.token, key, options).catch((error) => thrown(vector, error))
}

const thrown = (vector: Vector, error: unknown): never =>
  expect.unreachable(`${error instanceof Error ? error.stack : error} at ${describe(vector)}`)

const describe = ({ kind, token }: Vector): string => `${kind}: ${token.slice(0, 400)}${token.length > 400 ? "…" : ""}`

/** Whether a log holds the token, or a part of it that is long enough to mean something. */
const tells = (log: string, token: string): boolean =>
  token.split(".").some((part) => part.length >= 16 && log.includes(part))

/** Everything that was logged since, as one text. */
function logged(log: { code: string; metadata?: unknown }[], said: unknown[]): string {
  if (log.length + said.length === 0) return ""
  return JSON.stringify([log.splice(0), said.splice(0)], (_, value) =>
    value instanceof Error ? [value.message, value.stack, value.cause] : value,
  )
}
