/** People who have never been here, and a provider that vouches for whoever stands before it. */
import { randomUUID } from "node:crypto"
import type { Answer, Browser } from "./app.js"

export interface Person {
  readonly id: string
  readonly name: string
  readonly email?: string
}

/** Nobody that another test has met. */
export function somebody(name = "Ada"): Person & { readonly email: string } {
  const id = randomUUID()
  return { id, name, email: `${name.toLowerCase()}-${id}@example.com` }
}

const atTheDoor = new Map<string, Person>()

/** A plain OAuth provider; its authorization code says who is there. */
export const provider = (id: string) => ({
  id,
  name: id,
  type: "oauth" as const,
  clientId: "id",
  authorization: "https://idp.example/authorize",
  token: {
    request: ({ params }: { params: { code?: string } }) => ({
      tokens: { access_token: params.code ?? "", token_type: "bearer", scope: "s", expires_at: 2_000_000_000 },
    }),
  },
  userinfo: {
    request: ({ tokens }: { tokens: { access_token?: string } }) => atTheDoor.get(tokens.access_token ?? "") as Person,
  },
  profile: ({ id, name, email }: Person) => ({ id, name, email: email ?? null }),
})

/** Passes the provider and comes back. The answer to the first click when it sends nobody there. */
export async function signIn(browser: Browser, id: string, as: Person): Promise<Answer> {
  const begun = await browser.signIn(id, {})
  if (!begun.location?.startsWith("https://idp.example/")) return begun
  const state = new URL(begun.location).searchParams.get("state")
  const code = randomUUID()
  atTheDoor.set(code, as)
  return browser.get(`callback/${id}?code=${code}&state=${state}`)
}
