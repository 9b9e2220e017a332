/** What is written into an app. */
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import type { Project } from "./detect.js"

export interface NewFile {
  /** Relative to the app. */
  readonly path: string
  readonly content: string
}

const endings = ["ts", "tsx", "js", "jsx", "mjs"]

/** Where the options are, or would be: the same name with any ending counts. */
export const optionsPaths = ({ base }: Project): string[] => endings.map((ending) => `${base}auth.${ending}`)

/** Whatever answers below `/api/auth` already, in either router and by any name: Next.js builds no second one. */
export function presentHandler({ root, base }: Project): string | undefined {
  for (const folder of [`${base}app/api/auth`, `${base}pages/api/auth`]) {
    const names = existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : []
    const catchAll = names.find((name) => /^\[\[?\.\.\./.test(name))
    if (catchAll !== undefined) return `${folder}/${catchAll}`
  }
  return undefined
}

export function optionsFile({ base, typescript, packageName }: Project): NewFile {
  const providers = `  providers: [
    GitHub({ clientId: process.env.GITHUB_ID ?? "", clientSecret: process.env.GITHUB_SECRET ?? "" }),
  ],`
  return typescript
    ? {
        path: `${base}auth.ts`,
        content: `import type { AuthOptions } from "${packageName}"
import GitHub from "${packageName}/providers/github"

/** How people sign in, and what their session holds. */
export const authOptions: AuthOptions = {
${providers}
}
`,
      }
    : {
        path: `${base}auth.js`,
        content: `import GitHub from "${packageName}/providers/github"

/**
 * How people sign in, and what their session holds.
 *
 * @type {import("${packageName}").AuthOptions}
 */
export const authOptions = {
${providers}
}
`,
      }
}

export function handlerFile({ base, router, typescript, packageName }: Project): NewFile {
  const ending = typescript ? "ts" : "js"
  return router === "app"
    ? {
        path: `${base}app/api/auth/[...nextauth]/route.${ending}`,
        content: `import NextAuth from "${packageName}"
import { authOptions } from "../../../../auth"

const handler = NextAuth(authOptions)
export { handler as GET, handler as POST }
`,
      }
    : {
        path: `${base}pages/api/auth/[...nextauth].${ending}`,
        content: `import NextAuth from "${packageName}"
import { authOptions } from "../../../auth"

export default NextAuth(authOptions)
`,
      }
}
