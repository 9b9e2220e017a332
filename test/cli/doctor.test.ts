/** Each thing that goes wrong has a tree of files that is wrong, and one that is right: about that one nothing may be said. */
import { spawnSync } from "node:child_process"
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { createServer, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import Libsql from "libsql"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { openApp } from "../../src/cli/doctor/app.js"
import { faultsOfCookie } from "../../src/cli/doctor/checks/emitted-cookies.js"
import { examine, runDoctor } from "../../src/cli/doctor/run.js"
import { writeSecret } from "../../src/cli/doctor/write-secret.js"
import { createSecret } from "../../src/cli/secret/create-secret.js"
import NextAuth from "../../src/index.js"
import { repository } from "../support/install-countersign.js"
import { servePages } from "../support/pages-server.js"
import { countersign } from "./command.js"
import { type ScratchApp, scratchApp } from "./scratch-app.js"

const strong = "hR7xK2pQ9vLm4TzW8sYc1NdF6bGj3aEu5oXiVqBt0Zk"

/** An app about which there is nothing to say. */
const right = {
  ".gitignore": ".env*.local\n",
  ".env.local": `NEXTAUTH_SECRET=${strong}\nNEXTAUTH_URL=https://app.example\n`,
}

const options = (more: string, before = ""): string => `import NextAuth from "countersign"
import GitHub from "countersign/providers/github"
${before}
export const authOptions = {
  providers: [GitHub({ clientId: "id", clientSecret: process.env.GITHUB_SECRET })],
  ${more}
}
export default NextAuth(authOptions)
`

const provider = (checks: string): string =>
  options(`pages: {}, events: {}`, `const house = { id: "house", type: "oauth", ${checks} }`)

let app: ScratchApp
const made: ScratchApp[] = []

function appOf(files: Record<string, string>): string {
  app = scratchApp({ ...right, ...files })
  made.push(app)
  return app.folder
}

const git = (...args: string[]) => expect(spawnSync("git", args, { cwd: app.folder }).status).toBe(0)

async function found(url: URL | null = null, database: string | null = null): Promise<string[]> {
  const findings = await examine(openApp(app.folder, url, database))
  return findings.map(({ id, severity, file, line }) => `${severity} ${id}${file ? ` ${file}:${line}` : ""}`)
}

beforeEach(() => {
  for (const name of ["NEXTAUTH_SECRET", "AUTH_SECRET", "OTHER", "NEXTAUTH_URL", "AUTH_TRUST_HOST", "VERCEL"])
    vi.stubEnv(name, "")
})
afterEach(() => {
  vi.unstubAllEnvs()
  for (const one of made.splice(0)) one.remove()
})

test("about an app that is right, nothing is said", async () => {
  appOf({
    "auth.ts": options(`
      adapter: store(), encryptTokens: true, debug: process.env.NODE_ENV === "development",
      session: { maxAge: 30 * 24 * 60 * 60 },
      cookies: { sessionToken: { name: "own", options: { httpOnly: true, sameSite: "none", secure: true, path: "/" } } },
      callbacks: { redirect: ({ url, baseUrl }) => (new URL(url, baseUrl).origin === baseUrl ? url : baseUrl) },
    `),
    "auth.test.ts": options("debug: true"),
    "theme.ts": 'import "next-auth"; jar.set("theme", "dark", { httpOnly: false, sameSite: "none", checks: ["lint"] })',
    "other.ts": "export const jar = { cookies: { httpOnly: false }, debug: true, providers: [] }",
  })
  expect(await found()).toEqual([])
})

describe("the secret", () => {
  const env = (line: string) => ({ ".env.local": `NEXTAUTH_URL=https://app.example\n\n${line}\n` })

  test.each([
    ["is missing", "", "error secret-missing"],
    ["is empty", "NEXTAUTH_SECRET=", "error secret-missing"],
    ["is short", "NEXTAUTH_SECRET=kX9-qv2Lm", "error secret-short .env.local:3"],
    [
      "is from the documentation",
      "NEXTAUTH_SECRET=make-one-with-openssl-rand-base64-32",
      "error secret-known .env.local:3",
    ],
    ["is a word everybody tries", "AUTH_SECRET=changeme", "error secret-known .env.local:3"],
    ["repeats itself", `NEXTAUTH_SECRET="${"abcdefghijkl".repeat(4)}"`, "error secret-guessable .env.local:3"],
  ])("that %s is found", async (_, line, expected) => {
    appOf(env(line))
    expect(await found()).toEqual([expected])
  })

  test("that has an empty line is not said to be written by --fix", async () => {
    appOf(env("NEXTAUTH_SECRET="))
    const [first] = await examine(openApp(app.folder, null, null))
    expect(first).toMatchObject({ id: "secret-missing", repair: undefined, fix: expect.stringContaining("empty line") })
  })

  test("that an example shows too is found, and one that only looks like it is not", async () => {
    appOf({ ".env.example": `NEXTAUTH_SECRET=${strong}` })
    expect(await found()).toEqual(["error secret-known .env.local:1"])
    appOf({ ".env.example": "NEXTAUTH_SECRET=" })
    expect(await found()).toEqual([])
  })

  test("that only the environment has is looked at, too", async () => {
    appOf(env(""))
    vi.stubEnv("NEXTAUTH_SECRET", "short")
    expect(await found()).toEqual(["error secret-short"])
    vi.stubEnv("NEXTAUTH_SECRET", strong)
    expect(await found()).toEqual([])
  })

  test("under a name of the app's own is found by the options", async () => {
    appOf({ ...env(`SESSION_KEY=${strong}`), "auth.ts": options("secret: process.env.SESSION_KEY,") })
    expect(await found()).toEqual([])
    appOf({ ...env("SESSION_KEY=tiny"), "auth.ts": options("secret: process.env.SESSION_KEY,") })
    expect(await found()).toEqual(["error secret-short .env.local:3"])
  })

  test("in the source is found, and no other text that is called so", async () => {
    appOf({
      "auth.ts": options(`secret: "${strong}",`),
      "page.ts": 'import "countersign"\nshow({ secret: "the blue door" })',
    })
    expect(await found()).toEqual(["error secret-in-source auth.ts:6"])
  })

  test.each([
    ["a fallback", `secret: process.env.AUTH_SECRET ?? "development",`, ["error secret-in-source auth.ts:6"]],
    ["another variable", "secret: process.env.OTHER || process.env.AUTH_SECRET,", ["error secret-missing"]],
    ["what cannot be followed", "secret: await vault.read(),", []],
  ])("that the options take from %s is judged as far as it can be", async (_, option, expected) => {
    appOf({ ...env("PLAIN=1"), "auth.ts": options(option) })
    expect(await found()).toEqual(expected)
    vi.stubEnv("OTHER", strong)
    if (expected[0] === "error secret-missing") expect(await found()).toEqual([])
  })

  test("that stands for another variable is there, and cannot be judged", async () => {
    appOf(env("NEXTAUTH_SECRET=$VAULT_SECRET"))
    expect(await found()).toEqual([])
  })

  test("that git has is found; where git would take it, --fix sees that it does not", async () => {
    appOf({ ".gitignore": "" })
    git("init", "-q")
    expect(await found()).toEqual(["warning secret-not-ignored .env.local:1"])
    expect(await runDoctor({ root: app.folder, url: null, database: null, fix: true, strict: true, json: false })).toBe(
      0,
    )
    expect(readFileSync(join(app.folder, ".gitignore"), "utf8")).toBe(".env.local\n")
    git("add", "-f", ".env.local")
    expect(await found()).toEqual(["error secret-committed .env.local:1"])
    git("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "-qm", "All of it")
    git("rm", "-q", "--cached", ".env.local")
    expect(await found()).toEqual(["error secret-in-history .env.local:1"])
    writeFileSync(join(app.folder, ".env.local"), right[".env.local"].replace(strong, createSecret()))
    expect(await found()).toEqual([])
  })
})

describe("the address", () => {
  const env = (lines: string) => ({ ".env.local": `NEXTAUTH_SECRET=${strong}\n${lines}\n` })

  test.each([
    ["is missing", "", "warning url-missing"],
    ["is only AUTH_URL", "AUTH_URL=https://app.example", "warning url-missing .env.local:2"],
    ["is http", "NEXTAUTH_URL=http://app.example", "error url-without-tls .env.local:2"],
    ["ends with a space", 'NEXTAUTH_URL="https://app.example "', "error url-with-spaces .env.local:2"],
    ["is none", "NEXTAUTH_URL=https://", "error url-invalid .env.local:2"],
    ["has a query", "NEXTAUTH_URL=https://app.example?x=1", "error url-with-more .env.local:2"],
    ["has the path of a page", "NEXTAUTH_URL=https://app.example/shop", "warning url-path .env.local:2"],
    [
      "is another in AUTH_URL",
      "NEXTAUTH_URL=https://app.example\nAUTH_URL=https://b.example",
      "warning url-differs .env.local:3",
    ],
    [
      "is set, and a proxy is trusted",
      "NEXTAUTH_URL=https://app.example\nAUTH_TRUST_HOST=1",
      "notice trust-host-needless .env.local:3",
    ],
  ])("that %s is found", async (_, lines, expected) => {
    appOf(env(lines))
    expect(await found()).toEqual([expected])
  })

  test.each([
    "NEXTAUTH_URL=http://localhost:3000",
    "NEXTAUTH_URL=http://[::1]:3000",
    "NEXTAUTH_URL=https://app.example/shop/api/auth",
    "NEXTAUTH_URL=app.example",
    "NEXTAUTH_URL=https://app.example/\nAUTH_URL=https://app.example",
    "AUTH_TRUST_HOST=true",
  ])("%s is right", async (lines) => {
    appOf(env(lines))
    expect(await found()).toEqual([])
  })
})

describe("the options", () => {
  test.each([
    [
      "give an account to whoever has its address",
      options("x: GitLab({ allowDangerousEmailAccountLinking: true }),"),
      "warning email-linking auth.ts:6",
    ],
    ["ask for no checks", provider("checks: []"), "error provider-without-checks auth.ts:3"],
    ["switch checks off", provider('checks: ["none"]'), "error provider-without-checks auth.ts:3"],
    ["ask for a nonce alone", provider('checks: ["nonce"]'), "error provider-without-checks auth.ts:3"],
    ["leave PKCE out", provider('checks: ["state"]'), "notice provider-without-pkce auth.ts:3"],
    ["let tokens lie in clear", options("adapter: store(),"), "notice tokens-in-clear auth.ts:6"],
    ["log everything always", options("debug: true,"), "warning debug-always auth.ts:6"],
    ["send cookies over http", options("useSecureCookies: false,"), "error cookies-insecure auth.ts:6"],
    ["believe any proxy", options("trustHost: true,"), "warning host-trusted auth.ts:6"],
    [
      "let scripts read a cookie",
      options("cookies: { sessionToken: { options: { httpOnly: false } } },"),
      "error cookie-readable auth.ts:6",
    ],
    [
      "let every site send a cookie",
      options('cookies: { sessionToken: { options: { sameSite: "none" } } },'),
      "error cookie-same-site auth.ts:6",
    ],
    [
      "send one cookie over http",
      options("cookies: { csrfToken: { options: { secure: false } } },"),
      "error cookie-not-secure auth.ts:6",
    ],
    [
      "open sessions by themselves",
      options("jwt: { async decode() { return {} } },"),
      "warning jwt-decode-replaced auth.ts:6",
    ],
    [
      "keep sessions for years",
      options("session: { maxAge: 2 * 365 * 24 * 60 * 60 },"),
      "warning session-too-long auth.ts:6",
    ],
    [
      "lead anywhere",
      options("callbacks: { redirect: async ({ url }) => url },"),
      "error redirect-unchecked auth.ts:6",
    ],
    [
      "lead anywhere, at length",
      options("callbacks: { redirect({ url, baseUrl }) { console.log(baseUrl); return url } },"),
      "error redirect-unchecked auth.ts:6",
    ],
    [
      "compare the beginning only",
      options("callbacks: { redirect: ({ url, baseUrl }) => url.startsWith(baseUrl) ? url : baseUrl },"),
      "error redirect-by-prefix auth.ts:6",
    ],
  ])("that %s are found", async (_, source, expected) => {
    appOf({ "auth.ts": source })
    expect(await found()).toEqual([expected])
  })

  test.each([
    [
      "no linking by address",
      options("allowed: GitLab({ allowDangerousEmailAccountLinking: false }), debug: isDevelopment,"),
    ],
    ["PKCE and state", provider('checks: ["pkce", "state"]')],
    ["checks that are computed", provider("checks: chosen()")],
    ["sealed tokens", options("adapter: store(), encryptTokens: true,")],
    ["an hour", options("session: { maxAge: 3600 }, jwt: { maxAge: 60 },")],
    [
      "a question before the answer",
      options("callbacks: { redirect({ url }) { if (!known(url)) return home; return url } },"),
    ],
    ["a file that is no source", "this is { no source: import 'countersign'"],
  ])("%s is right, or cannot be judged", async (_, source) => {
    appOf({ "auth.ts": source })
    expect(await found()).toEqual([])
  })
})

describe("limits for each client", () => {
  const limited = 'import { rateLimit } from "express-rate-limit"\napp.use(rateLimit())'

  test("that count everybody behind the proxy as one are found", async () => {
    appOf({ "server.ts": `const app = express()\n${limited}` })
    expect(await found()).toEqual(["warning limiter-one-client server.ts:2"])
    appOf({ "server.ts": limited, "proxy.ts": 'app.set("trust proxy", 1)' })
    expect(await found()).toEqual([])
  })

  test("of mails are told to know no client, unless a proxy is trusted", async () => {
    const mail = { "auth.ts": options("", 'import Resend from "countersign/providers/resend"') }
    appOf(mail)
    expect(await found()).toEqual(["notice limiter-without-client .env.local:2"])
    appOf({ ...mail, ".env": "AUTH_TRUST_HOST=1" })
    expect(await found()).toEqual([])
  })

  test("of passwords likewise", async () => {
    const passwords = { "auth.ts": options("", 'import Credentials from "countersign/providers/credentials"') }
    appOf(passwords)
    expect(await found()).toEqual(["notice limiter-without-client .env.local:2"])
    appOf({ ...passwords, ".env": "AUTH_TRUST_HOST=1" })
    expect(await found()).toEqual([])
  })
})

describe("the database", () => {
  const databaseWith = (script: string): string => {
    const file = join(app.folder, "app.sqlite")
    const handle = new Libsql(file)
    handle.exec(script)
    handle.close()
    return `file:${file}`
  }

  test("that lacks tables, columns and indexes, repeats rows, and holds tokens in clear, is found out", async () => {
    appOf({})
    const address = databaseWith(`
      create table users (id text primary key, name text, email text, emailVerified datetime);
      insert into users (id, email) values ('1', 'ada@example.com'), ('2', 'ada@example.com');
      create table accounts (userId text, type text, provider text, providerAccountId text, access_token text,
        refresh_token text, id_token text, expires_at integer, token_type text, scope text, session_state text);
      insert into accounts (userId, provider, access_token) values ('1', 'a', 'gho_hidden'), ('2', 'a', null),
        ('3', 'a', 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..iv.text.tag');
      insert into accounts (userId, provider, refresh_token) values ('4', 'a', '1//hidden');`)
    const findings = await examine(openApp(app.folder, null, address))
    expect(findings.map(({ id, severity }) => `${severity} ${id}`)).toEqual([
      "warning tables-missing",
      "warning columns-missing",
      "warning indexes-missing",
      "error rows-in-the-way",
      "warning stored-tokens-in-clear",
    ])
    expect(findings[0]?.reason).toContain("sessions")
    expect(findings[1]?.reason).toContain("users")
    expect(findings[2]?.reason).toBe("The database lacks indexes, of users, accounts.")
    expect(findings[4]?.reason).toMatch(/^2 accounts have/)
    expect(JSON.stringify(findings)).not.toMatch(/hidden|ada@/)
  })

  test("is right once it was migrated", async () => {
    appOf({})
    const address = `file:${join(app.folder, "app.sqlite")}`
    expect((await countersign(["migrate", "--url", address])).code).toBe(0)
    expect(await found(null, address)).toEqual([])
  })

  test("that cannot be read is named without its password", async () => {
    appOf({})
    const findings = await examine(openApp(app.folder, null, "postgres://ada:pass%77ord@127.0.0.1:9/app"))
    expect(findings.map(({ id }) => id)).toEqual(["database-unreadable"])
    expect(JSON.stringify(findings)).not.toMatch(/pass/)
  })
})

test("routes that are open by omission are counted, in an app that has any", async () => {
  appOf({ "app/api/orders/route.ts": "export const DELETE = () => Response.json(removeAll())" })
  expect(await found()).toEqual(["error routes"])
})

describe("installed packages", () => {
  const installed = (name: string, version: string, called = name) => ({
    [`node_modules/${called}/package.json`]: JSON.stringify({ name, version }),
  })

  test.each([
    ["next", "15.2.2", "CVE-2025-29927", "error"],
    ["next", "12.3.4", "CVE-2025-29927", "error"],
    ["next-auth", "4.24.14", "GHSA-7rqj-j65f-68wh", "error"],
    ["next-auth", "5.0.0-beta.29", "GHSA-5jpx-9hw9-2fx4", "error"],
    ["@auth/core", "0.41.2", "GHSA-x445-f3h2-j279", "error"],
    ["nodemailer", "7.0.6", "GHSA-mm7p-fcc7-pg87", "error"],
    ["nodemailer", "8.0.8", "GHSA-268h-hp4c-crq3", "warning"],
  ])("%s %s has %s", async (name, version, id, severity) => {
    const findings = await examine(openApp(appOf(installed(name, version)), null, null))
    expect(findings.map((one) => [one.id, one.severity])).toEqual([["known-advisory", severity]])
    expect(findings[0]?.reason).toContain(id)
  })

  test.each([
    ["next", "16.4.5"],
    ["next", "15.5.24"],
    ["next-auth", "4.24.15"],
    ["next-auth", "5.0.0-beta.32"],
    ["nodemailer", "9.1.1"],
  ])("%s %s has none", async (name, version) => {
    appOf(installed(name, version))
    expect(await found()).toEqual([])
  })

  const reasonOf = async (name: string, version: string): Promise<string> => {
    const [finding] = await examine(openApp(appOf(installed(name, version)), null, null))
    return finding?.severity === "error" ? finding.reason : ""
  }

  test("a server that runs what a browser sends is found, by Next.js and by React (CVE-2025-55182, CVE-2025-66478)", async () => {
    for (const version of ["15.0.4", "15.1.8", "15.2.5", "15.3.5", "15.4.7", "15.5.6", "16.0.6"]) {
      expect(await reasonOf("next", version), version).toContain("CVE-2025-66478")
    }
    for (const [version, isFound] of [
      ["19.0.0", true],
      ["19.0.1", false],
      ["19.1.1", true],
      ["19.1.2", false],
      ["19.2.0", true],
      ["19.2.1", false],
    ] as const) {
      const reason = await reasonOf("react-server-dom-webpack", version)
      expect(reason.includes("CVE-2025-55182"), version).toBe(isFound)
    }
    for (const version of ["15.0.5", "15.5.7", "16.0.7"]) {
      expect(await reasonOf("next", version), version).not.toContain("CVE-2025-66478")
    }
  })

  test("what only a newer Next.js mends is found (GHSA-955p-x3mx-jcvp, GHSA-m99w-x7hq-7vfj, GHSA-4c39-4ccg-62r3, GHSA-p293-qw3h-jr36, CVE-2026-75604, GHSA-2xp9-vwfh-vxw4)", async () => {
    const reason = await reasonOf("next", "16.2.10")
    for (const id of ["GHSA-955p-x3mx-jcvp", "GHSA-m99w-x7hq-7vfj", "GHSA-4c39-4ccg-62r3"]) expect(reason).toContain(id)
    for (const version of ["15.5.23", "16.3.2"]) {
      const later = await reasonOf("next", version)
      for (const id of ["GHSA-p293-qw3h-jr36", "GHSA-2xp9-vwfh-vxw4"]) expect(later).toContain(id)
    }
  })

  test("a nodemailer that does not ask whom it shows the mail server's password to is found (GHSA-r7g4-qg5f-qqm2)", async () => {
    const [finding] = await examine(openApp(appOf(installed("nodemailer", "8.0.7")), null, null))
    expect(finding?.reason).toContain("GHSA-r7g4-qg5f-qqm2")
  })

  test("the Next.js and React that this repository is tested with have none", async () => {
    const manifests = ["next", "react", "react-dom"].map((name) => {
      const path = `node_modules/${name}/package.json`
      return [path, readFileSync(join(repository, path), "utf8")] as const
    })
    appOf(Object.fromEntries(manifests))
    expect(await found()).toEqual([])
  })

  test("this package under the name of next-auth is not taken for it", async () => {
    appOf(installed("countersign", "4.0.0", "next-auth"))
    expect(await found()).toEqual([])
  })
})

describe("the running app", () => {
  const serving = async (answer: (path: string, response: ServerResponse, origin: string) => void) => {
    const server = createServer((request, response) => {
      answer(request.url ?? "", response, `http://${request.headers.host}`)
      response.end()
    })
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
    return { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), close: () => server.close() }
  }

  test("that is ours is right", async () => {
    appOf({})
    const house = {
      id: "house",
      name: "House",
      type: "oidc",
      issuer: "https://op.example",
      clientId: "a",
      clientSecret: "b",
    } as const
    const server = await servePages(NextAuth({ providers: [house], secret: strong }))
    vi.stubEnv("NEXTAUTH_URL", server.origin)
    expect(await found(new URL(server.origin))).toEqual([])
    await server.close()
  })

  test("that sends weak cookies, is cached, has another clock and another address, is found out", async () => {
    appOf({})
    const server = await serving((path, response) => {
      response.setHeader("date", new Date(Date.now() - 60_000).toUTCString())
      if (path === "/api/auth/csrf") response.setHeader("set-cookie", "next-auth.csrf-token=hidden; Path=/api")
      if (path === "/api/auth/session") response.setHeader("cache-control", "public, max-age=60")
      if (path === "/api/auth/providers")
        response.write('{"a":{"callbackUrl":"http://localhost:9/api/auth/callback/a"}}')
    })
    expect((await found(server.url)).sort()).toEqual([
      "error callback-elsewhere",
      "error emitted-cookie-readable",
      "error session-cacheable",
      "warning clock-differs",
      "warning emitted-cookie-path",
      "warning emitted-cookie-same-site",
    ])
    server.close()
  })

  test.each([
    ["__Host-next-auth.csrf-token=x; Path=/; HttpOnly; Secure; SameSite=Lax", []],
    ["__Secure-next-auth.session-token=x; Path=/; HttpOnly; Secure; SameSite=strict", []],
    ["__Host-a=x; Path=/; HttpOnly; SameSite=Lax", ["emitted-cookie-not-secure"]],
    ["a=x; Path=/; HttpOnly; Secure; SameSite=Lax", ["emitted-cookie-prefix"]],
    ["__Secure-a=x; Path=/; HttpOnly; Secure; SameSite=None", ["emitted-cookie-same-site"]],
  ])("on https, %s is judged", (line, expected) => {
    expect(faultsOfCookie(line, new URL("https://app.example")).map(({ id }) => id)).toEqual(expected)
  })

  test("that does not answer is named", async () => {
    appOf({})
    const server = await serving((_, response) => response.writeHead(302, { location: "/login" }))
    expect(await found(server.url)).toEqual(["error not-answering"])
    server.close()
  })
})

describe("the command", () => {
  test("ends with 1 for an error, with --strict for a warning, and prints no secret", async () => {
    const weak = "kX9-qv2Lm"
    appOf({ ".env.local": `NEXTAUTH_SECRET=${weak}\n` })
    const failed = await countersign(["doctor", "--json"], {}, app.folder)
    expect(failed.code).toBe(1)
    expect(failed.out + failed.err).not.toContain(weak)
    const [first] = JSON.parse(failed.out).findings
    expect(first).toMatchObject({ id: "secret-short", severity: "error", file: ".env.local", line: 1, fixable: false })
    expect(Object.keys(first).sort()).toEqual(["file", "fix", "fixable", "id", "line", "reason", "severity"])

    appOf({ ".env.local": `NEXTAUTH_SECRET=${strong}\n` })
    const warned = await countersign(["doctor"], {}, app.folder)
    expect(warned).toMatchObject({ code: 0, err: "" })
    expect(warned.out).toContain("! warning url-missing")
    expect(warned.out).not.toContain("\x1b")
    expect((await countersign(["doctor", "--strict"], {}, app.folder)).code).toBe(1)
  })

  test("--fix writes a secret for its owner alone, where git does not take it, and overwrites none", async () => {
    appOf({ ".env": "NEXTAUTH_URL=https://app.example", ".gitignore": "dist" })
    rmSync(join(app.folder, ".env.local"))
    git("init", "-q")
    const { code, out } = await countersign(["doctor", "--fix"], {}, app.folder)
    const written = readFileSync(join(app.folder, ".env.local"), "utf8")
    const [, secret = ""] = /^NEXTAUTH_SECRET=(\S{43})\n$/.exec(written) ?? []
    expect(secret).not.toBe("")
    expect(out).not.toContain(secret)
    expect(code).toBe(0)
    expect(readFileSync(join(app.folder, ".gitignore"), "utf8")).toBe("dist\n.env.local\n")
    expect(statSync(join(app.folder, ".env.local")).mode & 0o777).toBe(0o600)
    expect(writeSecret(app.folder)).toBe(null)
    expect(readFileSync(join(app.folder, ".env.local"), "utf8")).toBe(written)
  })
})

test("every finding has a row in the documentation", () => {
  const folder = join(repository, "src/cli/doctor/checks")
  const sources = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"))
  const ids = sources.flatMap((text) => [...text.matchAll(/"([a-z-]+)",\s*"(error|warning|notice)"/g)])
  const page = readFileSync(join(repository, "docs/doctor.md"), "utf8")
  expect(ids.length).toBeGreaterThan(35)
  expect(ids.filter(([, id, severity]) => !page.includes(`| \`${id}\` | ${severity} |`)).map(([, id]) => id)).toEqual(
    [],
  )
})
