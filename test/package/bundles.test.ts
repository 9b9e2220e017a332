import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { gzipSync } from "node:zlib"
import { type BuildOptions, build, type Plugin } from "esbuild"
import { afterAll, expect, test } from "vitest"
import { consumerWith } from "../support/packed-package.js"
import { sourcesBehind } from "../support/sources-behind.js"

const app = consumerWith("next-auth")
afterAll(app.remove)

const browser: BuildOptions = { platform: "browser" }
const edge: BuildOptions = { platform: "neutral", conditions: ["edge-light", "import"], mainFields: ["module", "main"] }
const node: BuildOptions = { platform: "node" }

const external = ["next", "next/*", "react", "react/*", "react-dom"]

async function bundleOf(code: string, target: BuildOptions): Promise<{ gzipped: number; imported: string[] }> {
  const { outputFiles, metafile } = await build({
    ...target,
    stdin: { contents: code, resolveDir: app.directory },
    bundle: true,
    minify: true,
    format: "esm",
    external: [...external, ...(target.external ?? [])],
    write: false,
    metafile: true,
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "silent",
  })
  const [file] = outputFiles
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports)
  return {
    gzipped: gzipSync(file?.contents ?? "", { level: 9 }).length,
    imported: imports.filter((one) => one.external).map(({ path }) => path),
  }
}

const server = 'export { default } from "next-auth"\nexport { default as GitHub } from "next-auth/providers/github"'

const reactOfV4 = "SessionContext, SessionProvider, useSession, signIn, signOut, getSession, getCsrfToken, getProviders"

test.each([
  ["a hook and its provider", 1500, 'export { SessionProvider, useSession } from "next-auth/react"', browser],
  ["everything of next-auth v4 for the browser", 2400, `export { ${reactOfV4} } from "next-auth/react"`, browser],
  ["showing and hiding by a policy as well", 2650, 'export * from "next-auth/react"', browser],
  ["the middleware", 4000, 'export { default } from "next-auth/middleware"', edge],
  // The design's 3,000, 300 for Auth.js v5's form of a token, so that nobody is signed out by migrating, and 100 for Node to remember tokens.
  ["reading a token at the edge", 3400, 'export * from "next-auth/jwt"', edge],
])("%s weighs at most %i bytes, gzipped", async (_, budget, code, target) => {
  const { gzipped } = await bundleOf(code, target)
  expect(gzipped).toBeGreaterThan(200)
  expect(gzipped).toBeLessThanOrEqual(budget)
})

/** Broken options, people in a database, sign-in by credentials, what counts attempts, the log of v4's browsers, a provider's sign-out, e-mail sign-in, what the protocol can do beyond OAuth 2.0, and `countersign dev`: each in a file that only who needs it has loaded. */
const switches = [
  "attempt",
  "authorize",
  "ceremony",
  "confirm",
  "enter-code",
  "verify-request",
  "client-assertion",
  "discovery-document",
  "dpop",
  "find-person",
  "first-consent",
  "id-token",
  "private-address",
  "pushed-request",
  "receive-log",
  "receive-logout",
  "redirect-proxy",
  "refuse-all",
  "request-object",
  "signed-by-secret",
  "signed-response",
  "signed-userinfo",
  "stand-in",
]

/** Leaves out what the app does not reach, as a server does that loads files when they are needed. */
const without = (names: readonly string[]): Plugin => ({
  name: "without",
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`/(${names.join("|")})-[A-Z0-9]{8}\\.js$`) }, ({ path }) => ({
      path,
      external: true,
    }))
  },
})

test("a server with GitHub alone loads at most 35000 bytes, gzipped, until it has shown its pages and signed somebody in", async () => {
  const { gzipped, imported } = await bundleOf(server, { ...node, plugins: [without(switches)] })
  expect(gzipped).toBeGreaterThan(20_000)
  expect(gzipped).toBeLessThanOrEqual(35_000)
  expect(imported.map((path) => path.replace(/^.*\/(.+)-\w{8}\.js$/, "$1"))).toEqual(
    expect.arrayContaining(["id-token", "dpop", "pushed-request"]),
  )
})

test("a server with one provider starts with at most 28000 bytes, gzipped: the protocol and the pages are loaded when they are needed", async () => {
  const { gzipped } = await bundleOf(server, { ...node, plugins: [without(["protocol", "built-in", ...switches])] })
  expect(gzipped).toBeGreaterThan(10_000)
  expect(gzipped).toBeLessThanOrEqual(28_000)
})

/** The files that a door has loaded by the time it is imported. */
function filesBehind(door: string): string[] {
  const found = new Set<string>()
  const visit = (file: string): void => {
    if (found.has(file)) return
    found.add(file)
    const imports = readFileSync(file, "utf8").matchAll(/^(?:import|export|\})[^;]*?"(\.[^"]+)";/gm)
    for (const [, path = ""] of imports) visit(join(dirname(file), path))
  }
  visit(join(app.directory, `node_modules/next-auth/dist/esm/${door}.js`))
  return [...found]
}

test.each([
  ["middleware", 4],
  ["jwt", 4],
  ["index", 5],
  ["next", 5],
])("next-auth/%s starts with at most %i files: each costs about a millisecond", (door, most) => {
  const files = filesBehind(door)
  expect(files.length).toBeGreaterThan(1)
  expect(files.length).toBeLessThanOrEqual(most)
})

test.each(["middleware", "jwt", "errors"])("next-auth/%s needs nothing of Node's at the edge", async (door) => {
  const { imported } = await bundleOf(`export * from "next-auth/${door}"`, edge)
  expect(imported.filter((path) => !path.startsWith("next/"))).toEqual([])
})

test("the browser needs React and nothing else", async () => {
  const { imported } = await bundleOf('export * from "next-auth/react"', browser)
  expect(new Set(imported)).toEqual(new Set(["react"]))
})

/** The rooms of `src/` whose code ends up behind a door. */
async function roomsBehind(door: string): Promise<string[]> {
  const files = await sourcesBehind(door)
  return [
    ...new Set(
      files.map((file) =>
        file
          .split("/")
          .slice(0, 2)
          .join("/")
          .replace(/^(client|react)\/.*/, "$1"),
      ),
    ),
  ].sort()
}

const tokenRooms = [
  "core/crypto",
  "core/errors.ts",
  "core/http",
  "core/maybe-promise.ts",
  "core/options",
  "core/session",
]

test("the middleware holds what reads a token and decides, and nothing of another room", async () => {
  const rooms = await roomsBehind("frameworks/next/middleware.ts")
  expect(rooms).toEqual([...tokenRooms, "core/guard", "frameworks/next"].sort())
})

test("what reads a token holds nothing of another room", async () => {
  expect((await roomsBehind("jwt.ts")).filter((room) => room !== "jwt.ts")).toEqual(tokenRooms)
})

test("the browser gets the client and its React binding, and no code of another room", async () => {
  expect(await roomsBehind("react/index.ts")).toEqual(["client", "react"])
})

test("the server holds no provider until the app names one", async () => {
  const rooms = await roomsBehind("index.ts")
  expect(rooms.filter((room) => /^(providers|adapters|client|react)\b/.test(room))).toEqual([])
})

test("next is imported by file, as Node's own ES module loader asks", () => {
  const doors = ["next", "index", "middleware"].map((door) =>
    join(app.directory, `node_modules/next-auth/dist/esm/${door}.js`),
  )
  for (const door of doors)
    expect(readFileSync(door, "utf8")).not.toMatch(/from "next\/(?!.*\.js")|import\("next\/(?!.*\.js")/)
})
