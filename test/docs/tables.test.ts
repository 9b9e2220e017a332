import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { errorsPage } from "../../scripts/generate-errors.mjs"
import { providersPage } from "../../scripts/generate-providers.mjs"
import { createAuth } from "../../src/auth.js"
import { errorTable, signInPageErrors } from "../../src/core/errors.js"
import { resolveOptions } from "../../src/core/options/resolve.js"
import { resolveProvider } from "../../src/core/options/resolve-provider.js"
import GitHub from "../../src/providers/github.js"
import { repository } from "../support/install-countersign.js"
import { codeIn, documentAt, documents, prose, rows, section } from "./documents.js"

const source = (path: string): string => readFileSync(join(repository, "src", path), "utf8")
const options = documentAt("docs/options.md")
const named = (heading: string): string[] => rows(section(options, heading)).map(([first]) => codeIn(first))

/** The members that an interface declares itself. */
function membersOf(path: string, name: string): string[] {
  const body = new RegExp(`interface ${name}\\b[^{]*\\{\\n([\\s\\S]*?)\\n\\}`).exec(source(path))?.[1]
  if (!body) throw new Error(`${path} declares no ${name}`)
  return [...body.matchAll(/^ {2}(\w+)\??:/gm)].map(({ 1: member = "" }) => member)
}

const common = membersOf("core/contracts/provider.ts", "CommonProviderOptions")

const interfaces: [string, string[]][] = [
  ["AuthOptions", membersOf("core/options/options.ts", "AuthOptions")],
  ["session", membersOf("core/options/options.ts", "SessionOptions")],
  ["jwt", membersOf("core/contracts/token.ts", "JWTOptions")],
  ["pages", membersOf("core/options/options.ts", "PagesOptions")],
  ["callbacks", membersOf("core/options/options.ts", "CallbacksOptions")],
  ["events", membersOf("core/options/options.ts", "EventCallbacks")],
  ["theme", membersOf("core/model.ts", "Theme")],
  ["cookies", membersOf("core/options/options.ts", "CookiesOptions")],
  ["OAuth providers", [...common, ...membersOf("core/contracts/provider.ts", "OAuthConfig")]],
  ["Credentials provider", [...common, ...membersOf("core/contracts/provider.ts", "CredentialsConfig")]],
  ["withAuth", membersOf("core/guard/decide-passage.ts", "PassageOptions")],
  ["getToken", membersOf("core/session/get-token.ts", "GetTokenParams")],
  [
    "SessionProvider",
    [
      ...membersOf("react/session-provider.ts", "SessionProviderProps"),
      ...membersOf("client/session-store.ts", "RefetchOptions"),
    ],
  ],
]

test.each(interfaces)("what docs/options.md says of %s is what can be written", (heading, members) => {
  expect(members.length).toBeGreaterThan(2)
  expect(named(heading).sort()).toEqual([...members].sort())
})

const app = { secret: "a secret" }
const parts = { methods: {}, pages: {}, features: [] } as unknown as Parameters<typeof resolveOptions>[1]
const defaults = resolveOptions({ providers: [], secret: "a secret" }, parts)

/** What the second column says, where that is a value. */
const documented = (heading: string, option: string): unknown => {
  const cell = rows(section(options, heading)).find(([first]) => codeIn(first) === option)?.[1]
  return JSON.parse(codeIn(cell))
}

test("the durations in docs/options.md are those that hold", () => {
  expect(documented("session", "maxAge")).toBe(defaults.session.maxAge)
  expect(documented("session", "updateAge")).toBe(defaults.session.updateAge)
  expect(defaults.jwt.maxAge).toBe(defaults.session.maxAge)
  expect(defaults.session.strategy).toBe("jwt")
})

test("the cookies in docs/options.md are those that are set", () => {
  for (const [insecure, secure] of [[defaults.cookies(false), defaults.cookies(true)]]) {
    for (const [key, { name, options: attributes }] of Object.entries(insecure ?? {})) {
      const row = rows(section(options, "cookies")).find(([first]) => codeIn(first) === key)
      expect(codeIn(row?.[1])).toBe(name)
      expect(secure?.[key as keyof typeof secure].name).toBe(`${key === "csrfToken" ? "__Host-" : "__Secure-"}${name}`)
      expect(attributes).toMatchObject({ httpOnly: true, sameSite: "lax", path: "/" })
      expect(attributes.maxAge).toBe(row?.[2]?.includes("900 seconds") || row?.[3] === "as above" ? 900 : undefined)
    }
  }
})

test("the defaults of providers in docs/options.md are those that hold", () => {
  const bare = { id: "x", name: "X", clientId: "x" }
  const oauth = resolveProvider({ ...bare, type: "oauth" }, app)
  const oidc = resolveProvider({ ...bare, type: "oidc", issuer: "https://x.example" }, app)
  if (!("clientId" in oauth) || !("clientId" in oidc)) throw new Error("not OAuth")
  const checks = rows(section(options, "OAuth providers")).find(([first]) => codeIn(first) === "checks")?.[1]
  expect(checks).toBe(`\`${format(oauth.checks)}\`; for \`oidc\` \`${format(oidc.checks)}\``)
  expect(oauth.timeout).toBe(3500)
  expect(oidc.discovery).toBe("https://x.example/.well-known/openid-configuration")
  expect([oauth.idToken, oidc.idToken]).toEqual([false, true])
})

const format = (checks: ReadonlySet<string>): string => `["${[...checks].sort(byDocumentedOrder).join('", "')}"]`
const byDocumentedOrder = (a: string, b: string): number => order.indexOf(a) - order.indexOf(b)
const order = ["pkce", "state", "nonce"]

test("the environment variables in docs/options.md are those that are read", () => {
  const files = readdirSync(join(repository, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .filter((file) => file !== join("cli", "init", "files.ts")) // what is written into apps, which read it
    .map(source)
  const code = files.map((text) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")).join("\n")
  const read = [
    ...[...code.matchAll(/variable\("(\w+)"\)|process\.env\.(\w+)/g)].map(([, a, b]) => a ?? b),
    ...[...code.matchAll(/\{([^{}]*)\} = process\.env/g)].flatMap(([, names = ""]) =>
      names.split(",").map((one) => one.trim()),
    ),
  ]
  expect(named("Environment variables").sort()).toEqual([...new Set(read)].sort())
})

test("docs/errors.md is what src/core/errors.ts says", async () => {
  expect(documentAt("docs/errors.md").text).toBe(await errorsPage())
})

test("every ?error= that a page names is one that exists", () => {
  const known = [
    ...Object.values(errorTable).map(({ shown }) => shown),
    ...signInPageErrors,
    "Verification",
    "undefined",
  ]
  for (const document of documents) {
    const codes = [...prose(document).matchAll(/[?&]error=(\w+)/g)].map(([, code = ""]) => code)
    expect(
      codes.filter((code) => !known.includes(code)),
      document.path,
    ).toEqual([])
  }
})

test("the table in docs/providers.md is what the providers say: else run `npm run docs:providers`", async () => {
  expect(await providersPage()).toBe(documentAt("docs/providers.md").text)
})

test("the callback URL in docs/providers.md is where the provider sends people", async () => {
  const auth = createAuth({ secret: "a secret", providers: [GitHub({ clientId: "a", clientSecret: "b" })] })
  const providers = await auth.handle(new Request("http://localhost:3000/api/auth/providers"))
  expect((await providers.json()).github.callbackUrl).toBe("http://localhost:3000/api/auth/callback/github")
  expect(documentAt("docs/providers.md").text).toContain("<NEXTAUTH_URL>/api/auth/callback/<id>")
})

test("docs/dependencies.md gives a reason for each package", () => {
  const manifest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"))
  const document = documentAt("docs/dependencies.md")
  for (const [heading, packages] of [
    ["At run time", manifest.dependencies],
    ["Peers, all optional", manifest.peerDependencies],
    ["For development", manifest.devDependencies],
  ] as const) {
    const table = rows(section(document, heading))
    expect(table.map(([name]) => codeIn(name)).sort()).toEqual(Object.keys(packages).sort())
    for (const [, reason] of table) expect(reason?.length).toBeGreaterThan(8)
  }
  expect(Object.values(manifest.peerDependenciesMeta)).toEqual(
    Object.keys(manifest.peerDependencies).map(() => ({ optional: true })),
  )
})

test("the endpoints in docs/start.md are those that answer", async () => {
  const { routes } = await import("../../src/core/handler/routes.js")
  const table = rows(section(documentAt("docs/start.md"), "4. The endpoints"))
  const listed = table.flatMap(([cell = ""]) => {
    const path = /\/api\/auth\/([\w-]+)/.exec(cell)?.[1]
    return [...cell.matchAll(/GET|POST/g)].map(([method]) => `${method} ${path}`)
  })
  // For browsers that still run next-auth v4.
  expect([...listed, "POST _log"].sort()).toEqual([...routes.keys()].sort())
})
