/** Limits for each client, where all clients look the same. */
import * as env from "../../../core/options/env.js"
import type { App, Source } from "../app.js"
import { find, sendsMail, takesCredentials, trustsProxy } from "../deployment.js"
import { type Finding, findingAt } from "../finding.js"

export const limiter = (app: App): readonly Finding[] => [...ofOurs(app), ...ofServers(app)]

/** Our own limits count by client only where a proxy is believed. */
function ofOurs(app: App): readonly Finding[] {
  const address = find(app, "NEXTAUTH_URL", env.url())
  const isPublic = address !== null && /^https:/i.test(address.value)
  if (!isPublic || trustsProxy(app) || !(sendsMail(app) || takesCredentials(app))) return []
  return [
    findingAt(
      address,
      "limiter-without-client",
      "notice",
      sendsMail(app)
        ? "Mails are limited by address alone: without AUTH_TRUST_HOST nobody says which client asks, and one can ask for many addresses."
        : "Passwords are limited by account alone: without AUTH_TRUST_HOST nobody says which client guesses, and one can try many accounts.",
      "Behind a proxy of yours that sets X-Forwarded-For, set AUTH_TRUST_HOST=1.",
    ),
  ]
}

const limiters = /["'](?:express-rate-limit|@fastify\/rate-limit|rate-limiter-flexible)["']/

function ofServers({ sources }: App): readonly Finding[] {
  if (sources.some(({ text }) => /trust proxy|trustProxy/.test(text))) return []
  return sources
    .filter(({ text }) => limiters.test(text))
    .map((source) =>
      findingAt(
        { file: source.file, line: lineOfLimiter(source) },
        "limiter-one-client",
        "warning",
        "Behind a proxy every visitor has the proxy's address here: one of them uses up the limit of all.",
        'Say how many proxies are in front: `app.set("trust proxy", 1)` in Express, `trustProxy: 1` in Fastify.',
      ),
    )
}

const lineOfLimiter = ({ text }: Source): number => text.split("\n").findIndex((line) => limiters.test(line)) + 1
