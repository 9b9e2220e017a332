/** What reading the session gives. */
import { absent, ofSession, plain, unknown, type Value } from "./values.js"

/** A session: of somebody of whom nothing more is known than that they are signed in. */
export const sessionOf = (visitor: "stranger" | "member"): Value => {
  if (visitor === "stranger") return plain(null, true)
  const names = ["id", "sub", "name", "email", "image", "picture"]
  const known = Object.fromEntries(names.map((name) => [name, ofSession]))
  const user: Value = { is: "object", role: "session", props: known, rest: absent }
  const props = { user, ...known, expires: unknown, exp: unknown, iat: unknown }
  return { is: "object", props, rest: absent, role: "session" }
}
