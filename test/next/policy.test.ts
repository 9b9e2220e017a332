/**
 * One policy, two layers, real Next.js: no spelling of a path and no header of past bypasses serves what is guarded, with the proxy
 * alone and with the guards alone.
 */
import { request } from "node:http"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { headersOfBypasses } from "../../src/cli/probe/bypass-headers.js"
import { examine } from "../../src/cli/probe/run.js"
import { spellingsOf } from "../../src/cli/probe/spellings.js"
import { encode } from "../../src/jwt.js"
import { assembleApp, mustBuild, type NextApp, type RunningApp, startApp } from "../support/next-app.js"

const secret = "a secret of the tests, at least 32 characters"
const treasure = "the treasure"

const policy = `
import { definePolicy, everyone, role } from "next-auth/policy"

export const policy = definePolicy({
  default: "signed-in",
  locales: ["de"],
  routes: {
    "/open": everyone,
    "/:slug": everyone,
    "/docs/secret": role("admin"),
    "/in-app": role("admin"), "/in-app-bare": role("admin"), "/in-pages": role("admin"), "/in-pages-bare": role("admin"),
    "/api/**": everyone,
    "/api/app": role("admin"), "/api/app-bare": role("admin"), "/api/pages": role("admin"), "/api/pages-bare": role("admin"),
  },
})
`

const auth = `
import { createAuth } from "next-auth"
import { createGuards } from "next-auth/guards"
import { policy } from "./auth.policy.mjs"

export const options = {
  providers: [],
  policy,
  callbacks: { session: ({ session, token }) => ({ ...session, user: { ...session.user, role: token.role } }) },
}
export const auth = createAuth(options)
export const { protect, protectPage, requireSession } = createGuards(options)
`

const page = `export default () => <p>${treasure}</p>\n`
const files = {
  "auth.policy.mjs": policy,
  "auth.js": auth,
  "proxy.js": `
import { withAuth } from "next-auth/middleware"
import { auth } from "./auth.js"
const guard = withAuth({ auth })
export const proxy = (request, event) => (process.env.PROXY === "off" ? undefined : guard(request, event))
`,
  "app/layout.js": "export default ({ children }) => <html><body>{children}</body></html>\n",
  // The one language of the site is not written in its addresses, but may be.
  "next.config.js": `
module.exports = async () => ({
  ...(await import("./next.config.mjs")).default,
  i18n: { locales: ["de"], defaultLocale: "de" },
})
`,
  "app/docs/[name]/page.js": `
import { requireSession } from "../../../auth.js"
export default async function Page({ params }) {
  const { name } = await params
  if (process.env.PROXY === "off") await requireSession({ path: "/docs/" + name })
  return <p>{name === "secret" ? "${treasure}" : "a document for members"}</p>
}
`,
  "app/open/page.js": "export default () => <p>open</p>\n",
  "app/in-app/page.js": `
import { requireSession } from "../../auth.js"
export default async function Page() {
  await requireSession({ path: "/in-app" })
  return <p>${treasure}</p>
}
`,
  "app/in-app-bare/page.js": `export const dynamic = "force-dynamic"\n${page}`,
  "app/api/app/route.js": `
import { protect } from "../../../auth.js"
const handler = protect(() => Response.json("${treasure}"))
export { handler as GET, handler as POST, handler as PUT, handler as PATCH, handler as DELETE, handler as OPTIONS }
`,
  "app/api/app-bare/route.js": `
const handler = () => Response.json("${treasure}")
export const dynamic = "force-dynamic"
export { handler as GET, handler as POST, handler as PUT, handler as PATCH, handler as DELETE, handler as OPTIONS }
`,
  "pages/in-pages.js": `
import { protectPage } from "../auth.js"
export const getServerSideProps = protectPage(async () => ({ props: { found: "${treasure}" } }))
export default ({ found }) => <p>{found}</p>
`,
  "pages/in-pages-bare.js": `
export const getServerSideProps = async () => ({ props: { found: "${treasure}" } })
export default ({ found }) => <p>{found}</p>
`,
  "pages/api/pages.js": `
import { protect } from "../../auth.js"
export default protect((req, res) => res.json("${treasure}"))
`,
  "pages/api/pages-bare.js": `export default (req, res) => res.json("${treasure}")\n`,
}

const guarded = ["/in-app", "/in-pages", "/api/app", "/api/pages"]
const bare = guarded.map((path) => `${path}-bare`)

interface Answer {
  readonly status: number
  readonly headers: Record<string, unknown>
  readonly text: string
}

/** As it is written: no client's own idea of what a path should be. */
function send(port: number, path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, method, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = []
      answer.on("data", (chunk: Buffer) => chunks.push(chunk))
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(chunks).toString() }),
      )
    })
    asked.on("error", reject)
    asked.end()
  })
}

const cookieOf = async (claims: object): Promise<Record<string, string>> => ({
  cookie: `next-auth.session-token=${await encode({ token: { sub: "1", name: "Ada", ...claims }, secret })}`,
})

let app: NextApp
beforeAll(async () => {
  app = assembleApp({ name: "policy", next: 16, parts: {}, files })
  await mustBuild(app)
}, 240_000)

describe.each([
  ["the proxy alone", "on", bare],
  ["the guards alone", "off", guarded],
])("with %s", (_, proxy, paths) => {
  let running: RunningApp
  let build: string
  beforeAll(async () => {
    running = await startApp(app, (port) => ({
      NEXTAUTH_SECRET: secret,
      NEXTAUTH_URL: `http://127.0.0.1:${port}`,
      PROXY: proxy,
    }))
    const html = (await send(running.port, "/in-pages-bare", await cookieOf({ role: "admin" }))).text
    build = /"buildId":"([^"]+)"/.exec(html)?.[1] ?? "none"
    expect(build).not.toBe("none")
  })
  afterAll(() => running.stop())

  test("an administrator finds what is guarded, and everybody what is open", async () => {
    const admin = await cookieOf({ role: "admin" })
    for (const path of paths) expect((await send(running.port, path, admin)).text).toContain(treasure)
    expect((await send(running.port, "/open")).text).toContain("open")
  })

  test("nobody is served it under any spelling, nor somebody without the role (GHSA-vqx2-fgx2-5wq9, CVE-2026-41248, CVE-2024-51479, GHSA-267c-6grr-h53f, CVE-2026-44575, GHSA-26hh-7cqf-hhc6, GHSA-36qx-fr4f-26g5, CVE-2026-44573, GHSA-6gpp-xcg3-4w24, CVE-2021-43803, CVE-2024-39693)", async () => {
    const served: string[] = []
    const editor = await cookieOf({ role: "editor" })
    let asked = 0
    for (const path of paths) {
      const all = spellingsOf(path, { build })
      expect(all.length).toBeGreaterThanOrEqual(80)
      for (const headers of [{}, editor]) {
        const answers = await Promise.all(all.map((one) => send(running.port, one, headers).catch(() => null)))
        asked += answers.filter(Boolean).length
        answers.forEach((answer, i) => {
          if (answer?.text.includes(treasure)) served.push(`${all[i]} ${JSON.stringify(headers)}`)
          const isBroken = (answer?.status ?? 0) >= 500 && !all[i]?.startsWith("/_next/image") // it follows no redirect, and says 500
          if (isBroken) served.push(`${answer?.status} at ${all[i]}`)
        })
      }
    }
    expect(served).toEqual([])
    expect(asked).toBeGreaterThan(paths.length * 150)
  })

  test("nobody is served it with the headers of past bypasses, by any method (GHSA-f82v-jwr5-mffw, CVE-2025-29927)", async () => {
    const served: string[] = []
    for (const path of paths) {
      for (const spelling of [path, `${path}?_rsc=1`, `${path}.rsc`, `/_next/data/${build}${path}.json`]) {
        const methods = spelling === path ? ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] : ["GET"]
        const tries = [{}, ...headersOfBypasses].flatMap((headers) => methods.map((method) => ({ headers, method })))
        const answers = await Promise.all(
          tries.map(({ headers, method }) => send(running.port, spelling, headers, method).catch(() => null)),
        )
        answers.forEach((answer, i) => {
          if (answer?.text.includes(treasure))
            served.push(`${tries[i]?.method} ${spelling} ${JSON.stringify(tries[i])}`)
        })
      }
    }
    expect(served).toEqual([])
  })

  test("nobody is shown another page than was judged, by naming its parameter beside the path (GHSA-492v-c6pp-mqqv)", async () => {
    const { port } = running
    expect((await send(port, "/docs/secret", await cookieOf({ role: "admin" }))).text).toContain(treasure)
    const editor = await cookieOf({ role: "editor" })
    expect((await send(port, "/docs/open", editor)).text).toContain("a document for members")
    const names = ["nxtPname", "nxtIname", "name", "nxtPslug"].map((name) => `${name}=secret`)
    const targets = ["/docs/open", "/docs/open.rsc", "/docs/secret", "/docs/[name]"].flatMap((path) =>
      [...names, names.join("&")].map((query) => `${path}?${query}&_rsc=1`),
    )
    const served: string[] = []
    for (const target of targets) {
      for (const headers of [
        {},
        { rsc: "1" },
        { "x-matched-path": "/docs/[name]", "x-now-route-matches": "1=secret" },
      ]) {
        const { text, status } = await send(port, target, { ...editor, ...headers } as Record<string, string>)
        if (text.includes(treasure) || status >= 500) served.push(`${status} ${target} ${JSON.stringify(headers)}`)
      }
    }
    expect(served).toEqual([])
  })

  test("countersign probe finds what nothing guards, and accuses nothing else", async () => {
    const report = await examine(
      {
        ...{ url: new URL(`http://127.0.0.1:${running.port}`), policy: join(app.directory, "auth.policy.mjs") },
        ...{ paths: [], params: {}, claims: [], cookie: undefined, signInPage: undefined, errorPage: undefined },
        ...{
          envFile: undefined,
          rate: 1000,
          most: 1000,
          allowsUnsafeMethods: false,
          json: true,
        },
      },
      secret,
    )
    const found = report.differences.map(({ path }) => path)
    expect([...new Set(found)].sort()).toEqual(proxy === "on" ? [] : [...bare].sort())
  })

  test("a refusal is no answer that anybody may store", async () => {
    for (const path of paths) {
      for (const accept of ["text/html", "application/json"]) {
        const { status, headers } = await send(running.port, path, { accept })
        expect([307, 401]).toContain(status)
        expect(String(headers["cache-control"])).toMatch(/no-store/)
      }
    }
  })
})
