import type { CredentialInput } from "../core/contracts/provider.js"
import { type Html, html } from "./html.js"

/** Names that would run code, restyle the page, send the form elsewhere, or change which field this is. */
const refused = /^(?:on|style$|form|name$|id$|label$)/
const wellFormed = /^[a-z][\w:-]*$/

/** A labelled `<input>`; attributes of the developer's are kept as far as they are harmless. */
export function credentialField(providerId: string, name: string, input: CredentialInput): Html {
  const id = `input-${name}-for-${providerId}-provider`
  const attributes = new Map<string, unknown>(Object.entries(defaults(name, input)))
  for (const [attribute, value] of Object.entries(input)) {
    const key = attribute.toLowerCase()
    if (wellFormed.test(key) && !refused.test(key)) attributes.set(key, value)
  }
  const field = html`<input id="${id}" name="${name}"${[...attributes].map(([key, value]) => attribute(key, value))}>`
  return attributes.get("type") === "hidden" ? field : html`<label for="${id}">${input.label ?? name}</label>${field}`
}

/** What lets a password manager and a phone's keyboard help. */
function defaults(name: string, { type = "text" }: CredentialInput): Record<string, string> {
  if (type === "password") return { type, autocomplete: "current-password" }
  if (type === "email" || (type === "text" && /user|e-?mail|login/i.test(name)))
    return { type, autocomplete: "username", autocapitalize: "none" }
  return { type }
}

/** HTML's booleans are present or absent; `aria-*`, `data-*` and `spellcheck` spell them out. */
function attribute(key: string, value: unknown): Html | false {
  if (typeof value === "boolean" && !/-|^spellcheck$/.test(key)) return value && html` ${key}`
  const printable = typeof value === "string" || typeof value === "number" || typeof value === "boolean"
  return printable && html` ${key}="${String(value)}"`
}
