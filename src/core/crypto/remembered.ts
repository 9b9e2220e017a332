/**
 * Tokens that were opened within the last minute: one page asks for its session in middleware, in components and in API routes.
 *
 * Only what was authenticated is remembered, so nobody fills this who has no session. Whether a token has expired, or its session
 * was ended, is asked anew at each use.
 */
import type { JWT } from "../model.js"

export interface Remembered {
  /** The claims of a token, whatever their times say; `undefined` for one that was not opened a moment ago. */
  recall(token: string, secret: string): JWT | undefined
  /** Only what makes sense as claims. */
  remember(token: string, secret: string, plaintext: string): void
}

interface Entry {
  readonly token: string
  readonly secret: string
  readonly plaintext: string
  /** Milliseconds since the epoch. */
  readonly until: number
  /** Never handed out: callers may change what they get. */
  claims?: JWT
}

/** Milliseconds. */
const lifetime = 60_000

/** Characters of tokens in one generation: about a thousand ordinary ones, some megabytes with their claims. */
const capacity = 500_000

/** Two generations: when the younger is full, the elder is forgotten whole. By the end of the token, a tag that nobody else's has. */
let younger = new Map<string, Entry>()
let elder = new Map<string, Entry>()
let size = 0

const tagOf = (token: string): string => token.slice(-22)

export const remembered: Remembered = {
  recall(token, secret) {
    const tag = tagOf(token)
    const known = younger.get(tag) ?? elder.get(tag)
    if (known?.token !== token || known.secret !== secret) return undefined
    if (known.until < Date.now()) return undefined
    known.claims ??= JSON.parse(known.plaintext) as JWT
    try {
      return copyOf(known.claims)
    } catch {
      return JSON.parse(known.plaintext) // nested deeper than the stack
    }
  },

  remember(token, secret, plaintext) {
    size += token.length
    if (size > capacity) {
      elder = younger
      younger = new Map()
      size = token.length
    }
    // A token cut out of a header would hold on to the whole header; parsing makes a text of its own.
    const own: string = JSON.parse(`"${token}"`)
    younger.set(tagOf(own), { token: own, secret, plaintext, until: Date.now() + lifetime })
  },
}

function copyOf<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.map(copyOf) as T
  const copy = { ...value }
  for (const key in copy) if (typeof copy[key] === "object") copy[key] = copyOf(copy[key])
  return copy
}
