import type { Identity } from "../../core/contracts/method.js"
import { type Outcome, redirect } from "../../core/contracts/outcome.js"
import type { OAuthProvider, ProfileClient } from "../../core/contracts/provider.js"
import type { RequestContext } from "../../core/contracts/request.js"
import type { Account, Profile, TokenSetParameters, User } from "../../core/model.js"
import { asError } from "../../core/options/thrown.js"

/**
 * Maps what the provider said about somebody to an identity. A mapping that fails is the app's own mistake: it is
 * logged, and the visitor is sent to the sign-in page without a code, as in next-auth v4.
 */
export async function toIdentity(
  context: RequestContext,
  provider: OAuthProvider,
  profile: Profile,
  tokens: TokenSetParameters,
  client?: ProfileClient,
): Promise<Identity | Outcome> {
  try {
    const user = withLowerCaseEmail(await provider.profile(profile, tokens, client))
    const emailVerified = provider.emailVerified(profile)
    return { account: toAccount(provider, user, tokens), user, profile, linkable: true, emailVerified }
  } catch (cause) {
    context.log.error("OAUTH_PARSE_PROFILE_ERROR", { error: asError(cause), providerId: provider.id })
    return redirect(`${context.baseUrl}/signin`)
  }
}

/** All but the Kelvin sign, the one character beyond ASCII whose small letter is within: another's address would come of it. */
function withLowerCaseEmail(user: User): User {
  if (user.email === undefined || user.email === null) return user
  return { ...user, email: user.email.replace(/[^\u212a]+/g, (text) => text.toLowerCase()) }
}

/** Fields that the token endpoint sent come first: none of them may say whose account it is. */
function toAccount(provider: OAuthProvider, user: User, tokens: TokenSetParameters): Account {
  const { userId: _, ...sent } = tokens
  return { ...sent, provider: provider.id, type: provider.type, providerAccountId: accountId(provider, user.id) }
}

/** What `String()` makes of an id that is not there: whoever comes without one would share an account. */
const lostId = /^(undefined|null|NaN|\[object Object\])?$/

/** Numbers beyond 2⁵³ are refused: rounding would give two people one account. */
function accountId(provider: OAuthProvider, id: unknown): string {
  if (typeof id === "string" && !lostId.test(id)) return id
  if (typeof id === "bigint" || (typeof id === "number" && id !== 0 && Number.isSafeInteger(id))) return String(id)
  throw new TypeError(
    `\`profile()\` of provider "${provider.id}" returned no usable \`id\`: return a text that never changes`,
  )
}
