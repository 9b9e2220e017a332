import type { Advisories } from "./advisory.js"

export const clients: Advisories = []
