import type { Installed } from "../support/install-countersign.js"
import { type AppPlan, assembleApp, mustBuild, type NextApp, type NextMajor } from "../support/next-app.js"
import { seedFiles, seedPages } from "../support/seed.js"

/**
 * `REPLAY=next-auth-v4` replays the records against the package they were recorded from: it shows that a difference
 * comes from the library and not from the replay.
 */
export const installed: Installed = process.env.REPLAY === "next-auth-v4" ? "next-auth-v4" : "countersign"

type Contents = Pick<AppPlan, "parts" | "files"> & { buildWith?: string[] }

const seedOnNext16: Contents = {
  parts: { pages: "pages", shared: "shared" },
  files: { ...seedPages(), "proxy.js": 'export { default as proxy } from "next-auth/middleware"\n' },
  buildWith: ["--webpack"],
}

const contents: Record<string, (next: NextMajor) => Contents> = {
  pages: () => ({ parts: { pages: "pages", shared: "shared" }, files: seedPages() }),
  app: (next) => ({
    parts: {
      "router/app": "app",
      "router/guard.js": next === 16 ? "proxy.js" : "middleware.js",
      shared: "shared",
      ...(installed === "countersign" ? { tokens: "app/tokens" } : {}), // next-auth v4 has no such door
    },
  }),
  mw: (next) => (next === 16 ? seedOnNext16 : { ...seedOnNext16, files: seedFiles(), buildWith: [] }),
}

/**
 * Builds the app that the records call `pages`, `app` or `mw`. `mw` is the seed document as written; its middleware has
 * the form that Next.js 16 accepts there.
 */
export async function builtApp(name: string, next: NextMajor): Promise<NextApp> {
  const content = contents[name]?.(next)
  if (!content) throw new Error(`No app ${name}`)
  const suffix = installed === "next-auth-v4" ? "-v4" : ""
  const { buildWith = [], ...rest } = content
  const app = assembleApp({ ...rest, name: `replay-${name}${suffix}`, next, installed })
  await mustBuild(app, ...buildWith)
  return app
}
