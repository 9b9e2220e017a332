/** Sign-in by what reaches somebody's mailbox. Loaded when somebody signs in that way. */
import type { SignInMethod } from "../../core/contracts/method.js"
import type { EmailProvider } from "../../core/contracts/provider.js"
import { whenNeeded } from "../../core/when-needed.js"

const load = whenNeeded(() => import("./ceremony.js"))

export const emailMethod: SignInMethod<EmailProvider> = {
  callbackMethods: ["GET", "POST"],
  csrfProtectedCallback: "POST",
  begin: async (context, provider) => (await load()).begin(context, provider),
  complete: async (context, provider) => (await load()).complete(context, provider),
  pendingCode: async (context, provider) => (await load()).pendingCode(context, provider),
}
