import type { Answer } from "./observed.js"

/**
 * Where this library deliberately answers otherwise than next-auth v4 was recorded to. The list is exact: what it says
 * must happen in every situation it names, and nothing else may differ.
 */
export interface Difference {
  /** What differs, in a few words. */
  name: string
  because: string
  situations: RegExp[]
  /** What the recorded answer becomes. */
  instead: (must: Answer) => Answer
}

export const differences: Difference[] = []
