import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { builtApp } from "../replay/apps.js"
import { startWorld, type World } from "../replay/world.js"
import type { NextMajor } from "../support/next-app.js"

const hiddenInputs = (html: string): [string, string][] =>
  [...html.matchAll(/<input type="hidden" name="([^"]*)"(?: value="([^"]*)")?/g)].map(([, name = "", value = ""]) => [
    name,
    value.replaceAll("&quot;", '"'),
  ])

/** Presses the page's button as a browser without JavaScript does. */
async function press(world: World, path: string, cookies: Record<string, string>): Promise<string | undefined> {
  const page = await world.send({ method: "GET", path, cookies })
  const form = new FormData()
  for (const [name, value] of hiddenInputs(page.text)) form.append(name, value)
  const encoded = new Response(form)
  const answer = await world.send({
    method: "POST",
    path,
    cookies,
    headers: { "content-type": encoded.headers.get("content-type") ?? "", origin: world.origin },
    body: await encoded.text(),
  })
  return answer.headers.location
}

describe.each([16, 15] as NextMajor[])("the App Router of Next.js %i", (next) => {
  let world: World
  beforeAll(async () => {
    world = await startWorld(await builtApp("app", next), "base")
  })
  afterAll(() => world.stop())

  const get = async (path: string, username?: string) =>
    world.send({ method: "GET", path, cookies: username ? await world.signedIn(username) : {} })

  test.each(["/rsc", "/rsc-bare"])("a server component at %s sees who is signed in", async (path) => {
    expect((await get(path, "ann")).text).toContain("Ann Tester")
    expect((await get(path)).text).toContain('<pre id="session">null</pre>')
  })

  test("a route handler sees who is signed in", async () => {
    const answer = await get("/api/me", "ann")
    expect(JSON.parse(answer.text)).toEqual({
      user: { name: "Ann Tester", email: "ann@accept.test", image: "https://img.test/ann.png" },
    })
    expect((await get("/api/me")).status).toBe(401)
  })

  test("a server action sees who is signed in", async () => {
    expect(await press(world, "/action", await world.signedIn("ann"))).toMatch(/\?said=Ann(%20|\+)Tester$/)
    expect(await press(world, "/action", {})).toMatch(/\?said=nobody$/)
  })
})
