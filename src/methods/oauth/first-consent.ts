import type { AuthRequest } from "../../core/contracts/request.js"

/** Somebody's name as told beside the authorization response. Unsigned: it came through the browser. */
export interface FirstConsent {
  readonly name: { readonly firstName: string; readonly lastName: string }
}

/**
 * Reads the `user` field that a provider with `form_post` sends when somebody consents for the first time, and never
 * again. Only the name is taken: an address in it would not be verified by anybody.
 *
 * @returns `null` when there is none, or none that can be read
 */
export function firstConsent(request: AuthRequest): FirstConsent | null {
  if (request.method !== "POST" || typeof request.body.user !== "string") return null
  try {
    const name: unknown = JSON.parse(request.body.user)?.name
    if (typeof name !== "object" || name === null) return null
    const { firstName, lastName } = name as Record<string, unknown>
    return { name: { firstName: textOf(firstName), lastName: textOf(lastName) } }
  } catch {
    return null
  }
}

const textOf = (value: unknown): string => (typeof value === "string" ? value.slice(0, 200) : "")
