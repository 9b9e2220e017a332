/** The only place that reads the environment: `import * as env`. */

/** A variable of the environment; `undefined` when it is unset or empty, or where there is no environment. */
function variable(name: string): string | undefined {
  const value = typeof process === "undefined" ? undefined : process.env?.[name]
  return value || undefined
}

/** The secret that everything is sealed with. */
export const secret = (): string | undefined => variable("NEXTAUTH_SECRET") ?? variable("AUTH_SECRET")

/** The canonical address of the site, with the path of our endpoints if it is not `/api/auth`. */
export const url = (): string | undefined => variable("NEXTAUTH_URL")

/** Where the endpoints of the deployment are that providers know. */
export const redirectProxyUrl = (): string | undefined => variable("AUTH_REDIRECT_PROXY_URL")

/** Address of `countersign dev`, which then stands in for every provider. */
export const developmentServer = (): string | undefined => variable("COUNTERSIGN_DEV")

/** Key of a mail service, under the name that Auth.js v5 gives it: `AUTH_RESEND_KEY`. */
export const serviceKey = (name: string): string | undefined => variable(name)

/** What the path was found in, and the path: to parse an address costs as much as to look for a session. */
let [known, path]: (string | undefined)[] = []

/** Path of our endpoints: that of the canonical `address`, or `/api/auth`. */
export function endpointsPath(address: string | undefined): string {
  if (address !== known) {
    path = address && new URL(/^https?:/i.test(address) ? address : `https://${address}`).pathname.replace(/\/+$/, "")
    known = address
  }
  return path || "/api/auth"
}

export const onVercel = (): boolean => variable("VERCEL") !== undefined

/** Whether a proxy of ours sets `X-Forwarded-Host`. Any non-empty value counts, as in next-auth v4: even `false`. */
export const trustHost = (): boolean => onVercel() || variable("AUTH_TRUST_HOST") !== undefined

export const inProduction = (): boolean => variable("NODE_ENV") === "production"

/** Where the database is, for the command line: an app names its database in its options. */
export const databaseUrl = (): string | undefined => variable("DATABASE_URL")

/** A variable that the app's own options name, for the command line. */
export const named = (name: string): string | undefined => variable(name)

/** Whether the command line writes without colours. @see https://no-color.org */
export const noColour = (): boolean => variable("NO_COLOR") !== undefined

/** Whether the command line shows where an error came from. */
export const debug = (): boolean => variable("DEBUG") !== undefined

/** Threads of libuv's pool, read as libuv does: 4 unless set, at least 1. */
export const threadPoolSize = (): number => Math.max(1, Number.parseInt(variable("UV_THREADPOOL_SIZE") ?? "4", 10) || 1)
