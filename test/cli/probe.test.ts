/** Servers with a policy, one that is right and others that are wrong in a known way: each wrong one is found, the right one is not accused. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import { probe as command } from "../../src/cli/probe/command.js"
import type { Report } from "../../src/cli/probe/report.js"
import { examine, type RunProbeOptions } from "../../src/cli/probe/run.js"
import { readArguments } from "../../src/cli/read-arguments.js"
import type { Policy } from "../../src/core/contracts/policy.js"
import { repository } from "../support/install-countersign.js"
import { countersign } from "./command.js"
import { type Flaws, type RunningServer, secret, sessionThatNeverExpires, startServer } from "./probe-server.js"

const folder = mkdtempSync(join(tmpdir(), "countersign-probe-"))
const file = join(folder, "auth.policy.mjs")
const wideFile = join(folder, "wide.policy.mjs")
const door = pathToFileURL(join(repository, "dist/esm/policy.js")).href

const policyFile = `
import { definePolicy, everyone, role, signedIn, signedInWithin } from ${JSON.stringify(door)}
export const policy = definePolicy({
  default: "deny",
  routes: {
    "/": everyone, "/dashboard": signedIn, "/admin": role("admin"), "/fresh": signedInWithin(300),
    "/api/orders/:id": signedIn, "POST /api/posts": role("editor", "admin"), "GET /api/posts": everyone,
  },
})
`
const widePolicyFile = `
import { definePolicy, role } from ${JSON.stringify(door)}
export default definePolicy({ default: "public", routes: { "/admin": role("admin") } })
`

const ownFile = join(folder, "own.policy.mjs")
const ownPolicyFile = `
import { definePolicy } from ${JSON.stringify(door)}
const asksTheDatabase = () => { throw new Error("The database is away") }
export default definePolicy({ default: "deny", routes: { "/dashboard": asksTheDatabase } })
`

const groupsFile = join(folder, "groups.policy.mjs")
const groupsPolicyFile = `
import { definePolicy, role } from ${JSON.stringify(door)}
const roles = ({ user }) => user.role === "boss" ? "admin" : []
export default definePolicy({ default: "deny", routes: { "/admin": role("admin") }, roles })
`

let policy: Policy
let groups: Policy
let own: Policy
let widePolicy: Policy
beforeAll(async () => {
  writeFileSync(file, policyFile)
  writeFileSync(wideFile, widePolicyFile)
  writeFileSync(groupsFile, groupsPolicyFile)
  groups = (await import(groupsFile)).default
  writeFileSync(ownFile, ownPolicyFile)
  policy = (await import(file)).policy
  own = (await import(ownFile)).default
  widePolicy = (await import(wideFile)).default
})
afterAll(() => rmSync(folder, { recursive: true }))

let running: RunningServer | undefined
afterEach(() => running?.close())

const usual: RunProbeOptions = {
  url: new URL("http://localhost"),
  policy: file,
  paths: [],
  params: { id: "7" },
  claims: [],
  cookie: undefined,
  signInPage: undefined,
  errorPage: undefined,
  envFile: undefined,
  rate: 100_000,
  most: 5000,
  allowsUnsafeMethods: false,
  json: true,
}

async function probeServer(flaws: Flaws = {}, options: Partial<RunProbeOptions> = {}, of: Policy = policy) {
  running = await startServer(of, flaws)
  const report = await examine({ ...usual, url: new URL(running.url + (flaws.base ?? "")), ...options }, secret)
  return { report, asked: running.asked }
}

/** For what shows without any trick. */
const inShort = { most: 200 }

const told = ({ report }: { report: Report }): string[] =>
  report.differences.map(({ visitor, methods, path }) => `${visitor}: ${methods.join(" ")} ${path}`)

test("a server that does as its policy says is not accused", async () => {
  const ended = await probeServer({}, { paths: ["/nothing/here"] })
  expect(ended.report.differences).toEqual([])
  expect(ended.report.left).toBe(0)
  expect(ended.report.notices).toEqual(["Not asked, for want of --unsafe-methods: POST /api/posts."])
  expect(ended.report.asked).toBeGreaterThan(1000)
  expect(new Set(ended.asked.map((one) => one.split(" ")[0]))).toEqual(new Set(["GET", "HEAD", "OPTIONS"]))
})

describe("a server that is wrong is found:", () => {
  test("it forgets a route", async () => {
    const ended = await probeServer({ passesBy: (_, path) => path === "/api/orders/7" }, inShort)
    expect(told(ended)).toEqual(["nobody: GET HEAD /api/orders/7"])
    expect(ended.report.differences[0]).toMatchObject({ expected: "sign-in", got: "200 served" })
  })

  test("it compares letters that its router does not tell apart", async () => {
    const flaws: Flaws = { passesBy: (_, path) => !path.startsWith("/admin"), routes: (path) => path.toLowerCase() }
    const ended = await probeServer(flaws, { policy: wideFile }, widePolicy)
    expect(told(ended)).toEqual(expect.arrayContaining(["nobody: GET /ADMIN", "signed-in: GET /Admin"]))
    expect(told(ended)).not.toContain("nobody: GET /admin")
  })

  test("it believes a header that only the framework was to send", async () => {
    const ended = await probeServer(
      {
        passesBy: ({ headers }) => String(headers["x-middleware-subrequest"]).startsWith("src/middleware"),
      },
      { most: 400 },
    )
    expect(told(ended)).toContain("signed-in: GET HEAD /admin")
    for (const { headers } of ended.report.differences)
      expect(headers).toEqual({ "x-middleware-subrequest": expect.stringContaining("src/middleware") })
  })

  test("it takes tokens that have expired", async () => {
    const ended = await probeServer({ session: sessionThatNeverExpires }, inShort)
    expect(told(ended)).toContain("expired: GET HEAD /admin")
    expect(new Set(ended.report.differences.map(({ visitor }) => visitor))).toEqual(new Set(["expired"]))
  })

  test("it takes anything for a token", async () => {
    const session = async (headers: Headers) =>
      headers.get("cookie") ? { user: { role: "admin" }, expires: "" } : null
    const ended = await probeServer({ session: session as NonNullable<Flaws["session"]> }, inShort)
    const found = new Set(ended.report.differences.map(({ visitor }) => visitor))
    for (const name of ["garbage", "other-secret", "expired", "other-purpose", "other-app"])
      expect(found).toContain(name)
  })

  test("it lets whoever is signed in do what is an administrator's", async () => {
    const ended = await probeServer(
      { passesBy: ({ headers }, path) => path === "/admin" && Boolean(headers.cookie) },
      inShort,
    )
    expect(told(ended)).toEqual(expect.arrayContaining(["signed-in: GET HEAD /admin", "editor: GET HEAD /admin"]))
    expect(told(ended).join()).not.toContain("nobody")
  })

  test("it never asks when somebody signed in", async () => {
    const ended = await probeServer(
      {
        passesBy: ({ headers }, path) => path === "/fresh" && /-token=ey/.test(String(headers.cookie)),
      },
      inShort,
    )
    expect(told(ended)).toContain("signed-in-long-ago: GET HEAD /fresh")
  })

  test("its router reads a path that the policy takes for another, open one", async () => {
    const routes = (path: string): string => path.replace("~", "")
    const ended = await probeServer({ routes }, { policy: wideFile }, widePolicy)
    expect(told(ended)).toEqual(["nobody: GET /admin~", "signed-in: GET /admin~"])
    expect(ended.report.differences[0]?.why).toContain("serves /admin there")
  })

  test("it keeps an administrator out", async () => {
    const ended = await probeServer({ session: async () => null }, inShort)
    expect(told(ended)).toContain("admin: GET HEAD /admin")
    expect(ended.report.differences[0]).toMatchObject({ expected: "allow" })
  })

  test("it says 500 to whoever it keeps out", async () => {
    const ended = await probeServer({ refusesWith: 500 }, inShort)
    expect(told(ended)).toContain("nobody: GET HEAD OPTIONS /admin")
  })

  test("caches may give to all what is for some", async () => {
    const open = await probeServer({ cacheControl: "public, max-age=60" }, inShort)
    expect(open.report.differences.map(({ got }) => got)).toContain("200 with a Cache-Control for everybody")
    expect(told(open).join()).not.toContain("GET /,")
    running?.close()
    const silent = await probeServer({ cacheControl: "no-cache" }, inShort)
    expect(silent.report.differences).toEqual([])
    expect(silent.report.notices.join()).toMatch(/Cache-Control.* at \/.*admin/)
  })
})

test("an app whose paths end with a slash is asked there", async () => {
  const right = await probeServer({ wantsSlash: true }, { most: 500 })
  expect(right.report.differences).toEqual([])
  expect(right.asked).toContain("GET /admin/")
  running?.close()
  const wrong = await probeServer({ wantsSlash: true, session: sessionThatNeverExpires }, { most: 300 })
  expect(told(wrong)).toContain("expired: GET HEAD /admin/")
})

test("where a rule of the app's own cannot tell, nothing is compared, and that is said", async () => {
  const { report } = await probeServer({ passesBy: () => true }, { policy: ownFile, most: 100 }, own)
  expect(report.differences).toEqual([])
  expect(report.notices.join()).toContain("could not be judged here, so nothing was compared at /dashboard.")
})

test("below a base path, in roles of the app's own, in a cookie of its own, it finds the same", async () => {
  const of = { policy: groupsFile, claims: [{ visitor: "admin", name: "role", value: "boss" }], cookie: "own" }
  const flaws = { base: "/shop", cookie: "own" }
  const right = await probeServer(flaws, of, groups)
  expect([right.report.differences, right.report.notices]).toEqual([[], []])
  expect(right.asked).toContain("GET /shop/admin")
  running?.close()
  const wrong = await probeServer({ ...flaws, passesBy: (_, path) => path === "/admin" }, of, groups)
  expect(told(wrong)).toContain("nobody: GET HEAD /admin")
  running?.close()
  const unfulfilled = await probeServer(flaws, { ...of, claims: [] }, groups)
  expect(unfulfilled.report.notices.join()).toMatch(/No visitor may go there.*--claim.*for \/admin/)
})

test("with --unsafe-methods it asks by them, as nobody who might change something", async () => {
  const ended = await probeServer(
    { passesBy: ({ method }) => method === "POST" },
    { allowsUnsafeMethods: true, most: 400 },
  )
  expect(told(ended)).toContain("nobody: POST /api/posts")
  running?.close()
  const right = await probeServer({}, { allowsUnsafeMethods: true, most: 400 })
  expect(right.report.differences).toEqual([])
  expect(right.asked).toContain("POST /api/posts")
  expect(running?.served.filter((one) => !/^(?:GET|HEAD) /.test(one))).toEqual([])
})

test("it asks no faster and no more than it was told", async () => {
  const started = performance.now()
  const { report, asked } = await probeServer({}, { rate: 100, most: 40 })
  expect(performance.now() - started).toBeGreaterThan(380)
  expect([report.asked, asked.filter((one) => !one.includes("/api/auth/session")).length]).toEqual([40, 40])
  expect(report.left).toBeGreaterThan(0)
})

const environment = { NEXTAUTH_SECRET: secret, AUTH_SECRET: "", NEXTAUTH_URL: "" }
const inTheShell = (args: readonly string[], env: Record<string, string> = {}) =>
  countersign(["probe", ...args], { ...environment, ...env })

test("in the shell it says what differs, what the answer should have been, and no token", async () => {
  running = await startServer(policy, { passesBy: (_, path) => path === "/admin" })
  const args = [running.url, "--policy", file, "--param", "id=7", "--rate=100000", "--most=150"]
  const { code, out, err } = await inTheShell(args)
  expect([code, err]).toEqual([1, ""])
  expect(out).toContain(
    '✗ GET HEAD /admin  as nobody\n  expected sign-in by role("admin"), got 200 served: no layer asks who it is.',
  )
  expect(out).toMatch(/questions or more were left out: raise --most/)
  expect(out).toMatch(/✗ 1 answer differs from the policy\. 150 requests to http/)
  expect(out).not.toMatch(/eyJ|session-token/)
})

test("in the shell a server that is right ends with 0, and its secret may come from a file", async () => {
  running = await startServer(policy)
  const envFile = join(folder, "env")
  writeFileSync(envFile, `NEXTAUTH_SECRET="${secret}"\n`)
  const args = [running.url, `--policy=${file}`, "--param=id=7", "--most=100", "--rate=1000", `--env-file=${envFile}`]
  const ended = await countersign(["probe", ...args, "--json"], { AUTH_SECRET: "", NEXTAUTH_URL: "" })
  expect([ended.code, ended.err, JSON.parse(ended.out).differences]).toEqual([0, "", []])
})

test("in the shell it says why an app cannot be judged, and ends with 2", async () => {
  running = await startServer(policy)
  const cases: [string, Record<string, string>, RegExp][] = [
    [running.url, { NEXTAUTH_SECRET: "another secret, of 32 characters" }, /takes no session.*--cookie.*database/],
    ["http://127.0.0.1:9", {}, /^✗ http:\/\/127\.0\.0\.1:9 cannot be asked \(ECONNREFUSED\)/],
    ["https://app.example.com", {}, /not this machine.*--allow-remote/],
  ]
  for (const [url, env, words] of cases) {
    const { code, out, err } = await inTheShell([url, `--policy=${file}`], env)
    expect([url, code, out]).toEqual([url, 2, ""])
    expect(err).toMatch(words)
  }
  expect(running.asked).toEqual(["GET /api/auth/session"])
})

describe("nothing is asked where something is missing or not understood:", () => {
  beforeEach(() => {
    vi.stubEnv("NEXTAUTH_SECRET", secret)
    vi.stubEnv("AUTH_SECRET", "")
  })
  afterEach(() => void vi.unstubAllEnvs())

  const ask = async (...args: string[]) => command.run(readArguments(command, args))
  const app = "http://localhost:9"

  test.each<[string[], RegExp]>([
    [[], /Where is the app/],
    [["localhost:3000"], /written like http/],
    [["http://localhost@example.com"], /written like http/],
    [["http://localhost.example.com"], /not this machine/],
    [["http://127.0.0.1.example.com"], /not this machine/],
    [[app, "--policy=nowhere.mjs"], /There is no nowhere\.mjs/],
    [[app, "--rate=0"], /--rate is a whole number/],
    [[app, "--most=many"], /--most is a whole number/],
    [[app, "--path=/a", "--path=admin"], /--path=admin begins with no slash/],
    [[app, "--param=id"], /--param is written/],
    [[app, "--env-file=nowhere"], /nowhere cannot be read/],
    [[app, "another"], /"another" is one word too many/],
  ])("%j", async (args, words) => {
    await expect(ask(...args)).rejects.toThrow(words)
  })

  test("a module without a policy, and one that this Node.js cannot run", async () => {
    writeFileSync(join(folder, "empty.mjs"), "export const policy = {}\n")
    await expect(ask(app, `--policy=${join(folder, "empty.mjs")}`)).rejects.toThrow(/exports no policy/)
    const typed = join(folder, "typed.policy.ts")
    writeFileSync(typed, "enum Old { Way }\nexport const policy = Old.Way\n")
    const { code, err } = await inTheShell([app, `--policy=${typed}`])
    expect(code).toBe(2)
    expect(err).toMatch(/cannot run .*typed\.policy\.ts.*build it: npx esbuild/)
  })

  test("a secret", async () => {
    vi.stubEnv("NEXTAUTH_SECRET", "")
    await expect(ask(app)).rejects.toThrow(/set NEXTAUTH_SECRET/)
  })
})
