import type { Advisories } from "./advisory.js"

export const nextAuth: Advisories = []
