/** Who can sign in at the local provider. Nobody has a password: a demo asks who you want to be. */
export const accounts = [
  { login: "alice", name: "Alice Archer", email: "alice@example.com", role: "member" },
  { login: "bob", name: "Bob Baker", email: "bob@example.com", role: "admin" },
  { login: "carol", name: "Carol Carter", email: null, role: "member" },
]

/** What the provider says about an account in ID tokens and at the userinfo endpoint. */
export function claimsOf({ login, name, email, role }) {
  const address = email === null ? {} : { email, email_verified: true }
  return { sub: login, name, role, ...address }
}
