/** The parts that walk through a function, together. */
import { apply, call } from "./call.js"
import { evaluate, evaluateAll } from "./evaluate.js"
import { look } from "./names.js"
import { walkAll } from "./statements.js"
import type { Walker } from "./visit.js"

export const walker: Walker = { apply, call, evaluate, evaluateAll, look, walkAll }
