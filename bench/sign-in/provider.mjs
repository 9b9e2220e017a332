/** The real OpenID provider that the tests use, in the driver's process: its time is nobody's whom we measure. */
import { fileURLToPath, pathToFileURL } from "node:url"
import { build } from "esbuild"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** It is written in TypeScript. */
async function loaded() {
  const outfile = `${root}.cache/bench/openid-provider.mjs`
  await build({
    entryPoints: [`${root}test/support/openid-provider.ts`],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "silent",
  })
  return import(pathToFileURL(outfile).href)
}

/** @param origins of the sites that may use it */
export async function startProvider(origins) {
  const { startOpenIdProvider } = await loaded()
  return startOpenIdProvider(origins.map((origin) => `${origin}/api/auth/callback/local`))
}
