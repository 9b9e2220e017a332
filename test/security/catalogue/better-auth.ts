import type { Advisories } from "./advisory.js"

export const betterAuth: Advisories = []
