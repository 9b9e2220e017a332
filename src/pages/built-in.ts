import type { Pages } from "../core/contracts/pages.js"
import { error } from "./error.js"
import { signIn } from "./sign-in.js"
import { signOut } from "./sign-out.js"

/** The pages a site shows until it brings its own (`options.pages`). Those that only e-mail sign-in shows are loaded then. */
export const builtInPages: Pages = {
  signIn,
  signOut,
  verifyRequest: async (view) => (await import("./verify-request.js")).verifyRequest(view),
  enterCode: async (view) => (await import("./enter-code.js")).enterCode(view),
  confirm: async (view) => (await import("./confirm.js")).confirm(view),
  error,
}
