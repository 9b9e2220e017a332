/** Every check, in the order in which it is told. */
import { address } from "./checks/address.js"
import { cookieOptions } from "./checks/cookie-options.js"
import { database } from "./checks/database.js"
import { emittedCookies } from "./checks/emitted-cookies.js"
import { limiter } from "./checks/limiter.js"
import { linking } from "./checks/linking.js"
import { providerChecks } from "./checks/provider-checks.js"
import { redirectCallback } from "./checks/redirect-callback.js"
import { routes } from "./checks/routes.js"
import { runningApp } from "./checks/running-app.js"
import { secret } from "./checks/secret.js"
import { secretInGit } from "./checks/secret-in-git.js"
import { sessionOptions } from "./checks/session-options.js"
import { storedTokens } from "./checks/stored-tokens.js"
import { trust } from "./checks/trust.js"
import { versions } from "./checks/versions.js"
import type { Check } from "./finding.js"

export const checks: readonly Check[] = [
  secret,
  secretInGit,
  address,
  providerChecks,
  linking,
  cookieOptions,
  sessionOptions,
  redirectCallback,
  storedTokens,
  trust,
  limiter,
  versions,
  routes,
  runningApp,
  emittedCookies,
  database,
]
