/** What people, their apps and their providers do, as far as the database has a part in it. */
import { mailFlows } from "./mail.js"
import { providerFlows } from "./provider.js"
import { sessionFlows } from "./session.js"
import { signInFlows } from "./sign-in.js"
import type { Flow } from "./world.js"

export const flows: readonly Flow[] = [...signInFlows, ...mailFlows, ...sessionFlows, ...providerFlows]
