import { spawnSync } from "node:child_process"
import { cpSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { repository } from "../support/install-countersign.js"
import { type Consumer, consumerWith } from "../support/packed-package.js"

const compilers = {
  "5.9": join(repository, "test/toolchains/typescript-5.9/node_modules/typescript/bin/tsc"),
  "7": join(repository, "node_modules/typescript/bin/tsc"),
}

const made: Consumer[] = []
afterAll(() => {
  for (const app of made) app.remove()
})

/** An app on next-auth v4 with module augmentation, as its authors write them. */
function appWith(compilerOptions: object, { type = "module", include = ["*.ts", "*.tsx"] } = {}): Consumer {
  const app = consumerWith("next-auth", { type })
  made.push(app)
  cpSync(join(repository, "test/types/consumers/app"), app.directory, { recursive: true })
  const common = {
    target: "es2022",
    lib: ["es2023", "dom", "dom.iterable", "esnext.promise"],
    jsx: "react-jsx",
    types: ["node", "react"],
    strict: true,
    noEmit: true,
    esModuleInterop: true,
    skipLibCheck: false,
  }
  app.write("tsconfig.json", JSON.stringify({ compilerOptions: { ...common, ...compilerOptions }, include }))
  return app
}

const nextsOwn = /^\S*node_modules\/next\//

/** What the compiler complains about, without what the declarations of Next.js bring of their own. */
function complaints(app: Consumer, version: keyof typeof compilers): string[] {
  const { stdout } = spawnSync(process.execPath, [compilers[version], "-p", ".", "--pretty", "false"], {
    cwd: app.directory,
    encoding: "utf8",
  })
  const lines = stdout.split("\n").filter((line) => /error TS\d+/.test(line))
  return lines.filter((line) => !nextsOwn.test(line))
}

const ways: [string, keyof typeof compilers, object, { type?: string }][] = [
  ["a bundler", "5.9", { module: "esnext", moduleResolution: "bundler" }, {}],
  ["a bundler", "7", { module: "esnext", moduleResolution: "bundler" }, {}],
  ["Node, as ES modules", "5.9", { module: "nodenext" }, {}],
  ["Node, as ES modules", "7", { module: "nodenext" }, {}],
  ["Node, as CommonJS", "5.9", { module: "nodenext" }, { type: "commonjs" }],
  ["Node, as CommonJS", "7", { module: "nodenext" }, { type: "commonjs" }],
  ["the classic way", "5.9", { module: "commonjs", moduleResolution: "node10" }, { type: "commonjs" }],
]

test.each(ways)(
  "an app written for next-auth v4 type-checks, resolved like %s, by TypeScript %s",
  (_, version, options, kind) => {
    expect(complaints(appWith(options, kind), version)).toEqual([])
  },
)

test("the compiler does see the app: a wrong line in it is reported", () => {
  const app = appWith({ module: "esnext", moduleResolution: "bundler" })
  app.write("wrong.ts", 'import type { Session } from "next-auth"\nexport const session: Session = { user: {} }\n')
  expect(complaints(app, "7")).toContainEqual(expect.stringMatching(/^wrong\.ts.*error TS2\d+/))
})

function instantiations(app: Consumer): number {
  const { stdout } = spawnSync(process.execPath, [compilers["5.9"], "-p", ".", "--extendedDiagnostics"], {
    cwd: app.directory,
    encoding: "utf8",
  })
  return Number(/Instantiations:\s+(\d+)/.exec(stdout)?.[1])
}

/** Three providers, an adapter, callbacks and a session read. */
const small = `import NextAuth, { type AuthOptions, getServerSession } from "next-auth"
import type { Adapter } from "next-auth/adapters"
import Credentials from "next-auth/providers/credentials"
import GitHub from "next-auth/providers/github"
import Google from "next-auth/providers/google"
declare const adapter: Adapter
export const options: AuthOptions = {
  adapter,
  providers: [
    GitHub({ clientId: "id", clientSecret: "secret" }),
    Google({ clientId: "id", clientSecret: "secret" }),
    Credentials({ credentials: { name: { label: "Name" } }, authorize: (answers) => ({ id: answers?.name ?? "" }) }),
  ],
  callbacks: {
    jwt: ({ token, user }) => ({ ...token, id: user?.id }),
    session: ({ session, token }) => ({ ...session, id: token.sub }),
  },
}
export default NextAuth(options)
export const read = async () => (await getServerSession(options))?.user?.name
`

/** The same with every feature there is. */
const large = small
  .replace("providers: [", "features: [rateLimit({}), providerTokens()],\n  providers: [")
  .replace('Google({ clientId: "id",', 'Google({ logout: logout({}), clientId: "id",')
  .concat(`import { logout } from "next-auth/features/logout"
import { rateLimit } from "next-auth/features/rate-limit"
import { definePolicy, everyone, role, signedIn } from "next-auth/policy"
import { getAccessToken, providerTokens } from "next-auth/tokens"
export const policy = definePolicy({ default: "deny", routes: { "/": everyone, "/me/**": signedIn, "/admin": role("admin") } })
export const token = getAccessToken
`)

test.each([
  ["an ordinary app", 2000, small],
  ["an app with every feature", 2500, large],
])(
  "types of %s cost at most %i instantiations over an empty one",
  (_, budget, source) => {
    const options = { module: "esnext", moduleResolution: "bundler", skipLibCheck: true }
    const full = appWith(options, { include: ["small.ts"] })
    full.write("small.ts", source)
    expect(complaints(full, "5.9")).toEqual([])
    const empty = appWith(options, { include: ["small.ts"] })
    empty.write("small.ts", 'import type { ReactNode } from "react"\nexport const node: ReactNode = null\n')

    const cost = instantiations(full) - instantiations(empty)
    expect(cost).toBeGreaterThan(0)
    expect(cost).toBeLessThanOrEqual(budget)
  },
  60_000,
)

test("an app that does not use Next.js needs none of its types", () => {
  const app = appWith({ module: "esnext", moduleResolution: "bundler" }, { include: ["small.ts"] })
  writeFileSync(join(app.directory, "small.ts"), small)
  const { stdout } = spawnSync(process.execPath, [compilers["7"], "-p", ".", "--listFilesOnly"], {
    cwd: app.directory,
    encoding: "utf8",
  })
  expect(stdout).toMatch(/next-auth\/dist\/types\/index\.d\.ts/)
  expect(stdout.split("\n").filter((file) => /node_modules\/next\//.test(file))).toEqual([])
})

test("a server that knows no browser's types type-checks, with keys of Node's and a fetch of its own", () => {
  const lib = ["es2023"]
  const app = appWith({ module: "nodenext", lib, types: ["node"] }, { include: ["server.ts"] })
  const server = `import { createPrivateKey, webcrypto } from "node:crypto"
import { createAuth, customFetch } from "next-auth"

const { privateKey } = await webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign"])
const jwk = { ...createPrivateKey("a PEM file").export({ format: "jwk" }), alg: "ES256" }
const op = { id: "op", name: "OP", type: "oidc" as const, issuer: "https://op.example", [customFetch]: fetch }
export const auth = createAuth({
  providers: [privateKey, { key: privateKey, kid: "1" }, jwk].map((key) => ({ ...op, token: { clientPrivateKey: key } })),
})
`
  app.write("server.ts", server)
  expect(complaints(app, "7")).toEqual([])
})
