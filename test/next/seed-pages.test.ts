import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { builtApp } from "../replay/apps.js"
import { startWorld, type World } from "../replay/world.js"
import type { NextApp } from "../support/next-app.js"
import { seedFiles } from "../support/seed.js"

const get = (world: World, path: string, cookies = {}) => world.send({ method: "GET", path, cookies })

const builds = [
  { name: "pages", next: 16, how: "Next.js 16, Turbopack, without middleware" },
  { name: "mw", next: 16, how: "Next.js 16, webpack, its middleware as proxy.js" },
  { name: "mw", next: 15, how: "Next.js 15, every block as written" },
] as const

describe.each(builds)("the seed document on $how", ({ name, next }) => {
  const guarded = name === "mw"
  let app: NextApp
  let world: World
  beforeAll(async () => {
    app = await builtApp(name, next)
    world = await startWorld(app, "base")
  })
  afterAll(() => world.stop())

  test("stands in the app as it is written", () => {
    const rewritten = next === 15 ? [] : ["middleware.js"]
    const blocks = Object.entries(seedFiles()).filter(([path]) => !rewritten.includes(path))
    expect(blocks.length).toBe(6 - rewritten.length)
    for (const [path, code] of blocks) expect(readFileSync(join(app.directory, path), "utf8")).toBe(code)
  })

  test.each(["/client-side-example", "/server-side-example"])("%s is shown to somebody signed in", async (path) => {
    const answer = await get(world, path, await world.signedIn("ann"))
    expect(answer.status).toBe(200)
    expect(world.observe(answer).pageProps).toEqual(
      path === "/server-side-example" ? { session: expect.objectContaining({ user: expect.anything() }) } : {},
    )
  })

  test("the API routes answer somebody signed in, and log the session and the token", async () => {
    const cookies = await world.signedIn("ann")
    for (const path of ["/api/get-session-example", "/api/get-token-example"]) {
      expect(await get(world, path, cookies)).toMatchObject({ status: 200, text: "" })
    }
    expect(world.app.output()).toMatch(/^Session \{\n {2}"user": \{\n {4}"name": "Ann Tester"/m)
    expect(world.app.output()).toMatch(/^JSON Web Token \{\n(?: {2}.*\n)*? {2}"sub": "1"/m)
  })

  test.each(["/client-side-example", "/server-side-example"])("%s, signed out", async (path) => {
    const answer = await get(world, path)
    if (guarded) {
      expect(answer.status).toBe(307)
      expect(world.observe(answer).location).toBe(`{APP}/api/auth/signin?callbackUrl=${path}`)
    } else {
      expect(answer.status).toBe(200)
      expect(answer.text).not.toContain("Protected Page")
    }
  })

  test.each(["/api/get-session-example", "/api/get-token-example"])("%s, signed out", async (path) => {
    const answer = await get(world, path)
    expect(answer).toMatchObject(guarded ? { status: 307 } : { status: 401, text: "" })
  })
})
