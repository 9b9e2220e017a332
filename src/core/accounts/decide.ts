/** Whose account is this? The whole linking policy; `decide.test.ts` enumerates every combination. */

export interface Situation {
  /** Id of the user who is signed in already. */
  readonly visitor: string | null
  /** Id of the user this account belongs to. */
  readonly accountOwner: string | null
  /** Id of the user who has the e-mail address that came with the account. */
  readonly emailOwner: string | null
  /** Whether the developer lets this provider vouch for addresses, and it does not say that this one is unverified. */
  readonly providerVouchesForEmail: boolean
}

export type Decision =
  | { readonly kind: "stay" }
  | { readonly kind: "sign-in"; readonly userId: string }
  | { readonly kind: "link"; readonly userId: string }
  | { readonly kind: "create" }
  | { readonly kind: "refuse" }

export function decideAccount(situation: Situation): Decision {
  const { visitor, accountOwner, emailOwner } = situation
  if (accountOwner !== null) {
    if (visitor === null) return { kind: "sign-in", userId: accountOwner }
    return visitor === accountOwner ? { kind: "stay" } : { kind: "refuse" }
  }
  if (visitor !== null) return { kind: "link", userId: visitor }
  if (emailOwner === null) return { kind: "create" }
  return situation.providerVouchesForEmail ? { kind: "link", userId: emailOwner } : { kind: "refuse" }
}
