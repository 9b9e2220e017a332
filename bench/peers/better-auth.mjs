/** Better Auth on a store, with somebody who has just signed in. */
import { betterAuth } from "better-auth"
import { memoryAdapter } from "better-auth/adapters/memory"
import { getMigrations } from "better-auth/db/migration"

const ada = { email: "ada@example.com", name: "Ada Lovelace", password: "a-password-of-the-benchmark" }

/** Tables of no other library: they may be in the same database. */
const names = ["user", "session", "account", "verification"].map((model) => [model, `better_auth_${model}`])
const tables = Object.fromEntries(names.map(([model, modelName]) => [model, { modelName }]))

export const inMemory = () => memoryAdapter(Object.fromEntries(names.map(([, modelName]) => [modelName, []])))

/**
 * @param database as Better Auth takes it
 * @returns what was opened, and the cookies of whoever signed in, by name
 */
export async function openBetterAuth({ secret, database, cookieCache }) {
  const options = {
    secret,
    baseURL: "http://localhost:3000",
    database,
    emailAndPassword: { enabled: true },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    ...tables,
    session: { ...tables.session, cookieCache },
  }
  if (database.db) await (await getMigrations(options)).runMigrations()
  const auth = betterAuth(options)
  await auth.api.signUpEmail({ body: ada }).catch(() => {}) // she may have signed up already
  const { headers } = await auth.api.signInEmail({ body: ada, returnHeaders: true })
  const pairs = headers.getSetCookie().map((one) => one.split(";", 1)[0])
  return {
    auth,
    cookies: new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)])),
  }
}
