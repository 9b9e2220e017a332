/** What reading the session gives. */
import { absent, unknown, type Value } from "./values.js"

/** A session: of somebody of whom nothing more is known than that they are signed in. */
export const sessionOf = (visitor: "stranger" | "member"): Value => {
  if (visitor === "stranger") return absent
  const known = { id: unknown, sub: unknown, name: unknown, email: unknown, image: unknown, picture: unknown }
  const user: Value = { is: "object", props: known, rest: absent }
  const props = { user, ...known, expires: unknown, exp: unknown, iat: unknown }
  return { is: "object", props, rest: absent, role: "session" }
}
