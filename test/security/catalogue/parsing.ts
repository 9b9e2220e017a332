import type { Advisories } from "./advisory.js"

export const parsing: Advisories = []
