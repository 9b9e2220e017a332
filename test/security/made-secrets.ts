/** Where the source makes secrets, found in its syntax, and what kind each of them is: a kind that is new cannot be left out. */
import { type Node, nameOf, sourcesWith } from "./request-parameters.js"

const makers = new Set([
  "seal",
  "encode",
  "sealClaims",
  "randomHex",
  "randomValue",
  "randomUuid",
  "randomDigits",
  "hmacHex",
  "sha256Hex",
])

/** `src/core/http/csrf.ts randomHex`: each function of `core/crypto` that makes something, with the file that uses it. */
export const madeSecrets = (): string[] =>
  sourcesWith(/\/crypto\/(?:seal|token|random|random-digits|hmac|digest)\.js/)
    .filter(({ path }) => !path.startsWith("src/core/crypto/"))
    .flatMap(({ path, nodes }) => nodes.flatMap(importedMakers).map((name) => `${path} ${name}`))
    .sort()

const importedMakers = ({ type, source, specifiers }: Node): string[] =>
  type === "ImportDeclaration" && /\/crypto\//.test(String((source as Node).value))
    ? (specifiers as Node[]).map(({ imported }) => nameOf(imported)).filter((name) => makers.has(name))
    : []

/** Kinds of `collectSecrets`; or why it is no secret that anybody could offer. */
export const kindsOf: Readonly<Record<string, readonly string[] | `no secret: ${string}`>> = {
  "src/core/accounts/stored-tokens.ts seal": ["access token, sealed"],
  "src/core/accounts/stored-tokens.ts sha256Hex": "no secret: a name under which a refusal is noted",
  "src/core/accounts/unproven-address.ts sha256Hex": "no secret: a name under which an address is noted",
  "src/core/http/check-cookies.ts encode": [
    "state cookie",
    "nonce cookie",
    "PKCE cookie",
    "state cookie of a sign-out",
  ],
  "src/core/http/csrf.ts randomHex": ["CSRF token"],
  "src/core/http/csrf.ts sha256Hex": ["CSRF cookie"],
  "src/core/limits/count.ts hmacHex": "no secret: names of counters",
  "src/core/options/resolve.ts sealClaims": ["session"],
  "src/core/options/resolve.ts randomValue": ["key of a session in the database"],
  "src/core/session/auth-time.ts sha256Hex": "no secret: a name under which a time is noted",
  "src/core/session/jwt-strategy.ts sealClaims": "no secret: asks whether sessions are sealed by it",
  "src/features/logout/ended-sessions.ts seal": ["key of a session, sealed"],
  "src/features/logout/ended-sessions.ts sha256Hex": "no secret: names under which sessions are noted",
  "src/features/logout/sign-out.ts randomValue": ["state of a sign-out"],
  "src/features/logout/signed-in-at.ts encode": ["cookie of a provider's session"],
  "src/features/provider-tokens/cookie-store.ts encode": ["cookie of provider tokens"],
  "src/features/provider-tokens/refresh-once.ts sha256Hex": "no secret: a name under which a refresh is noted",
  "src/features/rate-limit/device.ts encode": ["cookie of a device"],
  "src/features/rate-limit/device.ts hmacHex": "no secret: digests within the cookie of a device",
  "src/features/rate-limit/device.ts randomUuid": "no secret: a name within the cookie of a device",
  "src/methods/email/ask.ts randomDigits": ["code of a mail"],
  "src/methods/email/ask.ts randomHex": ["token of a link"],
  "src/methods/email/browser.ts encode": ["cookie of a mail"],
  "src/methods/email/code.ts hmacHex": ["name of a try's row"],
  "src/methods/email/proof.ts sha256Hex": ["name of a mail's row"],
  "src/methods/oauth/check-values.ts randomValue": ["state", "nonce"],
  "src/methods/oauth/redirect-proxy.ts encode": ["state of a preview"],
  "src/methods/oauth/redirect-proxy.ts randomValue": "no secret: it makes the states of a preview unlike",
}

/** Kinds that others make, or that no function of `core/crypto` does. */
export const foreignKinds: readonly string[] = [
  "Auth.js v5's session",
  "ID token",
  "access token",
  "authorization code",
  "logout token",
  "refresh token",
]
