/** One thing that must be true of an adapter that holds no records yet. */
import type { Adapter } from "../../core/contracts/adapter.js"

export interface Sentence {
  readonly name: string
  holds(adapter: Required<Adapter>): Promise<void>
}
