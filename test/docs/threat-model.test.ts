/** The threat model says what holds: its defaults and bounds are those of the code, and its rooms are those of the house. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test, vi } from "vitest"
import type { EmailProvider, OAuthProvider } from "../../src/core/contracts/provider.js"
import { resolveOptions } from "../../src/core/options/resolve.js"
import { resolveProvider } from "../../src/core/options/resolve-provider.js"
import { encode } from "../../src/jwt.js"
import { idTokenAlgorithm } from "../../src/methods/oauth/id-token-algorithm.js"
import { repository } from "../support/install-countersign.js"
import { codeIn, documentAt, rows, section } from "./documents.js"

const page = documentAt("docs/security/threat-model.md")

async function defaults(): Promise<Record<string, unknown>> {
  for (const name of ["AUTH_TRUST_HOST", "VERCEL", "NEXTAUTH_URL"]) vi.stubEnv(name, "")
  const parts = { methods: {}, pages: {}, features: [] } as unknown as Parameters<typeof resolveOptions>[1]
  const { session, jwt, callbacks, behindProxy, tokenSecrets, cookies } = resolveOptions(
    { providers: [], secret: "a secret" },
    parts,
  )
  vi.unstubAllEnvs()
  const bare = { id: "x", name: "X", clientId: "x", issuer: "https://x.example" }
  const resolve = (more: object) => resolveProvider({ ...bare, ...more } as never, { secret: "a secret" })
  const [oauth, oidc] = [resolve({ type: "oauth" }), resolve({ type: "oidc" })] as OAuthProvider[]
  const [email, withCode] = [resolve({ type: "email" }), resolve({ type: "email", code: true })] as EmailProvider[]
  const key = Buffer.from(await session.generateSessionToken(), "base64url")
  const [header = ""] = (await encode({ secret: "a secret" })).split(".")
  const all = Object.values(cookies(true)).map(({ options }) => options)
  const same = (name: keyof (typeof all)[number]): unknown => {
    const values = new Set(all.map((options) => options[name] ?? null))
    return values.size === 1 ? [...values][0] : [...values]
  }
  return {
    "session.strategy": session.strategy,
    "session.maxAge": session.maxAge,
    "session.updateAge": session.updateAge,
    "session.bits": key.length * 8,
    "jwt.maxAge": jwt.maxAge,
    "jwt.enc": JSON.parse(Buffer.from(header, "base64url").toString()).enc,
    "cookies.httpOnly": same("httpOnly"),
    "cookies.sameSite": same("sameSite"),
    "cookies.secure": same("secure"),
    "cookies.path": same("path"),
    "cookies.domain": same("domain"),
    "cookies.csrfToken": cookies(true).csrfToken.name,
    "cookies.sessionToken": cookies(true).sessionToken.name,
    "cookies.checks.maxAge": cookies(true).state.options.maxAge,
    "callbacks.signIn": await callbacks.signIn({} as never),
    "callbacks.redirect": await callbacks.redirect({ url: "https://evil.example/x", baseUrl: "https://app.example" }),
    "oauth.checks": [...(oauth?.checks ?? [])].sort(),
    "oidc.checks": [...(oidc?.checks ?? [])].sort(),
    "oauth.idTokenAlgorithm": idTokenAlgorithm(oauth as OAuthProvider),
    "oauth.timeout": oauth?.timeout,
    "oauth.allowDangerousEmailAccountLinking": oauth?.allowDangerousEmailAccountLinking,
    "oauth.untrustedIssuer": oauth?.untrustedIssuer,
    "email.maxAge": email?.maxAge,
    "email.consume": email?.consume,
    "email.code": email?.code,
    "email.code.length": withCode?.code?.length,
    "email.code.maxAge": withCode?.code?.maxAge,
    "email.limits.perAddress": email?.limits?.perAddress,
    "email.limits.perClient": email?.limits?.perClient,
    "email.limits.window": email?.limits?.window,
    "email.timeout": email?.timeout,
    behindProxy,
    tokenSecrets,
  }
}

test("each default in the threat model is the one that holds, and has a reason", async () => {
  const told = rows(section(page, "Defaults"))
  expect(Object.fromEntries(told.map(([name, value]) => [codeIn(name), JSON.parse(codeIn(value))]))).toEqual(
    await defaults(),
  )
  expect(told.filter(([, , reason]) => !reason)).toEqual([])
})

/** Characters, which are no bounds. */
const letters = ["space", "semicolon", "equals", "dot"]

/** Every number that a file of the core, of a sign-in method or of the passwords gives a name to. */
function namedNumbers(): string[] {
  return ["src/core", "src/methods", "src/features/passwords"].flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .filter((file) => !file.startsWith("options")) // those are the defaults above
      .flatMap((file) => {
        const path = `${folder}/${file}`
        const found = readFileSync(join(repository, path), "utf8").matchAll(/^(?:export )?const (\w+) = ([\d_]+)$/gm)
        return [...found]
          .filter(([, name = ""]) => !letters.includes(name))
          .map(([, name, value = ""]) => `${path} ${name} ${value.replaceAll("_", "")}`)
      }),
  )
}

test("each bound in the source is in the threat model, with its value and a reason", () => {
  const told = rows(section(page, "Bounds"))
  expect(told.map(([name, value, where]) => `${codeIn(where)} ${codeIn(name)} ${codeIn(value)}`).sort()).toEqual(
    namedNumbers().sort(),
  )
  expect(told.filter(([, , , reason]) => !reason)).toEqual([])
})

test("each room of the house has a row that says what it does against whom", () => {
  const told = rows(section(page, "What each room does about it")).flatMap(([cell = ""]) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, room]) => room),
  )
  const foldersIn = (path: string): string[] =>
    readdirSync(join(repository, path), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${path}/${name}`)
  const rooms = foldersIn("src").flatMap((room) =>
    room === "src/core" || room === "src/methods" ? foldersIn(room) : [room],
  )
  const onlyTypes = ["src/core/contracts"]
  expect([...told].sort()).toEqual(rooms.filter((room) => !onlyTypes.includes(room)).sort())
})
