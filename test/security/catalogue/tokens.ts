import type { Advisories } from "./advisory.js"

export const tokens: Advisories = []
