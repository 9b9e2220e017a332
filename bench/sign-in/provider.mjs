/** The real OpenID provider that the tests use, in the driver's process: its time is nobody's whom we measure. */
import { importTypeScript } from "../typescript.mjs"

/** @param origins of the sites that may use it */
export async function startProvider(origins) {
  const { startOpenIdProvider } = await importTypeScript("test/support/openid-provider.ts")
  return startOpenIdProvider(origins.map((origin) => `${origin}/api/auth/callback/local`))
}
