/** scrypt (RFC 7914) on libuv's thread pool, in lanes that leave the event loop a core and everybody else a thread. */
import { scrypt as derive } from "node:crypto"
import { availableParallelism } from "node:os"
import { SignInError } from "../../core/errors.js"
import * as env from "../../core/options/env.js"
import { createLanes, type Lanes } from "./lanes.js"
import type { Cost } from "./stored-hash.js"

/** Passwords that wait for each lane: who is last of them waits as long as somebody waits for a page. */
const waitingPerLane = 16

/** Seconds after which whoever found too many waiting may come back. */
const pause = 5

function newLanes(): Lanes {
  const atOnce = Math.max(1, Math.min(availableParallelism(), env.threadPoolSize()) - 1)
  return createLanes(atOnce, atOnce * waitingPerLane)
}

const registryKey = Symbol.for("countersign.passwords")

/** Those of the whole process, of all copies of this module: bundlers make one for each route. */
function lanesHere(): Lanes {
  const registry = globalThis as { [registryKey]?: Lanes }
  registry[registryKey] ??= newLanes()
  return registry[registryKey]
}

/**
 * `length` bytes that the password, the salt and the cost lead to.
 *
 * @throws {SignInError} `TooManyRequests` when too many passwords wait to be hashed
 */
export async function scrypt(password: Buffer, salt: Buffer, length: number, { ln, r, p }: Cost): Promise<Buffer> {
  const options = { N: 2 ** ln, r, p, maxmem: 128 * r * (2 ** ln + p + 2) }
  const derived = await lanesHere()(
    () =>
      new Promise<Buffer>((resolve, reject) =>
        derive(password, salt, length, options, (error, key) => (error ? reject(error) : resolve(key))),
      ),
  )
  if (derived) return derived
  throw new SignInError("TooManyRequests", `Too many passwords wait to be hashed; try again in ${pause} seconds.`, {
    retryAfter: pause,
  })
}
