/** What to ask, the most telling first: where the number is bounded, what is left out is the least of it. */
import { headersOfBypasses } from "./bypass-headers.js"
import type { Expected } from "./expect.js"
import { type Surroundings, spellingsOf } from "./spellings.js"
import type { Visitor } from "./visitors.js"

export interface Question {
  readonly visitor: Visitor
  readonly method: string
  /** The route's path, as the policy would write it. */
  readonly route: string
  /** As it is sent, without the base path. */
  readonly path: string
  /** Beside those of the visitor. */
  readonly headers: Readonly<Record<string, string>>
  readonly kind: "as written" | "header" | "spelling"
}

export const safeMethods: readonly string[] = ["GET", "HEAD", "OPTIONS"]
export const unsafeMethods: readonly string[] = ["POST", "PUT", "PATCH", "DELETE"]

type Ask = Pick<Question, "visitor" | "method" | "route" | "path">

/** Every route as everybody, by one method after the other. */
export const questionsAsWritten = (
  routes: readonly string[],
  visitors: readonly Visitor[],
  methods: readonly string[],
): Question[] =>
  methods.flatMap((method) =>
    routes.flatMap((route) =>
      visitors.map((visitor) => ({ visitor, method, route, path: route, headers: {}, kind: "as written" as const })),
    ),
  )

/** Who tries to get past, where the policy keeps them out and the app does, too: with what was believed once. */
export const questionsWithHeaders = (kept: readonly Ask[]): Question[] =>
  headersOfBypasses.flatMap((headers) =>
    kept.map((ask) => ({ ...ask, path: addressOf(ask.path, headers), headers, kind: "header" as const })),
  )

/** Next.js sends on whoever asks for a page's payload (`rsc: 1`) without this. */
const addressOf = (path: string, headers: Readonly<Record<string, string>>): string =>
  "rsc" in headers ? `${path}?_rsc` : path

/** The same in every spelling. */
export function questionsInSpellings(kept: readonly Ask[], surroundings: Surroundings): Question[] {
  const all = kept.map((ask) => ({
    ask,
    spellings: spellingsOf(ask.route, surroundings).filter((one) => one !== ask.path),
  }))
  const most = Math.max(0, ...all.map(({ spellings }) => spellings.length))
  return Array.from({ length: most }, (_, i) => i).flatMap((i) =>
    all.flatMap(({ ask, spellings }) => {
      const path = spellings[i]
      return path === undefined ? [] : [{ ...ask, path, headers: {}, kind: "spelling" as const }]
    }),
  )
}

/** One who is nobody and one who is somebody stand for all others. */
export const triesToPass = ({ name }: Visitor): boolean => name === "nobody" || name === "signed-in"

/** Those that change something are asked as people who may not: an app that is right changes nothing. */
export const mayBeAsked = (method: string, expected: Expected | null): boolean =>
  safeMethods.includes(method) || (expected !== "allow" && expected !== null)
