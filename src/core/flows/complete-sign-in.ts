import { type AccountStore, findOwner, settleAccount } from "../accounts/apply.js"
import { settleEmail } from "../accounts/settle-email.js"
import type { AdapterUser } from "../contracts/adapter.js"
import type { Identity } from "../contracts/method.js"
import { type Outcome, redirect } from "../contracts/outcome.js"
import type { ResolvedProvider } from "../contracts/provider.js"
import { runEvent } from "../options/events.js"
import { stored } from "../session/stored.js"
import type { SignedIn } from "../session/strategy.js"
import { strategyOf } from "../session/strategy-of.js"
import { askPermission } from "./ask-permission.js"
import type { FlowContext } from "./context.js"
import { afterSession } from "./features.js"
import { endable, prepareSignOut } from "./provider-logout.js"

/** Somebody proved who they are: the one place where sessions begin, whatever the method was. */
export async function completeSignIn(
  context: FlowContext,
  provider: ResolvedProvider,
  identity: Identity,
): Promise<Outcome> {
  const { config } = context
  const store = identity.linkable && config.adapter ? (config.adapter as AccountStore) : null
  const owner = store ? await ownerOf(store, identity) : null

  const detour = await askPermission(context, owner ?? identity.user, identity)
  if (detour) return detour

  const person: SignedIn = store
    ? await findPerson(context, store, provider, identity, owner)
    : { user: identity.user, account: identity.account, profile: identity.profile }
  // Without a store nobody knows who is new; credentials always say so, as next-auth v4 did.
  const signedIn: SignedIn = identity.linkable ? person : { ...person, isNewUser: false }
  const userId = await strategyOf(config).issue(context, { ...signedIn, endable: endable(context, provider, identity) })
  await prepareSignOut(context, provider, identity)
  await afterSession(context, userId, identity.account)

  await runEvent(config, "signIn", signInEvent(identity, person))
  return redirect(
    person.isNewUser && config.pages.newUser ? newUserPage(config.pages.newUser, context) : context.destination,
  )
}

/** The user whom this identity belongs to already. */
const ownerOf = (store: AccountStore, identity: Identity): Promise<AdapterUser | null> =>
  identity.provesEmail
    ? stored(() => store.getUserByEmail(identity.user.email ?? ""))
    : findOwner(store, identity.account)

async function findPerson(
  context: FlowContext,
  store: AccountStore,
  provider: ResolvedProvider,
  identity: Identity,
  owner: AdapterUser | null,
): Promise<SignedIn> {
  if (identity.provesEmail) {
    const settled = await settleEmail(context.config, store, identity, owner, context.now)
    await endSessionOfAnother(context, settled.user.id)
    return { ...settled, account: identity.account }
  }
  const visitorId = await strategyOf(context.config).readUserId(context)
  const visitor = visitorId === null ? null : await stored(() => store.getUser(visitorId))
  const mayLinkByEmail = "allowDangerousEmailAccountLinking" in provider && provider.allowDangerousEmailAccountLinking
  const settled = await settleAccount(context.config, store, { identity, visitor, owner, mayLinkByEmail })
  return { user: settled.user, isNewUser: settled.isNewUser, account: identity.account, profile: identity.profile }
}

/** Whoever was signed in here before is not any more: their session must not live on in the database. */
async function endSessionOfAnother(context: FlowContext, userId: string): Promise<void> {
  const strategy = strategyOf(context.config)
  const visitorId = await strategy.readUserId(context)
  if (visitorId !== null && visitorId !== userId) await strategy.end(context)
}

/** What `events.signIn` is told: with OAuth also the mapped profile, and whether the user is new where somebody knows. */
function signInEvent(identity: Identity, { user, isNewUser }: SignedIn): object {
  return {
    user,
    account: identity.account,
    ...(identity.profile === undefined ? {} : { profile: identity.user }),
    ...(isNewUser === undefined ? {} : { isNewUser }),
  }
}

function newUserPage(page: string, { destination }: FlowContext): string {
  return `${page}${page.includes("?") ? "&" : "?"}callbackUrl=${encodeURIComponent(destination)}`
}
