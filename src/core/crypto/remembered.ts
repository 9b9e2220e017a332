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
  readonly mark: number
  readonly token: string
  readonly secret: string
  readonly plaintext: string
  /** Milliseconds since the epoch. */
  readonly until: number
  /** Never handed out: callers may change what they get. */
  claims: JWT | undefined
}

/** Milliseconds. */
const lifetime = 60_000

/** Characters of tokens in one generation: about a thousand ordinary ones, some megabytes with their claims. */
const capacity = 500_000

/** Two generations, by their tokens' marks: when the younger is full, the elder is forgotten whole. */
let younger = new Map<number, Entry>()
let elder = new Map<number, Entry>()
let size = 0

/** For tokens that came once, as most do: each is there until another takes its place. A bound, as each holds on to its request's header. */
const places = 64
const newcomers = new Array<Entry | undefined>(places)

/** A number that hardly two tokens have in common: of the tag's last characters, but for the very last, which stands for two bits. */
function markOf(token: string): number {
  let mark = 0
  for (let i = token.length - 7; i < token.length - 1; i++) mark = (mark * 37 + token.charCodeAt(i)) | 0
  return mark
}

export const remembered: Remembered = {
  recall(token, secret) {
    const mark = markOf(token)
    const newcomer = newcomers[mark & (places - 1)]
    if (newcomer?.mark === mark && newcomer.token === token) keep(newcomer)
    const known = younger.get(mark) ?? elder.get(mark)
    if (known?.token !== token || known.secret !== secret || known.until < Date.now()) return undefined
    known.claims ??= JSON.parse(known.plaintext) as JWT
    try {
      return copyOf(known.claims)
    } catch {
      return JSON.parse(known.plaintext) // nested deeper than the stack
    }
  },

  remember(token, secret, plaintext) {
    const mark = markOf(token)
    newcomers[mark & (places - 1)] = { mark, token, secret, plaintext, until: Date.now() + lifetime, claims: undefined }
  },
}

function keep(newcomer: Entry): void {
  newcomers[newcomer.mark & (places - 1)] = undefined
  size += newcomer.token.length
  if (size > capacity) {
    elder = younger
    younger = new Map()
    size = newcomer.token.length
  }
  // A token cut out of a header would hold on to the whole header; parsing makes a text of its own.
  younger.set(newcomer.mark, { ...newcomer, token: JSON.parse(`"${newcomer.token}"`) })
}

function copyOf<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.map(copyOf) as T
  const copy = { ...value }
  for (const key in copy) if (typeof copy[key] === "object") copy[key] = copyOf(copy[key])
  return copy
}
