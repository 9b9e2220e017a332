/** What a standard asks for, row by row, and what shows that it holds here. */
export interface Standard {
  readonly title: string
  /** The document and its sections. */
  readonly source: string
  readonly rows: readonly Requirement[]
}

/** A requirement is shown by tests, or left out for a reason; where it holds in part, it is both. */
export type Requirement = Identified & (Shown | Excluded | (Shown & Excluded))

interface Identified {
  readonly id: string
  /** In short; the document has the words that count. */
  readonly asks: string
  /** What a reader of the tests should know besides. */
  readonly note?: string
}

interface Shown {
  /** By test file: the titles as they are written there, without the ids of advisories that they end with. */
  readonly shownBy: Readonly<Record<string, readonly string[]>>
}

interface Excluded {
  readonly excluded: {
    readonly why: string
    /** Path below `src/` that is not there yet: once it is, the row needs a test. */
    readonly until?: string
  }
}
