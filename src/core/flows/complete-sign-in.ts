import type { Identity } from "../contracts/method.js"
import { type Outcome, redirect } from "../contracts/outcome.js"
import type { ResolvedProvider } from "../contracts/provider.js"
import { runEvent } from "../options/events.js"
import type { SignedIn } from "../session/strategy.js"
import { strategyOf } from "../session/strategy-of.js"
import { whenNeeded } from "../when-needed.js"
import { askPermission } from "./ask-permission.js"
import type { FlowContext } from "./context.js"
import { afterSession } from "./features.js"
import { endable, prepareSignOut } from "./provider-logout.js"

const peopleStored = whenNeeded(() => import("./find-person.js"))

/** Somebody proved who they are: the one place where sessions begin, whatever the method was. */
export async function completeSignIn(
  context: FlowContext,
  provider: ResolvedProvider,
  identity: Identity,
): Promise<Outcome> {
  const { config } = context
  const records = identity.linkable && config.adapter ? await peopleStored() : null
  const owner = records ? await records.findOwner(context, identity) : null

  const detour = await askPermission(context, owner ?? identity.user, identity)
  if (detour) return detour

  const person: SignedIn = records
    ? await records.findPerson(context, provider, identity, owner)
    : { user: identity.user, account: identity.account, profile: identity.profile }
  // Without an adapter nobody knows who is new; credentials always say so, as next-auth v4 did.
  const signedIn: SignedIn = identity.linkable ? person : { ...person, isNewUser: false }
  const userId = await strategyOf(config).issue(context, { ...signedIn, endable: endable(context, provider, identity) })
  await prepareSignOut(context, provider, identity)
  await afterSession(context, userId, identity.account)

  await runEvent(config, "signIn", signInEvent(identity, person))
  return redirect(
    person.isNewUser && config.pages.newUser ? newUserPage(config.pages.newUser, context) : context.destination,
  )
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
