/** A published vulnerability of this field, or a family of them with one cause: a row of the catalogue. */
export interface Advisory {
  /** Its place in the catalogue: unique over all sections, in order. */
  readonly row: number
  /** Every CVE and GHSA id, in full; where there is none, the issue: `better-auth#10203`. Each stands in one row only. */
  readonly ids: readonly string[]
  /** Packages and versions that had it. */
  readonly affected: string
  /** What was wrong there, in a line. */
  readonly cause: string
  /** Only where no test can show it. Without this, every id must stand in the title of a test. */
  readonly notApplicable?: {
    readonly why: string
    /** The path that the feature will have. Once it is there the reason is none, and the check demands the test. */
    readonly until?: string
  }
}

/** The rows of one file. */
export type Advisories = readonly Advisory[]
