import type { Advisories } from "./advisory.js"

export const frameworks: Advisories = []
