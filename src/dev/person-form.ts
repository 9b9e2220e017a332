import type { PersonInput } from "./people.js"

/** Somebody as they were typed into a form. @throws {TypeError} when the claims are not JSON */
export function readPerson(form: URLSearchParams): PersonInput {
  const text = (name: string): string => form.get(name)?.trim() ?? ""
  const id = text("id")
  return {
    ...(id ? { id } : {}),
    name: text("name"),
    email: text("email") || null,
    emailVerified: form.has("emailVerified"),
    roles: text("roles")
      .split(",")
      .map((role) => role.trim())
      .filter(Boolean),
    claims: readClaims(text("claims")),
  }
}

function readClaims(text: string): Record<string, unknown> {
  if (text === "") return {}
  try {
    return JSON.parse(text)
  } catch {
    throw new TypeError('Further claims are no JSON. Write them like {"department": "Sales"}.')
  }
}
