/** The only place that reads the environment. */

/** A variable of the environment; `undefined` when it is unset or empty, or where there is no environment. */
function variable(name: string): string | undefined {
  const value = typeof process === "undefined" ? undefined : process.env?.[name]
  return value || undefined
}

export interface Environment {
  /** The secret that everything is sealed with. */
  secret(): string | undefined
  /** The canonical address of the site, with the path of our endpoints if it is not `/api/auth`. */
  url(): string | undefined
  /** Path of our endpoints: that of the canonical address, or `/api/auth`. */
  endpointsPath(): string
  /** Whether a proxy of ours sets `X-Forwarded-Host`. Any non-empty value counts, as in next-auth v4: even `false`. */
  trustHost(): boolean
  onVercel(): boolean
  inProduction(): boolean
}

export const env: Environment = {
  secret: () => variable("NEXTAUTH_SECRET") ?? variable("AUTH_SECRET"),
  url: () => variable("NEXTAUTH_URL"),
  endpointsPath() {
    const url = env.url()
    const path = url && new URL(/^https?:/i.test(url) ? url : `https://${url}`).pathname.replace(/\/+$/, "")
    return path || "/api/auth"
  },
  trustHost: () => Boolean(variable("AUTH_TRUST_HOST") ?? variable("VERCEL")),
  onVercel: () => Boolean(variable("VERCEL")),
  inProduction: () => variable("NODE_ENV") === "production",
}
