import { describe, expect, test } from "vitest"
import { startWorld } from "../replay/world.js"
import { assembleApp, buildApp, type NextApp, type NextMajor } from "../support/next-app.js"
import { seedFiles } from "../support/seed.js"

const home = "export default function Home() {\n  return <p>home</p>\n}\n"

const small = (name: string, next: NextMajor, files: Record<string, string>): NextApp =>
  assembleApp({ name: `form-${name}`, next, parts: {}, files: { "pages/index.js": home, ...files } })

const accepted = [
  { file: "proxy.js", line: 'export { proxy } from "next-auth/middleware"' },
  { file: "middleware.js", line: 'export { middleware } from "next-auth/middleware"' },
]

describe("on Next.js 16", () => {
  test.each(accepted)("`$line` in $file guards every page", async ({ file, line }) => {
    const app = small(file.replace(".js", ""), 16, { [file]: `${line}\n` })
    expect(await buildApp(app)).toMatchObject({ ok: true })
    const world = await startWorld(app, "base")
    try {
      const answer = await world.send({ method: "GET", path: "/" })
      expect(world.observe(answer)).toEqual({ status: 307, location: "{APP}/api/auth/signin?callbackUrl=/" })
      const cookies = { "next-auth.session-token": world.token({ sub: "1" }) }
      expect((await world.send({ method: "GET", path: "/", cookies })).status).toBe(200)
    } finally {
      await world.stop()
    }
  })

  test("the seed document's middleware line does not build: Next.js reads the file, whatever it imports", async () => {
    const app = small("seed", 16, { "middleware.js": seedFiles()["middleware.js"] ?? "" })
    const { ok, output } = await buildApp(app)
    expect(ok).toBe(false)
    expect(output).toMatch(/must export a function/)
  })
})

describe("`_middleware.js` under pages, which Next.js takes for a page and which would protect nothing", () => {
  test.each([16, 15] as NextMajor[])("does not build on Next.js %i, and says why", async (next) => {
    const app = small("nested", next, { "pages/admin/_middleware.js": seedFiles()["middleware.js"] ?? "" })
    const { ok, output } = await buildApp(app)
    expect(ok).toBe(false)
    expect(output).toMatch(/protects nothing/)
    expect(output).toMatch(/MIDDLEWARE_MISUSED/)
  })
})
