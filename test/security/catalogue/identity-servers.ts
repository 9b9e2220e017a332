import type { Advisories } from "./advisory.js"

export const identityServers: Advisories = []
