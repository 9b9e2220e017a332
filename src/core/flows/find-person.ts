/** Whose account this is, where people are stored. Loaded when the first of them signs in. */
import { type AccountStore, findOwner as findOwnerOfAccount, settleAccount } from "../accounts/apply.js"
import { settleEmail } from "../accounts/settle-email.js"
import type { AdapterUser } from "../contracts/adapter.js"
import type { Identity } from "../contracts/method.js"
import type { ResolvedProvider } from "../contracts/provider.js"
import { stored } from "../session/stored.js"
import type { SignedIn } from "../session/strategy.js"
import { strategyOf } from "../session/strategy-of.js"
import type { FlowContext } from "./context.js"

/** The user whom this identity belongs to already. */
export function findOwner(context: FlowContext, identity: Identity): Promise<AdapterUser | null> {
  const store = storeOf(context)
  return identity.provesEmail
    ? stored(() => store.getUserByEmail(identity.user.email ?? ""))
    : findOwnerOfAccount(store, identity.account)
}

/** The user whom this identity is to belong to, found, created or linked. */
export async function findPerson(
  context: FlowContext,
  provider: ResolvedProvider,
  identity: Identity,
  owner: AdapterUser | null,
): Promise<SignedIn> {
  const store = storeOf(context)
  const visitorId = await strategyOf(context.config).readUserId(context)
  if (identity.provesEmail) {
    const settled = await settleEmail(context.config, store, identity, owner, { visitorId, now: context.now })
    // Whoever was signed in here before is not any more: their session must not live on in the database.
    if (visitorId !== null && visitorId !== settled.user.id) await strategyOf(context.config).end(context)
    return { ...settled, account: identity.account }
  }
  const visitor = visitorId === null ? null : await stored(() => store.getUser(visitorId))
  const mayLinkByEmail = "allowDangerousEmailAccountLinking" in provider && provider.allowDangerousEmailAccountLinking
  const settled = await settleAccount(context.config, store, { identity, visitor, owner, mayLinkByEmail })
  return { user: settled.user, isNewUser: settled.isNewUser, account: identity.account, profile: identity.profile }
}

/** Validation has made sure that the methods are there. */
const storeOf = ({ config }: FlowContext): AccountStore => config.adapter as AccountStore
