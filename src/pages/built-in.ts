import type { Pages } from "../core/contracts/pages.js"
import { confirm } from "./confirm.js"
import { error } from "./error.js"
import { signIn } from "./sign-in.js"
import { signOut } from "./sign-out.js"
import { verifyRequest } from "./verify-request.js"

/** The pages a site shows until it brings its own (`options.pages`). */
export const builtInPages: Pages = { signIn, signOut, verifyRequest, confirm, error }
