/** What Next.js itself bundles for the edge and for browsers, searched for the texts of every file that has no business there. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, expect, test } from "vitest"
import { assembleApp, buildApp, type NextApp } from "../support/next-app.js"
import { sourcesBehind, textsOfOthers } from "../support/sources-behind.js"

const page = `import { SessionProvider, signIn, signOut, useSession } from "next-auth/react"
function Name() {
  const { data } = useSession()
  return <button onClick={() => (data ? signOut() : signIn())}>{data?.user.name}</button>
}
export default function Home() {
  return <SessionProvider><Name /></SessionProvider>
}
`
const auth = `import NextAuth from "next-auth"
const handler = NextAuth({ providers: [{ id: "op", name: "OP", type: "oidc", issuer: "https://op.example" }] })
export { handler as GET, handler as POST }
`

let app: NextApp
beforeAll(async () => {
  const files = {
    "middleware.js": 'export { middleware } from "next-auth/middleware"\n',
    "pages/index.js": page,
    "app/api/auth/[...nextauth]/route.js": auth,
  }
  app = assembleApp({ name: "bundle-contents", next: 16, parts: {}, files })
  const { ok, output } = await buildApp(app)
  expect(ok, output).toBe(true)
}, 240_000)

/** The scripts of a part of the build. */
function scriptsIn(part: string): string {
  const directory = join(app.directory, ".next", part)
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".js"))
  return files.map((file) => readFileSync(join(directory, file), "utf8")).join("\n")
}

/** Files of the library that are recognised in the scripts, though they are not behind the door. */
async function strangers(scripts: string, door: string): Promise<string[]> {
  const texts = textsOfOthers(await sourcesBehind(door))
  return [...texts].filter(([, own]) => own.some((text) => scripts.includes(text))).map(([file]) => file)
}

test("the edge gets of the library what its middleware needs, and nothing else", async () => {
  const scripts = scriptsIn("server/edge")
  expect(scripts).toContain("next-auth.session-token")
  expect(await strangers(scripts, "frameworks/next/middleware.ts")).toEqual([])
})

test("browsers get of the library what its hooks need, and nothing else", async () => {
  const scripts = scriptsIn("static")
  expect(scripts).toContain("must be wrapped in a <SessionProvider />")
  expect(await strangers(scripts, "react/index.ts")).toEqual([])
})

test("a stranger would be recognised: on the server they all are", async () => {
  const found = await strangers(scriptsIn("server"), "react/index.ts")
  for (const room of [
    "core/accounts",
    "core/flows",
    "core/handler",
    "core/options",
    "methods/email",
    "methods/oauth",
    "pages",
  ]) {
    expect(
      found.filter((file) => file.startsWith(room)),
      room,
    ).not.toEqual([])
  }
})
